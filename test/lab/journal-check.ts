/** Compares the journal with what the attempts must have left in it. */
import { hangMs, pause } from '../patience.ts'
import { type StationKey, stationOf } from './map.ts'
import type { PhaseResults, Result } from './run-attempts.ts'

/** A row of the journal, as far as it is read here. */
export interface JournalRow {
  readonly start?: string
  readonly room?: string
  readonly pc?: string
  readonly site?: string
  readonly host?: string
  readonly verdict?: string
  readonly why?: string
  readonly flows?: number
  readonly event?: string
  readonly gap?: unknown
  readonly seal?: unknown
}

/** Output of `aqtizim journal --format json`: one array, or a row a line. */
export function readRows(text: string): JournalRow[] {
  const trimmed = text.trim()
  if (trimmed === '') return []
  if (trimmed.startsWith('[')) return JSON.parse(trimmed) as JournalRow[]
  return trimmed.split('\n').map((line) => JSON.parse(line) as JournalRow)
}

export function isInJournal({ attempt }: Result, rows: readonly JournalRow[]): boolean {
  const wanted = attempt.journal
  if (wanted === undefined) return true
  const { name } = stationOf(attempt.who as StationKey)
  return rows.some(
    (row) =>
      row.pc === name &&
      row.site === wanted.site &&
      row.verdict === wanted.verdict &&
      (wanted.why === undefined || row.why === wanted.why),
  )
}

/** The same results, with a fault more for each whose row is missing. */
export function checkJournal(all: readonly PhaseResults[], rows: readonly JournalRow[]): PhaseResults[] {
  return all.map(({ phase, results }) => ({
    phase,
    results: results.map((result) => {
      if (isInJournal(result, rows)) return result
      const { site, verdict, why } = result.attempt.journal ?? {}
      const fault = `the journal has no row "${site} ${verdict}${why === undefined ? '' : ` ${why}`}" of it`
      return { ...result, faults: [...result.faults, fault] }
    }),
  }))
}

/** The same; the gate's record and the kernel's event of a flow may come a while after the PC had its answer. */
export async function awaitJournal(
  all: readonly PhaseResults[],
  read: () => Promise<JournalRow[]>,
): Promise<PhaseResults[]> {
  const results = all.flatMap((phase) => phase.results)
  for (const end = performance.now() + hangMs; ; await pause(500)) {
    const rows = await read()
    if (performance.now() > end || results.every((result) => isInJournal(result, rows))) return checkJournal(all, rows)
  }
}
