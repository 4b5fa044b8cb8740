/** Several views on one page, in LuCI's look. A view is made when it is first shown, and keeps what is typed in it. */
import dom from 'luci:dom'

export interface View {
  readonly nodes: LuciChild[]
  /** Shows what the router has by now, and leaves alone what somebody has typed. */
  redraw?(): void
}

export interface Tab {
  readonly name: string
  readonly title: string
  make(): View
}

export interface Tabs {
  readonly node: HTMLElement
  /** Draws the open view anew at once, and the others when they are shown next. */
  redraw(): void
}

export function tabs(all: readonly Tab[], first: string): Tabs {
  const body = E('div', { class: 'aq-tab', role: 'tabpanel' }, [])
  const made = new Map<string, View>()
  const stale = new Set<string>()
  const items: { tab: Tab; link: HTMLElement; item: HTMLElement }[] = all.map((tab, index) => {
    const press = (event: Event) => {
      event.preventDefault()
      open(tab)
    }
    const link = E('a', { href: '#', role: 'tab', 'data-name': `tab-${tab.name}`, click: press }, [tab.title])
    // A link is pressed by Enter alone, and a tab is one for the keyboard.
    link.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ' ': 0 }[event.key]
      if (step === undefined) return
      event.preventDefault()
      const next = items[(index + step + items.length) % items.length]
      next?.link.focus()
      next?.link.click()
    })
    return { tab, link, item: E('li', { class: 'cbi-tab-disabled', role: 'presentation' }, [link]) }
  })
  let current: string
  function open(tab: Tab): void {
    current = tab.name
    for (const { tab: each, item, link } of items) {
      item.className = each === tab ? 'cbi-tab' : 'cbi-tab-disabled'
      link.setAttribute('aria-selected', String(each === tab))
    }
    const known = made.get(tab.name)
    const view = known ?? tab.make()
    made.set(tab.name, view)
    dom.content(body, view.nodes)
    if (stale.delete(tab.name)) view.redraw?.()
    body.setAttribute('aria-label', tab.title)
  }
  for (const tab of all) if (tab.name === first) open(tab)
  const list = items.map(({ item }) => item)
  return {
    node: E('div', {}, [E('ul', { class: 'cbi-tabmenu aq-tabs', role: 'tablist' }, list), body]),
    redraw() {
      for (const name of made.keys()) if (name !== current) stale.add(name)
      made.get(current)?.redraw?.()
    },
  }
}
