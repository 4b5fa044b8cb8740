/** Where the keyboard's focus was: LuCI takes it from a button that works, and a page drawn anew takes the button itself. */

/** A control, and what tells it from the others of its page, so that what is drawn in its place is found. */
export interface Spot {
  readonly control: HTMLElement
  readonly name: string
  /** The room, site, PC and so on that it belongs to. */
  readonly owner: string
  /** Its place among the controls with this name and owner. */
  readonly index: number
}

let pressed: Spot | undefined

const controls = ['button', 'a[href]', 'input', 'select', 'textarea', 'summary', '[tabindex]']
  .map((kind) => `#view ${kind}`)
  .join()
const owners = ['room', 'site', 'pc', 'need', 'step', 'network', 'n']

const nameOf = (control: HTMLElement) => control.dataset.name ?? control.getAttribute('href') ?? ''
const ownerOf = (control: HTMLElement) =>
  owners.map((kind) => control.closest<HTMLElement>(`[data-${kind}]`)?.dataset[kind] ?? '').join('\n')

const belongingTo = (owner: string) =>
  [...document.querySelectorAll<HTMLElement>(controls)].filter((control) => ownerOf(control) === owner)
const twinsOf = ({ name, owner }: Pick<Spot, 'name' | 'owner'>) =>
  belongingTo(owner).filter((control) => nameOf(control) === name)

const inLayer = (node: Element) => node.closest('#modal_overlay') !== null

function find(control: HTMLElement): Spot {
  const [name, owner] = [nameOf(control), ownerOf(control)]
  return { control, name, owner, index: twinsOf({ name, owner }).indexOf(control) }
}

/** Asked when it is pressed. What is pressed in a dialog goes with it: only a spot of the page is remembered. */
export function spotOf(control: HTMLElement): Spot {
  const spot = find(control)
  if (!inLayer(control)) pressed = spot
  return spot
}

/** The control, or what has come in its place; where its room has another button now, such as Resume for Pause, that one. */
function focusOn(spot: Spot): void {
  const { control, owner, index } = spot
  const neighbour = owner.trim() === '' ? undefined : belongingTo(owner)[0]
  const next = control.isConnected ? control : (twinsOf(spot)[index] ?? neighbour)
  next?.focus()
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
    if (spot !== undefined && isFree()) focusOn(spot)
  })
}

/** Runs `draw`, which draws what `part` holds anew. A focus in `part` stays where it was. */
export function keepFocus(part: HTMLElement, draw: () => void): void {
  const focused = document.activeElement
  const spot = focused instanceof HTMLElement && part.contains(focused) ? find(focused) : undefined
  draw()
  if (spot !== undefined) focusOn(spot)
}
