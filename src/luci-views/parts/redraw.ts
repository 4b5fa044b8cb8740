/** Drawing a part of a page anew. */
import dom from 'luci:dom'
import { keepFocus } from './focus.ts'

/** Puts `content` in place of what `part` holds. The keyboard's focus stays where it was. */
export function redraw(part: HTMLElement, content: LuciChild[]): void {
  keepFocus(part, () => dom.content(part, content))
}

/** Calls `draw` only where what is shown has changed: a button must not go from under the finger that presses it. */
export function whenChanged<Shown>(partOf: (shown: Shown) => unknown) {
  let last: string | undefined
  return (shown: Shown, draw: () => unknown): void => {
    const now = JSON.stringify(partOf(shown))
    if (now !== last) draw()
    last = now
  }
}
