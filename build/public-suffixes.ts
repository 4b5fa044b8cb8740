/**
 * Writes `src/whitelist/public-suffix-often.ts` and `public-suffix-rest.ts`: the rules of the public suffix list that tldts has,
 * packed. Every router loads the first at its start, and the second where a list has a name that the first knows nothing of.
 * `npm run build:suffixes` after each new version of tldts; a test holds the two together.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))

/** tldts' own table: nodes with edges, each a label from the right; a flag where a rule ends. */
interface Trie {
  /** 0 no rule, 1 of the public part, 2 of the private one. */
  readonly nodeFlags: Uint8Array
  readonly edgeStart: ArrayLike<number>
  readonly edgeChild: ArrayLike<number>
  readonly edgeLength: ArrayLike<number>
  readonly labelText: string
  readonly rulesRoot: number
  readonly exceptionsRoot: number
}

/** A rule with its labels from the right: `['ck', '*']`. */
export interface Rule {
  readonly labels: readonly string[]
  readonly isPrivate: boolean
  /** `!www.ck`: what the rule `*.ck` does not reach. */
  readonly isException: boolean
}

/** All rules whose labels are ASCII; tldts has those of other scripts a second time as A-labels. */
export async function readRules(): Promise<Rule[]> {
  const trie = (await import(`file://${root}/node_modules/tldts/dist/es6/src/data/trie.js`)) as Trie
  const { nodeFlags, edgeStart, edgeChild, edgeLength, labelText, rulesRoot, exceptionsRoot } = trie
  const labels: string[] = []
  for (let edge = 0, at = 0; edge < edgeLength.length; at += edgeLength[edge++] ?? 0)
    labels.push(labelText.slice(at, at + (edgeLength[edge] ?? 0)))
  const rules: Rule[] = []
  const walk = (node: number, above: readonly string[], isException: boolean): void => {
    const flag = nodeFlags[node]
    if (flag) rules.push({ labels: above, isPrivate: flag === 2, isException })
    for (let edge = edgeStart[node] ?? 0; edge < (edgeStart[node + 1] ?? 0); edge++)
      walk(edgeChild[edge] ?? 0, [...above, labels[edge] ?? ''], isException)
  }
  walk(rulesRoot, [], false)
  walk(exceptionsRoot, [], true)
  return rules.filter((rule) => /^[\x21-\x7e]+$/.test(rule.labels.join('')))
}

/**
 * One rule a line, sorted by its labels from the right: how many of them are those of the line above, then the rest, then `#` where
 * it is private and `!` where it is an exception. `kz` and `com.kz` are `0kz` and `1com`.
 */
export function writeRules(rules: readonly Rule[]): string {
  const keyed = rules.map((rule) => ({ ...rule, key: `${rule.labels.join('.')}.` }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  let last: readonly string[] = []
  const lines = keyed.map(({ labels, isPrivate, isException }) => {
    let shared = 0
    while (shared < last.length && last[shared] === labels[shared]) shared++
    last = labels
    return `${shared}${labels.slice(shared).join('.')}${isPrivate ? '#' : ''}${isException ? '!' : ''}`
  })
  return lines.join('\n')
}

/** What lists of schools in Kazakhstan name: its own endings, its neighbours', and the large ones of the world. */
const often = new Set([
  ...['kz', 'xn--80ao21a', 'ru', 'su', 'xn--p1ai', 'by', 'kg', 'uz', 'ua', 'eu', 'uk'],
  ...['com', 'org', 'net', 'edu', 'gov', 'int', 'info', 'biz', 'me', 'tv', 'io', 'app', 'dev'],
])

/** Rules are in the same part as all others of their ending. */
export const splitRules = (rules: readonly Rule[]) => ({
  often: rules.filter(({ labels: [ending = ''] }) => often.has(ending)),
  rest: rules.filter(({ labels: [ending = ''] }) => !often.has(ending)),
})

function write(name: string, what: string, rules: readonly Rule[]): void {
  const packed = deflateRawSync(writeRules(rules), { level: 9 }).toString('base64')
  const head = `/** ${what} of publicsuffix.org (MPL-2.0), written by build/public-suffixes.ts: base64 of raw DEFLATE. Never edited by hand. */`
  const path = `${root}/src/whitelist/public-suffix-${name}.ts`
  writeFileSync(path, `${head}\nexport const ${name}Suffixes = () =>\n  '${packed}'\n`)
  console.log(`${name}: ${packed.length} characters`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { often: first, rest } = splitRules(await readRules())
  write('often', 'Rules', first)
  write('rest', 'All other rules', rest)
}
