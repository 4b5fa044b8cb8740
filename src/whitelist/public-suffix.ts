/**
 * Finds the public suffix of a name (publicsuffix.org): what anybody can have a site below. The rules are packed
 * (`build/public-suffixes.ts`), and lie in memory as one sorted text, because every daemon holds them; those of endings that
 * are rare in Kazakhstan only once a name has such an ending.
 */
import { inflateRawSync } from 'node:zlib'
import { oftenSuffixes } from './public-suffix-often.ts'
import { restSuffixes } from './public-suffix-rest.ts'

export interface Suffix {
  /** Without a dot before it; the last label where no rule is about the name. */
  readonly suffix: string
  /** Which part of the list says so; undefined where no rule is about the name. */
  readonly part: 'public' | 'private' | undefined
}

interface Rules {
  /** Lines as `kz.com.`, labels from the right, sorted, with `#` behind a private rule and `!` behind an exception. */
  readonly text: string
  /** Where each line begins, and where the text ends. */
  readonly starts: Uint32Array
}

/** A part of the list; each ending has all its rules in one of them. */
class Part {
  readonly #packed: () => string
  #rules: Rules | undefined

  constructor(packed: () => string) {
    this.#packed = packed
  }

  get rules(): Rules {
    this.#rules ??= unpack(this.#packed())
    return this.#rules
  }
}

const often = new Part(oftenSuffixes)
const rest = new Part(restSuffixes)

function unpack(packed: string): Rules {
  let labels: string[] = []
  const lines = inflateRawSync(Buffer.from(packed, 'base64'))
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const [, shared, fresh, marks] = /^(\d)([^#!]+)(.*)$/.exec(line) ?? []
      labels = [...labels.slice(0, Number(shared)), ...(fresh ?? '').split('.')]
      return `${labels.join('.')}.${marks}`
    })
  const starts = new Uint32Array(lines.length + 1)
  lines.forEach((line, index) => {
    starts[index + 1] = (starts[index] ?? 0) + line.length
  })
  // One flat text in the heap, not a rope of ten thousand pieces.
  return { text: Buffer.from(lines.join(''), 'latin1').toString('latin1'), starts }
}

/** The first of the lines `from` to `to` that is not sorted before `key`. */
function firstFrom({ text, starts }: Rules, key: string, from: number, to: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    const start = starts[middle] ?? 0
    if (text.slice(start, Math.min(start + key.length, starts[middle + 1] ?? 0)) < key) low = middle + 1
    else high = middle
  }
  return low
}

/** `name` as `normaliseName` writes it: ASCII, lower case, without a final dot. The longest rule counts. */
export function suffixOf(name: string): Suffix {
  let end = name.lastIndexOf('.')
  let key = `${name.slice(end + 1)}.`
  const ending = linesBelow(key)
  const { rules } = ending
  const { text, starts } = rules
  let lines: Lines = ending
  let found: Suffix = { suffix: name.slice(end + 1), part: undefined }
  while (lines.from < lines.to) {
    const line = text.slice(starts[lines.from], starts[lines.from + 1])
    const marks = line.slice(key.length)
    if (marks === '!') return { suffix: name.slice(name.indexOf('.', end + 1) + 1), part: 'public' }
    if (marks === '' || marks === '#')
      found = { suffix: name.slice(end + 1), part: marks === '' ? 'public' : 'private' }
    if (end < 0) break
    const next = name.lastIndexOf('.', end - 1)
    const exact = `${key}${name.slice(next + 1, end)}.`
    const below = startsWith(rules, exact, lines)
    // The star stands for one label that has no rules of its own.
    const isStar = below.from === below.to
    key = isStar ? `${key}*.` : exact
    lines = isStar ? startsWith(rules, key, lines) : below
    end = next
  }
  return found
}

interface Ending extends Lines {
  readonly rules: Rules
}

/** By the last label, which nearly all names of a list share. */
const last = new Map<string, Ending>()

function linesBelow(key: string): Ending {
  const known = last.get(key)
  if (known !== undefined) return known
  const first = inPart(often, key)
  const found = first.from < first.to ? first : inPart(rest, key)
  if (found.from < found.to) last.set(key, found)
  return found
}

const inPart = ({ rules }: Part, key: string): Ending => ({
  rules,
  ...startsWith(rules, key, { from: 0, to: rules.starts.length - 1 }),
})

interface Lines {
  readonly from: number
  readonly to: number
}

/** The lines that begin with `key`. */
function startsWith(all: Rules, key: string, { from, to }: Lines): Lines {
  const first = firstFrom(all, key, from, to)
  const isThere = all.text.startsWith(key, all.starts[first])
  return { from: first, to: isThere && first < to ? firstFrom(all, `${key}\x7f`, first, to) : first }
}

/** The name that somebody registered: one label before its public suffix; undefined for a suffix itself. */
export function registeredName(name: string): string | undefined {
  const { suffix } = suffixOf(name)
  if (name.length <= suffix.length) return undefined
  const before = name.slice(0, -suffix.length - 1)
  return `${before.slice(before.lastIndexOf('.') + 1)}.${suffix}`
}
