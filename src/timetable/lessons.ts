/** Stores which class has its lesson in a room, begun and ended by hand or by the timetable, over restarts. */
import { replaceFile } from '../machine/atomic-write.ts'
import { localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Timer } from '../machine/timers.ts'
import { ArgumentError, message } from '../messages/message.ts'
import type { Timetable } from './hours.ts'
import { classIn, isClassName } from './timetable.ts'

export interface LessonState {
  readonly settings: {
    readonly timetables: readonly Timetable[]
    readonly rooms: readonly { readonly id: string }[]
  }
  readonly zone: string
}

export interface LessonTools {
  readonly machine: Pick<Machine, 'files' | 'now' | 'log' | 'timers'>
  /** The file that keeps open lessons. */
  readonly path: string
  /** Tells the journal, before it holds: what was seen until now belongs to what was before. */
  readonly tell: (details: Record<string, string>) => void
  /** Undefined until the settings have been read. `zone` is an IANA name. */
  readonly state: () => LessonState | undefined
}

interface Lesson {
  readonly class: string
  /** ms since the epoch */
  readonly since: number
  /** A login, or `timetable`. */
  readonly user: string
}

interface Kept {
  readonly lessons: Map<string, Lesson>
  /** What the timetable last said of a room: it starts a lesson once, and somebody may end it before its time. */
  readonly told: Map<string, string>
}

const byTimetable = 'timetable'
/** A lesson that nobody ended: rows of the next class must not bear its name. */
const longestMs = 4 * 3_600_000
const lookMs = 5000

function load({ machine, path }: LessonTools): Kept {
  const kept: Kept = { lessons: new Map(), told: new Map() }
  if (!machine.files.existsSync(path)) return kept
  try {
    const saved = JSON.parse(machine.files.readFileSync(path, 'utf8')) as Partial<Record<string, [string, unknown][]>>
    for (const [room, lesson] of saved.lessons ?? []) {
      const { class: name, since, user } = lesson as Partial<Lesson>
      if (typeof name !== 'string' || !isClassName(name) || typeof since !== 'number' || typeof user !== 'string')
        throw new Error('what it holds are no lessons')
      kept.lessons.set(room, { class: name, since, user })
    }
    for (const [room, name] of saved.told ?? []) kept.told.set(room, String(name))
  } catch (error) {
    machine.log('error', `${path} cannot be read, so that lessons may be missing: ${error}`)
  }
  return kept
}

export class Lessons {
  readonly #tools: LessonTools
  readonly #kept: Kept
  #timer: Timer | undefined

  constructor(tools: LessonTools) {
    this.#tools = tools
    this.#kept = load(tools)
  }

  /** The class that has its lesson in a room now. */
  of(room: string): string | undefined {
    return this.#kept.lessons.get(room)?.class
  }

  /** When that lesson began, ms since the epoch. */
  since(room: string): number | undefined {
    return this.#kept.lessons.get(room)?.since
  }

  /** Ends the lesson that was open there. Throws `ArgumentError`, naming the argument, for an unknown room or a wrong class. */
  start(room: string, name: string, user: string): void {
    const known = this.#tools.state()?.settings.rooms.some(({ id }) => id === room) ?? false
    if (!known) throw new ArgumentError('room', message('room-unknown', { room }))
    if (!isClassName(name)) throw new ArgumentError('class', message('class-characters'))
    this.#begin(room, name, user)
  }

  /** Gives false where no lesson was open. */
  end(room: string, user: string): boolean {
    const lesson = this.#kept.lessons.get(room)
    if (lesson === undefined) return false
    this.#tools.tell({ state: 'end', room, class: lesson.class, user })
    this.#kept.lessons.delete(room)
    this.#save()
    return true
  }

  /** Ends what was forgotten, and does what the timetable says since the last look. */
  look(): void {
    const now = this.#tools.machine.now()
    for (const [room, { since }] of this.#kept.lessons) if (now - since >= longestMs) this.end(room, 'clock')
    const state = this.#tools.state()
    if (state === undefined) return
    const local = localTime(state.zone).format
    const { timetables } = state.settings
    const rooms = new Set([...timetables.map(({ room }) => room), ...this.#kept.told.keys()])
    for (const room of rooms) {
      const hours = timetables.find((each) => each.room === room)?.hours ?? []
      this.#turn(room, classIn(hours, now, local))
    }
  }

  /** Looks from now on, until `stop`. */
  follow(): void {
    const look = () => {
      try {
        this.look()
      } catch (error) {
        this.#tools.machine.log('error', `lessons could not be followed: ${(error as Error).message}`)
      }
    }
    look()
    this.#timer = this.#tools.machine.timers.every(lookMs, look)
  }

  stop(): void {
    this.#timer?.stop()
  }

  #turn(room: string, name: string | undefined): void {
    const { told, lessons } = this.#kept
    if (told.get(room) === name) return
    if (name === undefined) told.delete(room)
    else told.set(room, name)
    if (name !== undefined) this.#begin(room, name, byTimetable)
    // What a person has started goes on until a person ends it.
    else if (lessons.get(room)?.user !== byTimetable || !this.end(room, byTimetable)) this.#save()
  }

  #begin(room: string, name: string, user: string): void {
    const { lessons } = this.#kept
    this.end(room, user)
    this.#tools.tell({ state: 'start', room, class: name, user })
    lessons.set(room, { class: name, since: this.#tools.machine.now(), user })
    this.#save()
  }

  /** A full disk must not keep a lesson from its rows. */
  #save(): void {
    const { machine, path } = this.#tools
    const { lessons, told } = this.#kept
    try {
      replaceFile(
        machine.files,
        path,
        `${JSON.stringify({ format: 1, lessons: [...lessons], told: [...told] })}\n`,
        true,
      )
    } catch (error) {
      machine.log(
        'warning',
        `${path} cannot be written: a restart would forget the lessons: ${(error as Error).message}`,
      )
    }
  }
}
