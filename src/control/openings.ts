/** Stores which sites on demand are open in which room until when, over restarts and jumps of the clock. */
import { replaceFile } from '../machine/atomic-write.ts'
import { isClockSet } from '../machine/clock.ts'
import type { Machine } from '../machine/machine.ts'
import { type Site, siteName } from '../whitelist/whitelist.ts'

export interface Opening {
  /** UCI section name. */
  readonly room: string
  /** The site's name as the journal has it. */
  readonly site: string
  /** Milliseconds since the epoch. */
  readonly since: number
  readonly until: number
  readonly user: string
  /** Ends with the lesson, and at `until` at the latest. */
  readonly lesson: boolean
}

interface Kept extends Opening {
  /** The end in milliseconds of the router's uptime, so that setting the clock back does not make it longer. */
  deadline: number | undefined
}

/** The most openings at once; no school needs more. */
export const openingsLimit = 200
/** How far NTP may set the clock back; a person sets it back by hours. */
const toleratedMs = 60_000

type OpeningsMachine = Pick<Machine, 'files' | 'log' | 'now' | 'uptime'>

const keyOf = ({ room, site }: Pick<Opening, 'room' | 'site'>) => `${room} ${site}`

export class Openings {
  readonly #machine: OpeningsMachine
  readonly #path: string
  readonly #kept: Map<string, Kept>

  constructor(machine: OpeningsMachine, path: string) {
    this.#machine = machine
    this.#path = path
    this.#kept = new Map(read(machine, path).map((opening) => [keyOf(opening), { ...opening, deadline: undefined }]))
  }

  /** The openings in force now. While the clock is not set there are none; they wait for it. */
  all(): Opening[] {
    return [...this.#kept.values()].filter((opening) => this.#holds(opening))
  }

  isOpened(site: Site, room: string): boolean {
    const opening = this.#kept.get(keyOf({ room, site: siteName(site) }))
    return opening !== undefined && this.#holds(opening)
  }

  /** Identifies the openings in force now: when this text changes, the plan has to change. */
  key(): string {
    return this.all().map(keyOf).sort().join('\n')
  }

  /** Milliseconds until the next one ends; undefined where nothing is open. */
  nextEnd(): number | undefined {
    const [now, uptime] = [this.#machine.now(), this.#machine.uptime()]
    const left = this.all().map((one) =>
      Math.min(one.until - now, (this.#kept.get(keyOf(one))?.deadline ?? uptime) - uptime),
    )
    return left.length === 0 ? undefined : Math.min(...left)
  }

  /** Adds one, replacing that of the same room and site. Returns false where too many are open. */
  open(opening: Opening): boolean {
    const key = keyOf(opening)
    if (!this.#kept.has(key) && this.#kept.size >= openingsLimit) return false
    this.#kept.set(key, { ...opening, deadline: this.#machine.uptime() + opening.until - this.#machine.now() })
    this.#save()
    return true
  }

  /** Removes the openings that match, and returns them. */
  end(isMeant: (opening: Opening) => boolean): Opening[] {
    const ended = [...this.#kept.values()].filter(isMeant)
    for (const opening of ended) this.#kept.delete(keyOf(opening))
    if (ended.length > 0) this.#save()
    return ended.map(({ deadline: _, ...opening }) => opening)
  }

  /** Removes and returns the openings whose time is over. */
  endExpired(): Opening[] {
    if (!isClockSet(this.#machine.now())) return []
    return this.end((opening) => !this.#holds(opening as Kept))
  }

  #holds(opening: Kept): boolean {
    const now = this.#machine.now()
    if (!isClockSet(now) || now >= opening.until || now < opening.since - toleratedMs) return false
    const uptime = this.#machine.uptime()
    // After a restart: the time left by the clock, but never more than it was opened for.
    opening.deadline ??= uptime + Math.min(opening.until - now, opening.until - opening.since)
    return uptime < opening.deadline
  }

  /** If the file cannot be written it is removed: ended openings must not come back with a restart. */
  #save(): void {
    const { files, log } = this.#machine
    const openings = [...this.#kept.values()].map(({ deadline: _, ...opening }) => opening)
    try {
      replaceFile(files, this.#path, `${JSON.stringify({ format: 1, openings })}\n`, true)
    } catch (error) {
      log(
        'warning',
        `${this.#path} cannot be written: a restart shuts what is open on demand: ${(error as Error).message}`,
      )
      try {
        if (files.existsSync(this.#path)) files.unlinkSync(this.#path)
      } catch (failure) {
        log('error', `${this.#path} cannot be taken away either: ${(failure as Error).message}`)
      }
    }
  }
}

function isOpening(value: unknown): value is Opening {
  const { room, site, since, until, user, lesson } = (value ?? {}) as Readonly<Record<string, unknown>>
  const texts = [room, site, user].every((text) => typeof text === 'string')
  return texts && Number.isFinite(since) && Number.isFinite(until) && typeof lesson === 'boolean'
}

/** Reads the openings; none where the file cannot be read. */
function read({ files, log }: OpeningsMachine, path: string): Opening[] {
  if (!files.existsSync(path)) return []
  try {
    const { openings } = JSON.parse(files.readFileSync(path, 'utf8')) as { openings?: unknown }
    if (!Array.isArray(openings)) throw new Error('it holds no openings')
    return openings.filter(isOpening).slice(0, openingsLimit)
  } catch (error) {
    log('error', `${path} cannot be read, so that all that is on demand is shut: ${(error as Error).message}`)
    return []
  }
}
