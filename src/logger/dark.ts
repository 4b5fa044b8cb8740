/**
 * Finds PCs without any traffic in a lesson while the others of the room had some. The reason is not known: switched off,
 * asleep, not used, broken, or connected past the router.
 */
import { type KnownRow, spanOf } from './filter.ts'
import type { EventRow, VisitRow } from './record.ts'

/** A PC that the settings name for a room. */
export interface NamedPc {
  readonly room: string
  readonly pc: string
  /** Lower case with colons. */
  readonly mac: string
}

export interface DarkOptions {
  readonly named: readonly NamedPc[]
  /** Shorter pauses are not reported: a pupil may be reading. Seconds; 600 if not given. */
  readonly atLeast?: number
}

/** Seconds since the epoch. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Dark extends Stretch {
  readonly room: string
  readonly class: string
  readonly pc: string
  readonly mac: string
  readonly lesson: Stretch
  /** PCs of the room that had traffic in this stretch. */
  readonly others: number
  /** Whether it had traffic in this room at any time of that day. */
  readonly seen: boolean
}

interface Lesson {
  readonly room: string
  readonly class: string
  /** Local, `2026-10-05`. */
  readonly date: string
  readonly from: number
  to: number | undefined
  /** What each PC did in it, by MAC, else by name. */
  readonly busy: Map<string, Busy>
}

/** When a PC was busy. Joined now and then only: a PC that opens site after site has thousands of stretches. */
interface Busy {
  spans: Stretch[]
  /** Joined when there are so many. */
  most: number
}

const JOINED_AT = 64

interface Known {
  readonly pc: string
  readonly mac: string
}

/** Seconds after a lesson's end by which its last visits are written; then it is judged. */
const SETTLED = 36 * 3600

/** Takes all rows of the journal, the oldest first, and visits that go on. Memory is that of two days. */
export class DarkSearch {
  readonly #named: readonly NamedPc[]
  readonly #atLeast: number
  #lessons: Lesson[] = []
  #gaps: (Stretch & { readonly room: string | undefined })[] = []
  /** PCs seen in a room on a local date, by `ROOM DATE`. */
  readonly #seen = new Map<string, { readonly at: number; readonly pcs: Map<string, Known> }>()
  #found: Dark[] = []
  #lessonCount = 0

  constructor({ named, atLeast = 600 }: DarkOptions) {
    this.#named = named
    this.#atLeast = atLeast
  }

  /** Lessons met so far. */
  get lessons(): number {
    return this.#lessonCount
  }

  add(row: KnownRow): void {
    const [fromText, toText] = spanOf(row)
    const [from, to] = [Date.parse(fromText) / 1000, Date.parse(toText) / 1000]
    if (!Number.isFinite(from) || !Number.isFinite(to)) return
    if (row.kind === 'visit') this.#visit(row.row, { from, to })
    else if (row.kind === 'gap') this.#gaps.push({ from, to, room: row.row.gap.room })
    else if (row.kind === 'event') this.#event(row.row, from)
    else if (row.kind === 'day') this.#settle(from - SETTLED)
  }

  /** `now` in seconds: a lesson that goes on is judged up to there. The oldest first. */
  result(now: number): Dark[] {
    this.#settle(Number.POSITIVE_INFINITY, now)
    return this.#found
  }

  #event({ event, room, state, class: lesson, at: text }: EventRow, at: number): void {
    if (event !== 'lesson' || typeof room !== 'string') return
    for (const open of this.#lessons) if (open.room === room) open.to ??= at
    if (state !== 'start' || typeof lesson !== 'string') return
    this.#lessonCount++
    this.#lessons.push({ room, class: lesson, date: text.slice(0, 10), from: at, to: undefined, busy: new Map() })
  }

  #visit(row: VisitRow, { from, to }: Stretch): void {
    const id = row.mac || row.pc
    const day = `${row.room} ${row.end.slice(0, 10)}`
    const seen = this.#seen.get(day) ?? { at: to, pcs: new Map() }
    seen.pcs.set(id, { pc: row.pc, mac: row.mac })
    this.#seen.set(day, seen)
    for (const lesson of this.#lessons) {
      if (lesson.room !== row.room || to < lesson.from || from > (lesson.to ?? to)) continue
      const busy = lesson.busy.get(id) ?? { spans: [], most: JOINED_AT }
      lesson.busy.set(id, busy)
      if (busy.spans.push({ from, to }) < busy.most) continue
      busy.spans = join(busy.spans)
      busy.most = Math.max(JOINED_AT, 2 * busy.spans.length)
    }
  }

  /** Judges the lessons that began before a time, and forgets what only they needed. */
  #settle(before: number, now = before): void {
    const due = this.#lessons.filter(({ from }) => from < before)
    for (const lesson of due) this.#judge(lesson, lesson.to ?? now)
    this.#lessons = this.#lessons.filter(({ from }) => from >= before)
    this.#gaps = this.#gaps.filter(({ to }) => to >= before)
    for (const [day, { at }] of this.#seen) if (at < before - SETTLED) this.#seen.delete(day)
  }

  #judge(lesson: Lesson, end: number): void {
    const whole = { from: lesson.from, to: end }
    const there = this.#expected(lesson)
    const unknown = this.#gaps.filter(({ room }) => room === undefined || room === lesson.room)
    for (const [id, { pc, mac, seen }] of there) {
      const own = lesson.busy.get(id)?.spans ?? []
      for (const { from, to } of gapsBetween(join([...own, ...unknown]), whole)) {
        if (to - from < this.#atLeast) continue
        const others = [...lesson.busy].filter(
          ([other, { spans }]) => other !== id && overlaps(spans, { from, to }),
        ).length
        const present = lesson.busy.size - (lesson.busy.has(id) ? 1 : 0)
        // A class that was told to listen has dark screens everywhere.
        if (others === 0 || others * 2 < present) continue
        const { room, class: name } = lesson
        this.#found.push({ from, to, room, class: name, pc, mac, lesson: whole, others, seen })
      }
    }
  }

  /** PCs named for the room, and those that had traffic in it on the lesson's day. */
  #expected({ room, date }: Lesson): Map<string, Known & { readonly seen: boolean }> {
    const there = new Map<string, Known & { readonly seen: boolean }>()
    for (const { pc, mac, room: its } of this.#named) if (its === room) there.set(mac || pc, { pc, mac, seen: false })
    for (const [id, known] of this.#seen.get(`${room} ${date}`)?.pcs ?? []) there.set(id, { ...known, seen: true })
    return there
  }
}

/** Disjoint stretches in their order. */
function join(spans: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last === undefined || span.from > last.to) joined.push(span)
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
  }
  return joined
}

/** What of `whole` no span covers. */
function gapsBetween(spans: readonly Stretch[], { from, to }: Stretch): Stretch[] {
  const edges = [{ from, to: from }, ...spans.filter((span) => span.to > from && span.from < to), { from: to, to }]
  return edges.flatMap((edge, at) => {
    const next = edges[at + 1]
    return next === undefined || next.from <= edge.to ? [] : [{ from: edge.to, to: next.from }]
  })
}

const overlaps = (spans: readonly Stretch[], { from, to }: Stretch) =>
  spans.some((span) => span.to > from && span.from < to)
