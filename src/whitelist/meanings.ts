/** Finds what a pasted address may mean: a whole site, one host with its subdomains, that host alone. */

import { domainToUnicode } from 'node:url'
import { checkName } from './domain.ts'
import { normaliseName } from './names.ts'
import { readPasted } from './pasted.ts'
import { registeredName } from './public-suffix.ts'
import type { Meaning } from './site-input.ts'

export interface Meanings {
  /** The name in what was pasted, as people read it. */
  readonly name: string
  /** Whether a page of it was pasted: that page alone cannot be opened. */
  readonly isPage: boolean
  /** The widest first; none where no name can be listed. */
  readonly meanings: readonly Meaning[]
}

/** Undefined where there is no name in it. */
export function meaningsOf(pasted: string): Meanings | undefined {
  const { name } = readPasted(pasted)
  const ascii = normaliseName(name)
  if (ascii === undefined || !ascii.includes('.')) return undefined
  const site = registeredName(ascii)
  const host = domainToUnicode(ascii)
  const wanted: Meaning[] = [
    ...(site !== undefined && site !== ascii ? [{ domain: domainToUnicode(site), subdomains: true }] : []),
    { domain: host, subdomains: true },
    { domain: host, subdomains: false },
    { domain: host, subdomains: true, wholeSuffix: true },
  ]
  const isPage = /^[^/?#]*(?:[/\\]{2}[^/\\?#]*)?[/\\?#][^/\\]/.test(pasted.trim().replace(/[/\\]+$/, ''))
  return { name: host, isPage, meanings: wanted.filter(isPossible) }
}

function isPossible({ domain, subdomains, wholeSuffix }: Meaning): boolean {
  const { problem } = checkName(domain, { suffix: wholeSuffix ? 'whole' : subdomains ? 'refused' : 'alone' })
  return problem === undefined || problem.severity === 'warning'
}
