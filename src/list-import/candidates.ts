/** Makes candidates for the list of the names and addresses that were found in a text, and says why something is none. */
import { domainToUnicode } from 'node:url'
import type { Message } from '../messages/message.ts'
import { checkAddress } from '../whitelist/address.ts'
import { checkName } from '../whitelist/domain.ts'
import { printSite } from '../whitelist/edit.ts'
import { parse } from '../whitelist/parse.ts'
import { cutPasted } from '../whitelist/pasted.ts'
import type { Problem } from '../whitelist/problems.ts'
import { collect, linesOf, UNPRINTABLE } from '../whitelist/report.ts'
import type { SiteValues } from '../whitelist/site-input.ts'
import type { Mention } from './cells.ts'
import type { Cell } from './rows.ts'

/** A place in the text as people count, 1-based, and what stands there. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly written: string
}

export interface Candidate extends Place {
  readonly values: SiteValues
  /** What it is told apart by: the name in ASCII, or the network. */
  readonly name: string
  /** A warning about it. */
  readonly problem?: Problem
}

/** A line that gives no site: by a mistake as the list knows them, or for another reason. */
export interface Unread extends Place {
  readonly problem?: Problem
  readonly why?: Message
}

export interface ImportRoom {
  readonly id: string
  readonly name: string
}

export type Lists = { readonly candidates: Candidate[]; readonly unread: Unread[] }
export const emptyLists = (): Lists => ({ candidates: [], unread: [] })
/** A piece of what was given, as it can be shown. */
export const shown = (text: string) => {
  const plain = text.slice(0, 1000).replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim()
  return plain.length > 100 ? `${[...plain].slice(0, 99).join('')}…` : plain
}

export const placeOf = ({ line, column, text }: Cell, offset = 0): Place => ({
  line,
  column: column + offset,
  written: shown(text),
})

export const nameOf = ({ domain, address }: SiteValues): string =>
  (domain === undefined
    ? checkAddress(address ?? '').network?.text
    : checkName(domain, { suffix: 'allowed', inside: true }).name) ??
  domain ??
  address ??
  ''

export const label = (text = '') =>
  [...text.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim()].slice(0, 200).join('')
export const titled = (text: string | undefined): SiteValues => (label(text) === '' ? {} : { title: label(text) })

/** Makes a candidate of what was found, or says why it is none. */
export function take(
  lists: Lists,
  cell: Cell,
  mention: Mention,
  more: SiteValues,
  rooms: readonly ImportRoom[] = [],
): void {
  const place = placeOf(cell, mention.offset)
  const values = { ...bare(cutPasted({ domain: mention.text }).values), ...more }
  const { name, problem } = checked(values)
  const own = problem ?? (more.rooms || more.ports ? wholeProblem(values, rooms) : undefined)
  const told = own && { problem: { ...own, line: place.line, column: place.column } }
  if (name === undefined || own?.severity === 'error') lists.unread.push({ ...place, ...told })
  else lists.candidates.push({ ...place, values: readable(values, name), name, ...told })
}

/** Names in the one spelling that people read. */
const readable = (values: SiteValues, name: string): SiteValues =>
  values.domain === undefined ? values : { ...values, domain: domainToUnicode(name) || name }

/** Of `www.bilimland.kz` the site is meant: what is without `www.` leads to the same pages. */
function bare(values: SiteValues): SiteValues {
  const [, rest] = /^www\.(.+)$/i.exec(values.domain ?? '') ?? []
  return rest === undefined || checkName(rest).problem !== undefined ? values : { ...values, domain: rest }
}

interface Checked {
  readonly name: string | undefined
  readonly problem: Problem | undefined
}

function checked({ domain, address = '', subdomains = true }: SiteValues): Checked {
  const found = domain === undefined ? checkAddress(address) : checkName(domain, subdomains ? {} : { suffix: 'alone' })
  const name = 'network' in found ? found.network?.text : 'name' in found ? found.name : undefined
  const { problem } = found
  if (problem === undefined) return { name, problem }
  const collected = collect()
  collected.report(problem.code, 0, problem.message, problem.severity)
  return { name, problem: collected.problems(linesOf(''))[0] }
}

/** Of what columns said: rooms that there are, and ports. */
function wholeProblem(values: SiteValues, rooms: readonly ImportRoom[]): Problem | undefined {
  const { problems } = parse(`sites:\n${printSite(values)}`, { rooms: rooms.map(({ id }) => id) })
  return problems.find(({ severity }) => severity === 'error')
}
