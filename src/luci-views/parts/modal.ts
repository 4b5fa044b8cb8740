/** The layer above the page. The keyboard stays in it, and goes back to what opened it when it goes. */
import ui from 'luci:ui'
import { giveBackFocus } from './focus.ts'

const reachable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

const controlsOf = (layer: HTMLElement): HTMLElement[] =>
  [...layer.querySelectorAll<HTMLElement>(reachable)].filter(
    (node) => !node.matches(':disabled') && node.getClientRects().length > 0,
  )

/** LuCI leaves the layer in the page and takes this class away. */
const isShown = (layer: HTMLElement) => layer.isConnected && document.body.classList.contains('modal-overlay-active')

/** Tab goes round in the layer, and Escape presses what calls it off. */
function keepKeys(layer: HTMLElement): void {
  const onKey = (event: KeyboardEvent) => {
    if (!isShown(layer)) return document.removeEventListener('keydown', onKey, true)
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      layer.querySelector<HTMLElement>('[data-name=cancel], [data-name=close], [data-name=stop-job]')?.click()
    }
    if (event.key !== 'Tab') return
    const controls = controlsOf(layer)
    const [first, last] = event.shiftKey
      ? [controls[controls.length - 1], controls[0]]
      : [controls[0], controls[controls.length - 1]]
    const focused = document.activeElement
    if (focused !== last && layer.contains(focused)) return
    event.preventDefault()
    first?.focus()
  }
  document.addEventListener('keydown', onKey, true)
}

export function openModal(title: string, content: LuciChild[]): void {
  const layer = E('div', { class: 'aqtizim' }, content)
  const box = ui.showModal([title], [layer])
  box.setAttribute('aria-label', title)
  keepKeys(layer)
  controlsOf(layer)[0]?.focus()
}

export function closeModal(): void {
  ui.hideModal()
  giveBackFocus()
}
