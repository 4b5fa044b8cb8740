/** What a browser asks of the district's page, and what it is answered. */
import type { Language } from '../../documents/model.ts'
import type { ClickHouse } from '../clickhouse.ts'
import type { Sql } from '../sql.ts'
import type { Html } from './html.ts'
import type { Visitor } from './people.ts'

export interface Asked {
  readonly path: readonly string[]
  readonly question: URLSearchParams
  readonly language: Language
  readonly visitor: Visitor
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | AsyncIterable<Uint8Array>
}

/** A page before it has its frame. */
export interface Drawn {
  readonly title: string
  readonly body: Html
  /** Default 200. */
  readonly status?: number
}

export type Ask = <Row>(sql: Sql) => Promise<Row[]>

export interface Tools {
  readonly ask: Ask
  /** Milliseconds. */
  readonly now: () => number
  /** The district's name; IANA name of its time zone. */
  readonly district: string
  readonly zone: string
  /** A school is silent when no row has come for so long. */
  readonly silentHours: number
}

/** What one question may take of ClickHouse: seconds, octets, rows. */
export const limits = {
  max_execution_time: 30,
  max_memory_usage: 4_000_000_000,
  max_result_rows: 200_000,
  result_overflow_mode: 'throw',
  // Nothing is written, whatever a question would say; 2: these settings themselves may be given.
  readonly: 2,
} as const

const MOST_ANSWERS = 64

/** Asks within limits. Equal questions within `keepMs` are asked once, and share their answer. */
export function createAsk(clickhouse: ClickHouse, now: () => number, keepMs = 30_000): Ask {
  const answers = new Map<string, { readonly at: number; readonly rows: Promise<unknown[]> }>()
  return <Row>(sql: Sql): Promise<Row[]> => {
    const before = answers.get(sql.text)
    if (before !== undefined && now() - before.at < keepMs && now() >= before.at) return before.rows as Promise<Row[]>
    const rows = clickhouse.rows<Row>(sql, { settings: limits, timeoutMs: 40_000 })
    answers.delete(sql.text)
    answers.set(sql.text, { at: now(), rows })
    rows.catch(() => answers.delete(sql.text))
    for (const oldest of answers.keys()) if (answers.size > MOST_ANSWERS) answers.delete(oldest)
    return rows
  }
}

/** `2026-10-05` if it is a day of the calendar. */
export function dayOf(text: string | null): string | undefined {
  if (text === null || !/^20\d\d-\d\d-\d\d$/.test(text)) return undefined
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : text
}

/** Without blanks around it; none where it is empty. No question needs more of it. */
export function textOf(text: string | null): string | undefined {
  const cut = (text ?? '').trim().slice(0, 200)
  return cut === '' ? undefined : cut
}
