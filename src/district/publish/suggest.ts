/** Suggests entries for the district's list: names that many schools took, or were refused, and that the list does not open. Pure. */
import { compileNames, lookup } from '../../whitelist/names.ts'
import type { Whitelist } from '../../whitelist/whitelist.ts'
import { checkList } from './publish.ts'

/** A name that pupils asked for, as teachers decided; numbers of schools. */
export interface AskedName {
  readonly site: string
  readonly schools: number
  /** Decisions. */
  readonly taken: number
  readonly refused: number
}

/** A name that was tried and is not listed. */
export interface TriedName {
  readonly site: string
  readonly schools: number
  readonly visits: number
}

export interface Suggestion {
  readonly name: string
  readonly asked?: AskedName
  readonly tried?: TriedName
}

export interface SuggestOptions {
  readonly list: Whitelist
  readonly asked: readonly AskedName[]
  readonly tried: readonly TriedName[]
  /** Fewer schools are no reason for a district. */
  readonly schools: number
}

/** Names come from journals: what is not a name that a list takes, without any remark, is none. */
const isListable = (name: string) =>
  /^[a-z0-9.-]{1,253}$/.test(name) && checkList(`sites:\n  - domain: ${name}\n`).problems.length === 0

/** Those that most schools took first, then those that were refused at most schools. */
export function suggest({ list, asked, tried, schools }: SuggestOptions): Suggestion[] {
  const table = compileNames(list)
  const found = new Map<string, Suggestion>()
  for (const each of tried)
    if (each.schools >= schools) found.set(each.site, { ...found.get(each.site), name: each.site, tried: each })
  for (const each of asked)
    if (each.schools >= schools && each.taken > each.refused)
      found.set(each.site, { ...found.get(each.site), name: each.site, asked: each })
  const weight = ({ asked: one, tried: other }: Suggestion) => [one?.schools ?? 0, other?.schools ?? 0] as const
  return [...found.values()]
    .filter(({ name }) => lookup(table, name) === undefined && isListable(name))
    .sort((a, b) => {
      const [[asksA, triesA], [asksB, triesB]] = [weight(a), weight(b)]
      return asksB - asksA || triesB - triesA || (a.name < b.name ? -1 : 1)
    })
}

const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`

/** Entries to paste into a list, each under a comment that says who wants it. */
export function suggestionText(suggestions: readonly Suggestion[], about: string): string {
  const entries = suggestions.map(({ name, asked, tried }) => {
    const reasons = [
      asked && `asked for at ${many(asked.schools, 'school')}: taken ${asked.taken} times, refused ${asked.refused}`,
      tried && `refused at ${many(tried.schools, 'school')}: ${many(tried.visits, 'visit')}`,
    ]
    return `  # ${reasons.filter(Boolean).join('; ')}\n  - domain: ${name}\n`
  })
  return `# ${about}\nsites:\n${entries.join('')}`
}
