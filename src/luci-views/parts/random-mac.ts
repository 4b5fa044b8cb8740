/** Marks MACs that a device has made up: a name that is given to one is lost when the device takes another. */
import { badge } from './badge.ts'

/** The second-least bit of the first octet: no maker gave it out (IEEE 802c). */
const isRandom = (mac: string): boolean =>
  /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac) && (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0

const meaning = () =>
  _(
    'A made-up MAC: the device may take another one any day, and its name and room are lost then. Switch random hardware addresses (“private address”) off on it for this network.',
  )

/** Nothing beside a MAC that a maker gave out, or beside what is none. */
export function randomMark(mac: string): HTMLElement[] {
  if (!isRandom(mac)) return []
  const mark = badge(_('made-up MAC'), 'quiet')
  mark.setAttribute('data-name', 'random-mac')
  mark.title = meaning()
  return [mark]
}

/** What it means, once below a table that has such marks. */
export const randomHint = (macs: readonly string[]): HTMLElement[] =>
  macs.some(isRandom) ? [E('p', { class: 'aq-muted', 'data-name': 'random-hint' }, [meaning()])] : []
