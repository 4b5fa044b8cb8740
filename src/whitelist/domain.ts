/** Checks of a name that a teacher wrote, with what to write instead. */

import { domainToASCII } from 'node:url'
import ipaddr from 'ipaddr.js'
import { parse as parseSuffix } from 'tldts'
import { LABEL_LIMIT, NAME_LIMIT, normaliseName } from './names.ts'
import type { ProblemCode } from './problems.ts'
import { quote } from './report.ts'

export interface NameProblem {
  readonly code: ProblemCode
  readonly message: string
}

// Private suffixes (`github.io`) are as wide as the public ones: below them each name has another owner.
const SUFFIXES = { allowPrivateDomains: true, extractHostname: false, validateHostname: false }

/** The name in its one spelling, or what is wrong with it. A public suffix passes where `suffix` is `allowed`. */
export function checkName(text: string, suffix: 'allowed' | 'refused' = 'refused'): string | NameProblem {
  const name = normaliseName(text)
  if (name === undefined || !isReadable(name)) return shapeProblem(text)
  if (name.split('.').length > LABEL_LIMIT) {
    return { code: 'too-large', message: `${quote(text)} is too deep: a name has at most ${LABEL_LIMIT} labels.` }
  }
  const found = parseSuffix(name, SUFFIXES)
  const known = found.isIcann === true || found.isPrivate === true
  if (!name.includes('.') && !known) {
    return bad(`${quote(text)} is a single word: write the whole name, as in bilimland.kz.`)
  }
  if (found.publicSuffix === name && known && suffix === 'refused') {
    const message = `${quote(text)} is a public suffix, below which anybody can have a site: name the site itself.`
    return { code: 'public-suffix', message }
  }
  return name
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
