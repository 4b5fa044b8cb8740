/** Says what went wrong and what to do about it. */
import ui from 'luci:ui'
import { inWords } from './in-words.ts'
import { type CallFailed, failureOf } from './rpc.ts'

function sentence(failure: CallFailed): string {
  switch (failure.kind) {
    case 'refused':
      return failure.failed === undefined ? failure.message : inWords(failure.failed.message)
    case 'gone':
      return _('Aq tizim does not run on the router.')
    case 'denied':
      return _('Your login may not do this, or it has ended. Log in again, or ask the administrator.')
    case 'timeout':
      return _('The router did not answer in time. Try again.')
    case 'offline':
      return _('The router cannot be reached. Check the network and try again.')
    case 'unknown':
      return _('Something went wrong: %s').format(failure.message)
  }
}

const paragraph = (text: string) => E('p', {}, [text])

/** Fills the page while the daemon is down. The kernel's rules hold without it, and the page says so. */
function goneContent(): HTMLElement[] {
  return [
    E('h3', {}, [_('Aq tizim does not run on the router.')]),
    paragraph(_('What was refused stays refused: the rules hold without it. Visits are not being recorded now.')),
    paragraph(
      _(
        'Wait half a minute: the router starts it again by itself. If it does not come back, open System, Startup and start “aqtizim”, or ask the administrator.',
      ),
    ),
    E('p', {}, [_('On the command line of the router:'), ' ', E('code', {}, ['/etc/init.d/aqtizim start'])]),
  ]
}

/** A panel in place of what could not be loaded. */
export function failurePanel(error: unknown): HTMLElement {
  const failure = failureOf(error)
  const content = failure.kind === 'gone' ? goneContent() : [paragraph(sentence(failure))]
  return E('div', { class: 'alert-message error', 'data-failure': failure.kind, role: 'alert' }, content)
}

/** Says so above the page, which stays as it is. */
export function report(error: unknown): void {
  const failure = failureOf(error)
  ui.addNotification(null, E('p', { 'data-failure': failure.kind }, [sentence(failure)]), 'error')
}

export const warn = (text: string) => void ui.addNotification(null, paragraph(text), 'error')
export const tell = (text: string) => void ui.addNotification(null, paragraph(text), 'info')
