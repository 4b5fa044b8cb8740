/** Checks a domain name in the list, and says what to write instead. */

import { domainToASCII, domainToUnicode } from 'node:url'
import ipaddr from 'ipaddr.js'
import { LABEL_LIMIT, NAME_LIMIT, normaliseName } from './names.ts'
import type { Problem, ProblemCode } from './problems.ts'
import { suffixOf } from './public-suffix.ts'
import { quote, type Said, said } from './report.ts'
import { codePoint, foldedSign, forbiddenLetter, looksLike, mixedScripts } from './scripts.ts'

export interface NameProblem {
  readonly code: ProblemCode
  readonly message: Said
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
  /**
   * A public suffix: an error; fine; meant as a whole (`whole_suffix: true`); a host alone, without what is below it. Default:
   * an error.
   */
  readonly suffix?: 'refused' | 'allowed' | 'whole' | 'alone'
  /** A name of the school's own network, which may be a single word. */
  readonly inside?: boolean
}

/** First labels of suffixes, and suffixes, that are given to authorities and schools, not to anybody who asks. */
const GOVERNED = /^(?:gov|edu|mil|int|(?:gov|govt|gob|gouv|go|gub|edu|ac|sch|school|k12|mil)\..+)$/

/** The name in its one spelling, or what is wrong with it. */
export function checkName(text: string, rules: NameRules = {}): CheckedName {
  const name = normaliseName(text)
  if (name === undefined || !isReadable(name)) return { problem: shapeProblem(text) }
  if (name.split('.').length > LABEL_LIMIT) {
    const message = said(text, ` is too deep: a name has at most ${LABEL_LIMIT} labels.`)
    return { problem: { code: 'too-large', message } }
  }
  const letters = checkLetters(text, name)
  if (letters?.severity === undefined && letters !== undefined) return { problem: letters }
  const found = checkEnding(text, name, rules)
  return letters === undefined || found.problem !== undefined ? found : { ...found, problem: letters }
}

/** Letters that no name has, and letters that only look right. */
function checkLetters(text: string, name: string): NameProblem | undefined {
  const readable = domainToUnicode(name)
  const forbidden = foldedSign(text) ?? forbiddenLetter(readable)
  if (forbidden) {
    const { letter, place } = forbidden
    const host = hostIn(text)
    const instead = normaliseName(host)
    const advice = instead !== undefined && instead !== name && !checkLetters(host, instead) ? `: write ${host}` : ''
    return bad(
      said(
        text,
        ` is no name, ${quote(letter)} (${codePoint(letter)}) at place ${place} stands in none${advice}.`,
        advice === '' ? {} : { write: host },
      ),
    )
  }
  if (!name.includes('xn--')) return undefined
  const mixed = mixedScripts(readable)
  if (mixed) {
    const { letter, place, script, among, instead } = mixed
    const where = `${quote(letter)} (${codePoint(letter)}) at place ${place} is ${script} among ${among} letters`
    const advice = instead ? `: write ${instead}` : ''
    return { code: 'mixed-script', message: said(readable, `: ${where}${advice}.`, instead ? { write: instead } : {}) }
  }
  const twin = looksLike(readable)
  if (twin === undefined) return undefined
  const message = said(readable, ` is written in Cyrillic and looks like ${twin}: be sure which one is meant.`)
  return { code: 'mixed-script', message, severity: 'warning' }
}

function checkEnding(text: string, name: string, { suffix = 'refused', inside = false }: NameRules): CheckedName {
  const found = suffixOf(name)
  const isKnown = found.part !== undefined
  if (!name.includes('.') && !isKnown && !inside) {
    return {
      problem: bad(said(text, ' is a single word: write the whole name, as in bilimland.kz.', { what: 'single-word' })),
    }
  }
  // As wide as the public ones: below `github.io` each name has another owner.
  const isPrivate = found.part === 'private'
  const isSuffix = found.suffix === name && isKnown
  if (suffix === 'whole') return checkWhole(text, name, isSuffix && found.part === 'public')
  if (isSuffix && suffix === 'alone' && name.includes('.')) {
    const message = said(text, ' is a store that many share: whatever anybody keeps there opens.')
    return isPrivate ? { name, problem: { code: 'shared-store', message, severity: 'warning' } } : { name }
  }
  if (isSuffix && suffix !== 'allowed') {
    const alone = isPrivate ? ', or write subdomains: false for this one host' : ''
    const message = said(
      text,
      ` is a public suffix, below which anybody can have a site: name the site itself${alone}.`,
    )
    return { problem: { code: 'public-suffix', message } }
  }
  if (isKnown || inside || suffix === 'allowed' || RESERVED_FOR_TESTS.test(name)) return { name }
  return checkUnknownEnding(text, name)
}

/** RFC 6761: a laboratory's own. */
const RESERVED_FOR_TESTS = /\.test$/

function checkUnknownEnding(text: string, name: string): CheckedName {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const message = said(
    text,
    ` ends in .${domainToUnicode(ending) || ending}, which the internet does not have: look at its spelling; a site of the school's own network needs inside: true.`,
  )
  // A made-up ending in letters is a slip of the pen; one in plain letters may be newer than what we know.
  if (ending.startsWith('xn--')) return { problem: bad(message) }
  return { name, problem: { code: 'not-on-the-internet', message, severity: 'warning' } }
}

/** A suffix that is listed as a whole. */
function checkWhole(text: string, name: string, isSuffix: boolean): CheckedName {
  const code = 'public-suffix'
  if (!isSuffix) {
    const message = said(text, ' is no public suffix: leave whole_suffix: out.')
    return { name, problem: { code, message } }
  }
  if (!GOVERNED.test(name)) {
    const message = said(text, ' is open to anybody who wants a site: it cannot be listed as a whole.')
    return { problem: { code, message } }
  }
  const message = said(text, ' opens as a whole: every site below it, whoever runs it.')
  return { name, problem: { code, message, severity: 'warning' } }
}

/** Whether every A-label stands for a real Unicode label. */
function isReadable(name: string): boolean {
  return !name.includes('xn--') || domainToASCII(name) === name
}

function bad(message: Said): NameProblem {
  return { code: 'bad-domain', message }
}

function shapeProblem(text: string): NameProblem {
  if (text.length > 4 * NAME_LIMIT || Buffer.byteLength(text.replace(/\.$/, '')) > NAME_LIMIT) {
    return { code: 'too-large', message: said(text, ` is too long: a name has at most ${NAME_LIMIT} bytes.`) }
  }
  const host = hostIn(text)
  if (nameIn(text) !== undefined) return bad(said(text, ` is no name: write ${host}.`, { write: host }))
  const address = host.replace(/^\[|\]$/g, '')
  if (ipaddr.IPv4.isValidFourPartDecimal(address) || (ipaddr.IPv6.isValid(address) && !address.includes('%'))) {
    return bad(said(text, ` is an address: write address: ${address} instead of a name.`, { address }))
  }
  return bad(said(text, ' is no name of a site: write it as in bilimland.kz.'))
}

/** What people paste around a name: quotes, brackets, arrows, commas, the marks of block lists. */
const AROUND =
  /^[\s\p{Pi}\p{Pf}\p{Ps}\p{Sm}\p{So}\p{No}"'`<>,;|•*@&!%]+(?=.)|[\s\p{Pi}\p{Pf}\p{Pe}\p{Sm}\p{So}\p{No}"'`<>,;:|^!•…]+$/gu

/** The name in what was pasted from a block list, a page or a message; undefined where there is none, or nothing but it. */
export function nameIn(text: string): string | undefined {
  const host = hostIn(text)
  const name = host === text ? undefined : normaliseName(host)
  return name?.includes('.') && isReadable(name) ? host : undefined
}

/** What is left of a pasted URL, a line of a block list or a pattern when all but the name is taken away. */
function hostIn(text: string): string {
  const dashed = text.trim().replace(/[\u2010-\u2015\u2212]/g, '-')
  const line = /^(?:\d{1,3}(?:\.\d{1,3}){3}|::1?)\s+(\S+)$/.exec(dashed)?.[1] ?? dashed
  const plain = line.startsWith('[') ? line : line.replace(AROUND, '')
  const bare = plain.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
  const authority = bare.split(/[/?#\\^$]/, 1)[0] ?? ''
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  const isAddress = host.startsWith('[') || host.split(':').length > 2
  return (isAddress ? host.replace(/\]:\d+$/, ']') : host.replace(/:\d*$/, '')).replace(/^(?:\*?\.)+/, '')
}
