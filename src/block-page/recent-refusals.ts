/** Which sites were refused to a PC in the last minutes, for the room's home page. */
import { domainToUnicode } from 'node:url'
import { normaliseName } from '../whitelist/names.ts'

/** What of a journal row counts here. */
interface Row {
  readonly [field: string]: unknown
}

/** Rows that are remembered; older ones give way. */
const rowLimit = 4000
/** Names that one PC is shown. */
const namesLimit = 30
const windowMs = 600_000
/** Between two questions to the kernel. */
export const refusalPatienceMs = 3000

interface Refusal {
  readonly who: string
  readonly name: string
  readonly at: number
}

/** A name that the list lacks and a person may have typed, with whose PC it was: by MAC, which keeps while addresses change. */
function refusalOf({ verdict, why, host, site, mac, ip, background }: Row, at: number): Refusal | undefined {
  if (verdict !== 'refused' || why !== 'unlisted' || background === true) return undefined
  const name = normaliseName(String(host ?? site))
  const who = typeof mac === 'string' && mac !== '' ? mac : ip
  return name === undefined || typeof who !== 'string' ? undefined : { who, name, at }
}

export class RecentRefusals {
  #kept: Refusal[] = []

  /** A row that the journal was given just now, at this time in ms. */
  add(row: object, now: number): void {
    const refusal = refusalOf(row as Row, now)
    if (refusal === undefined) return
    this.#kept.push(refusal)
    if (this.#kept.length > rowLimit) this.#kept = this.#kept.slice(-rowLimit / 2)
  }

  /** Names as people read them, the latest first. `open`: visits that go on. `who`: MAC, or the address where none is known. */
  of(who: string, open: readonly object[], now: number): string[] {
    const going = open.map((row) => refusalOf(row as Row, now)).filter((each) => each !== undefined)
    // A clock that was set back must not bring old ones up for hours.
    const fresh = this.#kept.filter(({ at }) => Math.abs(now - at) < windowMs)
    const own = [...fresh, ...going].filter((each) => each.who === who).map(({ name }) => name)
    return [...new Set(own.reverse())].slice(0, namesLimit).map((name) => domainToUnicode(name) || name)
  }
}
