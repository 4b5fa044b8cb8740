/** Where the keyboard was: LuCI takes the focus from a button while it works, and a page drawn anew takes the button itself. */

/** A control, and which of those with its name it is: of the buttons of five rooms the third. */
export interface Spot {
  readonly control: HTMLElement
  readonly index: number
}

let pressed: Spot | undefined

const twinsOf = ({ dataset: { name = '' } }: HTMLElement) =>
  document.querySelectorAll<HTMLElement>(`#view [data-name="${CSS.escape(name)}"]`)

const inLayer = (node: Element) => node.closest('#modal_overlay') !== null

/** Asked when it is pressed. What is pressed in a dialog goes with it: only a spot of the page is remembered. */
export function spotOf(control: HTMLElement): Spot {
  const spot = { control, index: [...twinsOf(control)].indexOf(control) }
  if (!inLayer(control)) pressed = spot
  return spot
}

/** Whether nobody has gone on to something else: no focus, or one in a dialog that has gone. */
function isFree(): boolean {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return true
  return inLayer(focused) && !document.body.classList.contains('modal-overlay-active')
}

/** To the spot, by itself to what was pressed last in the page; to what has come in its place where it is gone. */
export function giveBackFocus(spot: Spot | undefined = pressed): void {
  // LuCI frees the button after this turn.
  setTimeout(() => {
    if (spot === undefined || !isFree()) return
    const { control, index } = spot
    if (control.isConnected) return control.focus()
    twinsOf(control)[index]?.focus()
  })
}
