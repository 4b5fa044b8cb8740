/** Checks of a name that a teacher wrote, with what to write instead. */

import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'
import { parse as parseSuffix } from 'tldts'
import { LABEL_LIMIT, NAME_LIMIT, normaliseName } from './names.ts'
import type { Problem, ProblemCode } from './problems.ts'
import { quote } from './report.ts'

export interface NameProblem {
  readonly code: ProblemCode
  readonly message: string
  /** Absent: an error. */
  readonly severity?: Problem['severity']
}

export interface CheckedName {
  /** The name in its one spelling; absent where the entry cannot stand. */
  readonly name?: string
  readonly problem?: NameProblem
}

/** What a name may be in its place. */
export interface NameRules {
  /** A public suffix: an error, fine, or meant as a whole (`whole_suffix: true`). Default: an error. */
  readonly suffix?: 'refused' | 'allowed' | 'whole'
  /** A name of the school's own network, which may be a single word. */
  readonly inside?: boolean
}

// Private suffixes (`github.io`) are as wide as the public ones: below them each name has another owner.
const SUFFIXES = { allowPrivateDomains: true, extractHostname: false, validateHostname: false }

/** First labels of suffixes, and suffixes, that are given to authorities and schools, not to anybody who asks. */
const GOVERNED = /^(?:gov|edu|mil|int|(?:gov|govt|gob|gouv|go|gub|edu|ac|sch|school|k12|mil)\..+)$/

/** The name in its one spelling, or what is wrong with it. */
export function checkName(text: string, { suffix = 'refused', inside = false }: NameRules = {}): CheckedName {
  const name = normaliseName(text)
  if (name === undefined || !isReadable(name)) return { problem: shapeProblem(text) }
  if (name.split('.').length > LABEL_LIMIT) {
    const message = `${quote(text)} is too deep: a name has at most ${LABEL_LIMIT} labels.`
    return { problem: { code: 'too-large', message } }
  }
  const found = parseSuffix(name, SUFFIXES)
  const isKnown = found.isIcann === true || found.isPrivate === true
  if (!name.includes('.') && !isKnown && !inside) {
    return { problem: bad(`${quote(text)} is a single word: write the whole name, as in bilimland.kz.`) }
  }
  const isSuffix = found.publicSuffix === name && isKnown
  if (suffix === 'whole') return checkWhole(text, name, isSuffix && found.isIcann === true)
  if (!isSuffix || suffix === 'allowed') return { name }
  const message = `${quote(text)} is a public suffix, below which anybody can have a site: name the site itself.`
  return { problem: { code: 'public-suffix', message } }
}

/** A suffix that is listed as a whole. */
function checkWhole(text: string, name: string, isSuffix: boolean): CheckedName {
  const code = 'public-suffix'
  if (!isSuffix) {
    const message = `${quote(text)} is no public suffix: leave whole_suffix: out.`
    return { name, problem: { code, message } }
  }
  if (!GOVERNED.test(name)) {
    const message = `${quote(text)} is open to anybody who wants a site: it cannot be listed as a whole.`
    return { problem: { code, message } }
  }
  const message = `${quote(text)} opens as a whole: every site below it, whoever runs it.`
  return { name, problem: { code, message, severity: 'warning' } }
}

/** Whether every A-label stands for a real Unicode label. */
function isReadable(name: string): boolean {
  return !name.includes('xn--') || domainToASCII(name) === name
}

function bad(message: string): NameProblem {
  return { code: 'bad-domain', message }
}

function shapeProblem(text: string): NameProblem {
  if (text.length > 4 * NAME_LIMIT || Buffer.byteLength(text.replace(/\.$/, '')) > NAME_LIMIT) {
    return { code: 'too-large', message: `${quote(text)} is too long: a name has at most ${NAME_LIMIT} bytes.` }
  }
  const host = hostIn(text)
  const name = normaliseName(host)
  if (name?.includes('.') && isReadable(name)) return bad(`${quote(text)} is no name: write ${host}.`)
  const address = host.replace(/^\[|\]$/g, '')
  if (ipaddr.IPv4.isValidFourPartDecimal(address) || (ipaddr.IPv6.isValid(address) && !address.includes('%'))) {
    return bad(`${quote(text)} is an address: write address: ${address} instead of a name.`)
  }
  return bad(`${quote(text)} is no name of a site: write it as in bilimland.kz.`)
}

/** What is left of a pasted URL or a pattern when scheme, user, port, path and `*.` are taken away. */
function hostIn(text: string): string {
  const bare = text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  const authority = bare.split(/[/?#\\]/, 1)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const isAddress = host.startsWith('[') || host.split(':').length > 2
  return (isAddress ? host.replace(/\]:\d+$/, ']') : host.replace(/:\d*$/, '')).replace(/^(?:\*?\.)+/, '')
}
