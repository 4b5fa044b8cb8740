/** A paper in a frame of its own, to be looked at and printed. */
import dom from 'luci:dom'
import { button } from '../button.ts'
import type { Finished } from '../job.ts'

export interface Preview {
  readonly node: HTMLElement
  show(title: string, finished: Finished): void
  clear(): void
}

/**
 * No script runs in it whatever a paper holds; `allow-same-origin` and `allow-modals` let this page print it. A browser that
 * prints a frame prints the paper alone, with its own page numbers.
 */
const sandbox = 'allow-same-origin allow-modals'

export function preview(): Preview {
  const node = E('div', { 'data-name': 'preview' }, [])
  let url = ''
  const clear = () => {
    dom.content(node, [])
    if (url !== '') URL.revokeObjectURL(url)
    url = ''
  }
  return {
    node,
    clear,
    show(title, { parts }) {
      clear()
      url = URL.createObjectURL(new Blob([...parts], { type: 'text/html;charset=utf-8' }))
      const frame = E('iframe', { src: url, sandbox, title, class: 'aq-paper' }, []) as HTMLIFrameElement
      const print = () => {
        frame.contentWindow?.focus()
        frame.contentWindow?.print()
      }
      dom.content(node, [
        E('div', { class: 'aq-buttons' }, [button(_('Print'), print, { kind: 'positive', big: true, name: 'print' })]),
        frame,
      ])
      node.scrollIntoView({ block: 'start' })
    },
  }
}
