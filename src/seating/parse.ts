/**
 * Reads a seat plan as it was pasted from a spreadsheet: who of a class sits at which PC. Rows of PC and pupil, with one or
 * more such pairs beside each other; or a room's map, in which a row of PCs stands over a row of pupils, or each cell bears
 * both. Messages quote no pupil: they may end in a log.
 */
import Papa from 'papaparse'
import { type Message, message } from '../messages/message.ts'
import { badText, type Seat, seatLimits } from './seat.ts'

export interface SeatProblem {
  readonly severity: 'error' | 'warning'
  readonly code: 'syntax' | 'empty' | 'too-large' | 'no-pc' | 'unknown-pc' | 'same-pc' | 'same-pupil' | 'bad-text'
  /** 1-based, as the spreadsheet counts. */
  readonly row: number
  readonly column: number
  readonly message: Message
}

export interface ReadSeats {
  /** Empty where there is an error. */
  readonly seats: readonly Seat[]
  readonly problems: readonly SeatProblem[]
}

interface Cell {
  readonly text: string
  readonly row: number
  readonly column: number
}

const heads = /^(pc|pcs|computer|seat|пк|дк|компьютер|компьютерлер|место|орын|№|no\.?)$/iu
/** `PC-07`, `ПК 7`, `Компьютер №12`. */
const likePc = /^\p{L}{1,12}[ _-]?№?[ _-]?\d{1,3}$/u
const inline = /^(\S+?|\p{L}{1,12} ?№? ?\d{1,3})\s*(?:[:=–—\n]|\s-\s)\s*(\S.*)$/su

const plain = (name: string) => name.toLowerCase().replace(/[ _-]/g, '')
/** What names of PCs have in common: a pupil may be called `Оқушы 5`. */
const prefixOf = (name: string) => plain(name).replace(/№?\d+$/, '')

class Reader {
  readonly #known: ReadonlyMap<string, string>
  readonly #prefixes: Set<string>
  readonly #seats = new Map<string, Cell & Seat>()
  readonly #problems: SeatProblem[] = []

  constructor(pcs: readonly string[]) {
    this.#known = new Map(pcs.map((name) => [plain(name), name]))
    this.#prefixes = new Set(pcs.filter((name) => likePc.test(name)).map(prefixOf))
  }

  /** Whether the plan's first cell is a PC, or names one. */
  begin(text: string): void {
    const name = likePc.test(text) ? text : (inline.exec(text)?.[1] ?? '')
    if (likePc.test(name)) this.#prefixes.add(prefixOf(name))
  }

  result(): ReadSeats {
    const seats = [...this.#seats.values()].map(({ pc, pupil }) => ({ pc, pupil }))
    if (this.#problems.length === 0 && seats.length === 0)
      this.fault('empty', { row: 1, column: 1 }, message('seats-empty'))
    const failed = this.#problems.some(({ severity }) => severity === 'error')
    return { seats: failed ? [] : seats, problems: this.#problems }
  }

  fault(code: SeatProblem['code'], { row, column }: Pick<Cell, 'row' | 'column'>, says: Message): void {
    const severity = code === 'unknown-pc' || code === 'same-pupil' ? 'warning' : 'error'
    if (this.#problems.length < seatLimits.problems) this.#problems.push({ severity, code, row, column, message: says })
  }

  isPc = ({ text }: Cell): boolean =>
    this.#known.has(plain(text)) || (likePc.test(text) && this.#prefixes.has(prefixOf(text)))

  /** Rows from the top; gives whether the row below was used up as the pupils of this one. */
  row(cells: readonly Cell[], below: readonly Cell[] | undefined): boolean {
    const filled = cells.filter(({ text }) => text !== '')
    if (filled.length > 0 && filled.every(this.isPc) && below !== undefined && !below.some(this.isPc)) {
      for (const cell of filled) this.#seat(cell, below[cell.column - 1])
      for (const cell of below)
        if (cell.text !== '' && (cells[cell.column - 1]?.text ?? '') === '')
          this.fault('no-pc', cell, message('seat-no-pc-above'))
      return true
    }
    for (let at = 0; at < cells.length; at++) {
      const cell = cells[at]
      if (cell === undefined || cell.text === '') continue
      const both = this.isPc(cell) ? null : inline.exec(cell.text)
      if (this.isPc(cell)) this.#seat(cell, cells[++at])
      else if (both !== null && this.isPc({ ...cell, text: both[1] ?? '' }))
        this.#seat({ ...cell, text: both[1] ?? '' }, { ...cell, text: both[2] ?? '' })
      else this.fault('no-pc', cell, message('seat-not-pc'))
    }
    return false
  }

  /** A seat without a pupil is empty, and no mistake. */
  #seat(cell: Cell, pupilCell: Cell | undefined): void {
    const pupil = (pupilCell?.text ?? '').normalize('NFC').replace(/\s+/gu, ' ').trim()
    if (pupil === '' || pupilCell === undefined) return
    const pc = this.#known.get(plain(cell.text)) ?? cell.text
    if (this.isPc(pupilCell)) return void this.fault('no-pc', pupilCell, message('seat-pc-for-pupil'))
    const bad = badText(pupil, seatLimits.pupil) ?? badText(pc, seatLimits.pc)
    if (bad !== undefined) return void this.fault('bad-text', pupilCell, bad)
    const taken = this.#seats.get(plain(pc))
    if (taken !== undefined) return void this.fault('same-pc', cell, message('seat-taken', { pc, row: taken.row }))
    if (this.#seats.size >= seatLimits.seats)
      return void this.fault('too-large', cell, message('seats-too-many', { most: seatLimits.seats }))
    if (this.#known.size > 0 && !this.#known.has(plain(pc)))
      this.fault('unknown-pc', cell, message('seat-pc-unknown', { pc }))
    const twin = [...this.#seats.values()].find((seat) => seat.pupil === pupil)
    if (twin !== undefined) this.fault('same-pupil', pupilCell, message('seat-pupil-twice', { pc: twin.pc }))
    this.#seats.set(plain(pc), { ...cell, pc, pupil })
  }
}

/** `pcs` are the names that the router knows: with them a wrong one is told, and a spelling made right. */
export function parseSeats(pasted: string, pcs: readonly string[] = []): ReadSeats {
  const reader = new Reader(pcs)
  const text = pasted.replace(/^\ufeff/, '')
  if (text.length > seatLimits.text) {
    reader.fault('too-large', { row: 1, column: 1 }, message('text-too-long', { most: seatLimits.text }))
    return reader.result()
  }
  const delimiter = ['\t', ';', ','].find((each) => text.includes(each)) ?? '\t'
  const { data, errors } = Papa.parse<string[]>(text, { delimiter })
  for (const { row } of errors.slice(0, 5))
    reader.fault(
      'syntax',
      { row: (row ?? 0) + 1, column: 1 },
      message('table-row-unreadable', { reason: 'a quote is not closed' }),
    )
  const rows = data.map((cells, row) =>
    cells.map((cell, column) => ({ text: cell.trim(), row: row + 1, column: column + 1 })),
  )
  const first = (row: readonly Cell[] | undefined) => row?.find(({ text: cell }) => cell !== '')?.text
  const isHead = heads.test(first(rows[0]) ?? '')
  reader.begin(first(rows.slice(isHead ? 1 : 0).find((row) => first(row) !== undefined)) ?? '')
  for (let at = isHead ? 1 : 0; at < rows.length; at++) if (reader.row(rows[at] ?? [], rows[at + 1])) at++
  return reader.result()
}
