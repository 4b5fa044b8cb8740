/** How far each journal was proven: the table `proofs`, in which a run replaces all that the run before said of a journal. */
import type { ClickHouse } from '../clickhouse.ts'
import type { Origin, Piece, WrongCode } from '../proof/history.ts'
import { join, sql, trusted } from '../sql.ts'

type Row = Readonly<Record<string, string | number>>

const columns = [
  ...['journal', 'begins', 'root', 'origin', 'sealed', 'head', 'sealed_at', 'signed', 'signed_at', 'signer', 'rows'],
  ...['unsealed', 'wrong', 'wrong_from', 'wrong_to', 'checked', 'changed'],
]

/** In the column `wrong`: the run found nothing that can be proven. Such a row is no piece, it takes the place of those before. */
const nothing = 'nothing-proven'

/** What the last run found; none where it found nothing, or a journal was never looked at. `journal`: 16 hexadecimal digits. */
export async function lastProof(clickhouse: ClickHouse, journal: string): Promise<Piece[]> {
  const rows = await clickhouse.rows<Row>(sql`
SELECT begins, root, toString(origin) AS origin, sealed, head, toUnixTimestamp(sealed_at) AS sealed_at, signed,
toUnixTimestamp(signed_at) AS signed_at, signer, rows, unsealed, wrong, wrong_from, wrong_to FROM proofs
WHERE journal = ${journal} AND wrong != ${nothing} AND changed IN (SELECT max(changed) FROM proofs WHERE journal = ${journal})
ORDER BY begins, root`)
  return rows.map(pieceOf)
}

function pieceOf(row: Row): Piece {
  const number = (name: string) => Number(row[name] ?? 0)
  const text = (name: string) => String(row[name] ?? '')
  const wrong = text('wrong') as WrongCode | ''
  return {
    origin: text('origin') as Origin,
    begins: number('begins'),
    root: text('root'),
    sealed: text('head') === '' ? undefined : { n: number('sealed'), head: text('head'), at: number('sealed_at') },
    signed:
      text('signer') === '' ? undefined : { n: number('signed'), at: number('signed_at'), signer: text('signer') },
    rows: number('rows'),
    unsealed: number('unsealed'),
    wrong: wrong === '' ? undefined : { code: wrong, from: number('wrong_from'), to: number('wrong_to') },
  }
}

/** Replaces what the runs before said, also where the clock was set back since. `now` in milliseconds. */
export async function putProof(
  clickhouse: ClickHouse,
  journal: string,
  pieces: readonly Piece[],
  now: number,
): Promise<void> {
  const [last] = await clickhouse.rows<{ changed: string }>(
    sql`SELECT max(changed) AS changed FROM proofs WHERE journal = ${journal}`,
  )
  const changed = Math.max(now, Number(last?.changed ?? 0) + 1)
  const checked = [Math.floor(now / 1000), changed]
  const none = [journal, 0, 0, 'first', 0, '', 0, 0, 0, '', 0, 0, nothing, 0, 0, ...checked]
  const found = pieces.map(({ origin, begins, root, sealed, signed, rows, unsealed, wrong }) => {
    const seal = [sealed?.n ?? 0, sealed?.head ?? '', sealed?.at ?? 0]
    const signature = [signed?.n ?? 0, signed?.at ?? 0, signed?.signer ?? '']
    const fault = [wrong?.code ?? '', wrong?.from ?? 0, wrong?.to ?? 0]
    return sql`${[journal, begins, BigInt(root), origin, ...seal, ...signature, rows, unsealed, ...fault, ...checked]}`
  })
  const values = found.length > 0 ? found : [sql`${none}`]
  const into = trusted(`INSERT INTO proofs (${columns.join(', ')}) VALUES `)
  await clickhouse.text(sql`${into}${join(values, ', ')}`, { settings: { insert_distributed_sync: 1 } })
}
