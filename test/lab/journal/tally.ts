/** What the kernel counted, and what the journal holds of it, by room and counter. Pure. */
import type { JournalRow } from '../journal-check.ts'

export type Counter = 'allowed' | 'gate' | 'refused'
export type Counts = Readonly<Record<string, Readonly<Record<Counter, number>>>>

const counters: readonly Counter[] = ['allowed', 'gate', 'refused']
const none = { allowed: 0, gate: 0, refused: 0 }

function combine(one: Counts, other: Counts, join: (a: number, b: number) => number): Counts {
  const rooms = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(
    rooms.map((room) => {
      const [a, b] = [one[room] ?? none, other[room] ?? none]
      const cell = (counter: Counter) => join(a[counter], b[counter])
      return [room, { allowed: cell('allowed'), gate: cell('gate'), refused: cell('refused') }]
    }),
  )
}

export const plus = (one: Counts, other: Counts) => combine(one, other, (a, b) => a + b)
/** Below nothing there is nothing. */
export const minus = (one: Counts, other: Counts) => combine(one, other, (a, b) => Math.max(0, a - b))
export const least = (one: Counts, other: Counts) => combine(one, other, Math.min)
export const sum = (counts: Counts) =>
  Object.values(counts).reduce((all, room) => all + counters.reduce((of, counter) => of + room[counter], 0), 0)

interface Told {
  readonly from: string
  readonly to: string
  readonly why: string
  readonly flows?: number
  readonly room?: string
  readonly counter?: Counter
}

export const gapOf = (row: JournalRow) => row.gap as Told | undefined

/** Which of the kernel's counters a visit is part of: only what goes to the gate has no port in its row. */
function counterOf({ port, verdict }: JournalRow & { readonly port?: string }): Counter {
  if (port === undefined) return 'gate'
  return verdict === 'refused' ? 'refused' : 'allowed'
}

function total(parts: readonly { room: string; counter: Counter; flows: number }[]): Counts {
  return parts.reduce<Counts>(
    (counts, { room, counter, flows }) => plus(counts, { [room]: { ...none, [counter]: flows } }),
    {},
  )
}

/** Flows of the rows of visits. */
export function recorded(rows: readonly JournalRow[]): Counts {
  return total(
    rows.flatMap((row) =>
      row.verdict === undefined ? [] : { room: row.room ?? '', counter: counterOf(row), flows: row.flows ?? 0 },
    ),
  )
}

/** Flows that gap rows count. */
export function inGaps(rows: readonly JournalRow[]): Counts {
  return total(
    rows.flatMap((row) => {
      const { room, counter, flows } = gapOf(row) ?? {}
      return room === undefined || counter === undefined || flows === undefined ? [] : { room, counter, flows }
    }),
  )
}

export interface Balance {
  readonly kernel: Counts
  readonly recorded: Counts
  /** Missing in rows, and told of by gap rows. */
  readonly gaps: Counts
  readonly unaccounted: Counts
  /** In rows, though a gap row had told of them before: they came late. */
  readonly late: Counts
  /** In rows, and never counted by the kernel. */
  readonly surplus: Counts
}

/**
 * `cut`: what the kernel counted in the time for which a gap row tells of a power cut. Such a row knows no number, so it
 * answers for what is missing up to that many flows, and for no more. `later`: the kernel's counts read again behind the
 * rows, because pupils go on trying between the readings.
 */
export function balance(kernel: Counts, rows: readonly JournalRow[], cut: Counts, later = kernel): Balance {
  // The router's own look at its gate belongs to no room, and the kernel does not count it.
  const counted = (row: JournalRow) => row.room === undefined || row.room in kernel
  const inRows = recorded(rows.filter(counted))
  const told = inGaps(rows)
  const missing = minus(kernel, inRows)
  const numbered = least(missing, told)
  const gaps = plus(numbered, least(minus(missing, numbered), cut))
  return {
    kernel,
    recorded: inRows,
    gaps,
    unaccounted: minus(missing, gaps),
    late: minus(told, numbered),
    surplus: minus(inRows, later),
  }
}
