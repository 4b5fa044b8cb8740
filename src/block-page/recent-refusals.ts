/** Remembers which sites were refused to a PC in the last minutes, for the room's home page. */
import { domainToUnicode } from 'node:url'
import { FairMap } from '../machine/fair-map.ts'
import { normaliseName } from '../whitelist/names.ts'

/** What of a journal row counts here. */
interface Row {
  readonly [field: string]: unknown
}

/** Names that are remembered: of all, and of one PC, which is shown fewer. A room that makes up PCs loses its own. */
const remembered = { most: 4000, ofPc: 60 }
/** Names that one PC is shown. */
const namesLimit = 30
const windowMs = 600_000
/** Between two looks at the visits that go on. */
const patienceMs = 3000

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

export interface RefusalSources {
  /** Rows of visits that go on, as the kernel has them now: dear, and any pupil can have the page ask. */
  look(): Promise<readonly object[]>
  /** Wall clock, ms since the epoch. */
  now(): number
  /** ms, never set back. */
  uptime(): number
}

/** Names of each PC's visits that go on. */
type Going = ReadonlyMap<string, readonly string[]>

function goingOf(rows: readonly object[]): Going {
  const names = new Map<string, string[]>()
  for (const row of rows) {
    const refusal = refusalOf(row as Row, 0)
    if (refusal === undefined) continue
    const own = names.get(refusal.who)
    if (own === undefined) names.set(refusal.who, [refusal.name])
    else own.push(refusal.name)
  }
  return names
}

export class RecentRefusals {
  readonly #sources: RefusalSources
  readonly #kept = new FairMap<Refusal>(remembered.most, remembered.ofPc)
  #going: Promise<Going> = Promise.resolve(new Map())
  #looked = Number.NEGATIVE_INFINITY

  constructor(sources: RefusalSources) {
    this.#sources = sources
  }

  /** A row that the journal was given just now. */
  add(row: object): void {
    const refusal = refusalOf(row as Row, this.#sources.now())
    if (refusal === undefined) return
    this.#kept.set(String((row as Row).room), refusal.who, refusal.name, refusal)
  }

  /** Names as people read them, the latest first. `who`: MAC, or the address where none is known. */
  async of(who: string): Promise<string[]> {
    const going = (await this.#goesOn()).get(who) ?? []
    const now = this.#sources.now()
    // A clock that was set back must not bring old ones up for hours.
    const fresh = this.#kept.of(who).filter((each) => Math.abs(now - each.at) < windowMs)
    const own = [...fresh.map(({ name }) => name), ...going]
    return [...new Set(own.reverse())].slice(0, namesLimit).map((name) => domainToUnicode(name) || name)
  }

  /** One look for all who ask within the patience; those who ask during a look wait for the same one. */
  #goesOn(): Promise<Going> {
    const { look, uptime } = this.#sources
    if (uptime() - this.#looked >= patienceMs) {
      this.#looked = uptime()
      this.#going = look().then(goingOf)
    }
    return this.#going
  }
}
