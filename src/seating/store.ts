/**
 * Stores seat plans by class in a file that nobody else reads: names of pupils stand beside the journal and never in it. What is
 * logged of them is that there is something wrong, and no word of what they hold.
 */
import { createHash } from 'node:crypto'
import { replaceFile } from '../machine/atomic-write.ts'
import type { Machine } from '../machine/machine.ts'
import { ArgumentError, type Message, message } from '../messages/message.ts'
import { isClassName } from '../timetable/timetable.ts'
import { badText, type Seat, seatLimits } from './seat.ts'

export interface SeatStore {
  /** Classes that have a plan, in their order. */
  list(): string[]
  /** Empty where the class has none. */
  get(name: string): readonly Seat[]
  /**
   * Takes the place of the class's plan; no seats: the plan goes. Throws `ArgumentError`, naming the argument, for a class or
   * a seat that cannot be, and Node's error where the disk refuses: the plan is then what it was.
   */
  save(name: string, seats: readonly Seat[]): void
  /** Gives whether there was one. Throws Node's error where the disk refuses. */
  remove(name: string): boolean
}

const mostClasses = 200

/** Tells whether somebody changed a plan meanwhile. Hexadecimal. */
export const seatsHash = (seats: readonly Seat[]): string =>
  createHash('sha256')
    .update(JSON.stringify(seats.map(({ pc, pupil }) => [pc, pupil])))
    .digest('hex')

function readSeat(value: unknown): Seat | undefined {
  const { pc, pupil } = (value ?? {}) as Partial<Record<keyof Seat, unknown>>
  if (typeof pc !== 'string' || typeof pupil !== 'string' || faultOf({ pc, pupil }) !== undefined) return undefined
  return { pc, pupil }
}

function faultOf({ pc, pupil }: Seat): Message | undefined {
  if (pc === '' || pupil === '') return message('seat-incomplete')
  return badText(pc, seatLimits.pc) ?? badText(pupil, seatLimits.pupil)
}

/** Nothing where the text is no file of ours. */
function decode(text: string): Map<string, readonly Seat[]> | undefined {
  try {
    const { format, classes } = JSON.parse(text) as { format?: unknown; classes?: Record<string, unknown> }
    if (format !== 1 || typeof classes !== 'object' || classes === null) return undefined
    const plans = Object.entries(classes).map(([name, rows]) => {
      const seats = Array.isArray(rows) ? rows.map(readSeat) : [undefined]
      if (!isClassName(name) || seats.includes(undefined)) throw new Error('no plan')
      return [name, seats.filter((seat) => seat !== undefined)] as const
    })
    return new Map(plans)
  } catch {
    return undefined
  }
}

/** A file that makes no sense is kept aside as `seats.json.damaged`, and said. */
export function openSeats({ files, log }: Pick<Machine, 'files' | 'log'>, path: string): SeatStore {
  let plans = new Map<string, readonly Seat[]>()
  if (files.existsSync(path)) {
    // What an error of the parser says may quote the file.
    const read = decode(files.readFileSync(path, 'utf8'))
    if (read === undefined) {
      files.renameSync(path, `${path}.damaged`)
      log('error', `${path} makes no sense, and is kept as ${path}.damaged: the seat plans have to be pasted again`)
    } else plans = read
  }
  /** On the disk first: what is shown is what a restart finds. */
  function keep(changed: Map<string, readonly Seat[]>): void {
    replaceFile(files, path, `${JSON.stringify({ format: 1, classes: Object.fromEntries(changed) })}\n`, true)
    plans = changed
  }
  const remove = (name: string): boolean => {
    if (!plans.has(name)) return false
    keep(new Map([...plans].filter(([known]) => known !== name)))
    return true
  }
  return {
    list: () => [...plans.keys()].sort((a, b) => a.localeCompare(b, 'kk', { numeric: true })),
    get: (name) => plans.get(name) ?? [],
    remove,
    save(name, seats) {
      if (!isClassName(name)) throw new ArgumentError('class', message('class-characters'))
      if (seats.length > seatLimits.seats)
        throw new ArgumentError('rows', message('seats-too-many', { most: seatLimits.seats }))
      const fault = seats.map(faultOf).find((each) => each !== undefined)
      if (fault !== undefined) throw new ArgumentError('rows', fault)
      if (new Set(seats.map(({ pc }) => pc)).size < seats.length)
        throw new ArgumentError('rows', message('seat-pc-twice'))
      if (seats.length === 0) return void remove(name)
      if (!plans.has(name) && plans.size >= mostClasses)
        throw new ArgumentError('class', message('classes-too-many', { most: mostClasses }))
      keep(new Map([...plans, [name, seats.map(({ pc, pupil }) => ({ pc, pupil }))]]))
    },
  }
}
