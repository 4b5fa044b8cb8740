/** Computes hashes and signatures as a forger can who has read docs/journal-format.md. */
import { Chain, GENESIS } from '../../../src/logger/chain.ts'
import { type SigningKey, signText } from '../../../src/logger/signify-keys.ts'

/** `named`: the key whose id the seals bear, where it is to look like another one. Without a key, signatures stay. */
export interface Forging {
  readonly key?: SigningKey
  readonly named?: SigningKey
}

/** Computes numbers, heads and signatures of days again; they go on behind `previous` and the row `before`. */
export function rechain(
  days: readonly (readonly string[])[],
  forging: Forging = {},
  previous = GENESIS,
  before = 0,
): string[][] {
  let n = before
  const chain = new Chain(previous)
  return days.map((lines) =>
    lines.map((line) => {
      n += 1
      const row = JSON.parse(line) as { day?: object; seal?: object }
      if (row.day !== undefined) {
        const head = n === before + 1 ? previous : chain.head()
        row.day = { ...row.day, previous: head }
        chain.continueFrom(head)
      }
      const text = row.seal === undefined ? JSON.stringify({ ...row, n }) : reseal(row, n, chain, forging)
      chain.add(`${text}\n`)
      return text
    }),
  )
}

function reseal(row: { seal?: object }, n: number, chain: Chain, { key, named = key }: Forging): string {
  const { sig, key: id, ...seal } = row.seal as { sig?: string; key?: string; closes?: boolean }
  const head = chain.head()
  chain.continueFrom(head)
  const signed = { ...row, n, seal: { ...seal, rows: n, head, ...(id !== undefined && { key: named?.id ?? id }) } }
  if (sig === undefined) return JSON.stringify(signed)
  const unsigned = JSON.stringify(signed).replace(/\}\}$/, '')
  return `${unsigned},"sig":"${key === undefined ? sig : signText(unsigned, key)}"}}`
}
