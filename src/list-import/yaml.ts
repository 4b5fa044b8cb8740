/** Reads entries of a white list of ours, each with what is wrong with it. */
import { type ParseOptions, parse } from '../whitelist/parse.ts'
import type { Problem } from '../whitelist/problems.ts'
import { linesOf } from '../whitelist/report.ts'
import { type PlacedValues, sitesIn } from '../whitelist/site-values.ts'
import { outline, type Piece } from '../whitelist/split-entries.ts'

export interface YamlEntry {
  /** 1-based, in the text that was given. */
  readonly line: number
  /** Undefined where nothing can be made of it. */
  readonly values: PlacedValues | undefined
  /** In the order of the text; of entries among themselves nothing is said here. */
  readonly problems: readonly Problem[]
}

const SITES = /^sites:[ \t]*(?:#.*)?\r?$/m
const ENTRY = /^[ \t]*-[ \t]+(?:domain|address):\s/m

/** Whether the text is a white list of ours, or a piece of one. */
export const isOurYaml = (text: string): boolean =>
  SITES.test(text) || /^sites:[ \t]*\[/m.test(text) || ENTRY.test(text)

/** Entries that are read together: a parse tells at most a thousand mistakes. */
const TOGETHER = 200
const AMONG_ENTRIES: ReadonlySet<string> = new Set(['duplicate', 'covered'])

export function* readYaml(given: string, options: ParseOptions): Generator<void, YamlEntry[]> {
  const hasHead = /^sites:/m.test(given)
  const text = hasHead ? given : `sites:\n${given}`
  const moved = hasHead ? 0 : -1
  const { hasSites, entries, strays } = outline(text)
  const problems =
    hasSites && strays.length === 0 ? yield* problemsByPieces(text, entries, options) : parse(text, options).problems
  const own = problems.filter(({ code }) => !AMONG_ENTRIES.has(code))
  return byEntry(own, sitesIn(text, 0, text.length), startsOf(text, entries)).map(
    ({ line, values, problems: found }) => ({
      line: line + moved,
      values: values && { ...values, line: values.line + moved },
      problems: found.map((problem) => ({ ...problem, line: problem.line + moved })),
    }),
  )
}

const startsOf = (text: string, pieces: readonly Piece[]) => {
  const lines = linesOf(text)
  return pieces.map(({ start }) => lines.place(start).line)
}

function* problemsByPieces(text: string, pieces: readonly Piece[], options: ParseOptions): Generator<void, Problem[]> {
  const lines = linesOf(text)
  const found: Problem[] = []
  for (let first = 0; first < pieces.length; first += TOGETHER) {
    const some = pieces.slice(first, first + TOGETHER)
    const [start, end] = [some[0]?.start ?? 0, some.at(-1)?.end ?? 0]
    const before = lines.place(start).line - 2
    for (const problem of parse(`sites:\n${text.slice(start, end)}`, options).problems)
      found.push({ ...problem, line: problem.line + before })
    yield
  }
  return found
}

/** Where the document is written in some other way its entries begin where they are read. */
function byEntry(problems: readonly Problem[], sites: readonly PlacedValues[], pieces: readonly number[]): YamlEntry[] {
  const starts = [...new Set([...(pieces.length > 0 ? pieces : sites.map(({ line }) => line))])].sort((a, b) => a - b)
  const entries = new Map(
    starts.map((line) => [line, { line, values: undefined as PlacedValues | undefined, problems: [] as Problem[] }]),
  )
  const startOf = (line: number) => starts.findLast((start) => start <= line) ?? line
  for (const site of sites) {
    const entry = entries.get(startOf(site.line))
    if (entry !== undefined) entry.values ??= site
  }
  for (const problem of problems) {
    const line = startOf(problem.line)
    const entry = entries.get(line) ?? { line, values: undefined, problems: [] }
    entry.problems.push(problem)
    entries.set(line, entry)
  }
  return [...entries.values()].sort((a, b) => a.line - b.line)
}
