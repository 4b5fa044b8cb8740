/** Calls ClickHouse over its HTTP interface, which is the same in 18.16 and today. */
import * as http from 'node:http'
import * as https from 'node:https'
import type { Sql } from './sql.ts'

export interface ClickHouseOptions {
  readonly url: string
  readonly database: string
  readonly user: string
  readonly password: string
}

export interface AskOptions {
  readonly settings?: Readonly<Record<string, string | number>>
  /** By it `system.processes` shows whether the query still runs. */
  readonly queryId?: string
  /** Default 300 000. */
  readonly timeoutMs?: number
}

export interface ClickHouse {
  /** What the statement gives, as text in the format that it names. Rejects with `ClickHouseError`. */
  text(sql: Sql, options?: AskOptions): Promise<string>
  /** Rows as objects; whole numbers of 64 bits are texts. */
  rows<Row>(sql: Sql, options?: AskOptions): Promise<Row[]>
  /** `rows` in the format TabSeparated. */
  insert(table: string, columns: readonly string[], rows: Buffer, options?: AskOptions): Promise<void>
  close(): void
}

export class ClickHouseError extends Error {
  /** ClickHouse's own number of the exception; none where it did not answer. */
  readonly code: number | undefined

  constructor(message: string, code: number | undefined) {
    super(message)
    this.code = code
  }
}

/** No answer is longer: pages of rows are asked for one by one. */
const LONGEST_ANSWER = 512 * 1024 * 1024

export function connect(options: ClickHouseOptions): ClickHouse {
  const url = new URL(options.url)
  const { Agent, request } = url.protocol === 'https:' ? https : http
  // A new connection each time: 18.16 closes one that is idle for 3 s, and an insert sent at that moment would have an unknown result.
  const agent = new Agent({ keepAlive: false, maxSockets: 16 })

  const post = (parameters: Record<string, string | number>, body: Buffer, timeoutMs = 300_000) =>
    new Promise<string>((resolve, reject) => {
      const target = new URL(url)
      for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, String(value))
      const headers = {
        'X-ClickHouse-User': options.user,
        'X-ClickHouse-Key': options.password,
        'Content-Length': body.length,
      }
      const sent = request(target, { method: 'POST', agent, headers }, (answer) => {
        const chunks: Buffer[] = []
        let size = 0
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size > LONGEST_ANSWER) answer.destroy(new Error('the answer is too long'))
        })
        answer.on('error', (error) => reject(new ClickHouseError(`ClickHouse: ${error.message}`, undefined)))
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode === 200) resolve(text)
          else reject(new ClickHouseError(`ClickHouse: ${text.slice(0, 500).trim()}`, codeOf(text)))
        })
      })
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)))
      sent.on('error', (error) => reject(new ClickHouseError(`ClickHouse: ${error.message}`, undefined)))
      sent.end(body)
    })

  const parametersOf = ({ settings, queryId }: AskOptions) => ({
    database: options.database,
    // Then the status reports late errors too.
    wait_end_of_query: 1,
    ...settings,
    ...(queryId !== undefined && { query_id: queryId }),
  })
  const text = (sql: Sql, asked: AskOptions = {}) => post(parametersOf(asked), Buffer.from(sql.text), asked.timeoutMs)

  return {
    text,
    async rows<Row>(sql: Sql, asked: AskOptions = {}) {
      const settings = { output_format_json_quote_64bit_integers: 1, ...asked.settings }
      const answer = await text({ text: `${sql.text} FORMAT JSONEachRow` }, { ...asked, settings })
      return answer
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Row)
    },
    async insert(table, columns, rows, asked = {}) {
      const query = `INSERT INTO ${table} (${columns.join(', ')}) FORMAT TabSeparated`
      await post({ ...parametersOf(asked), query }, rows, asked.timeoutMs)
    },
    close: () => agent.destroy(),
  }
}

function codeOf(text: string): number | undefined {
  const code = /Code: (\d+)/.exec(text)?.[1]
  return code === undefined ? undefined : Number(code)
}
