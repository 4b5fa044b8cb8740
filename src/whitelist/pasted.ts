/** Cuts what was pasted from a browser to the name of the site. */

import { domainToUnicode } from 'node:url'
import type { Cut, SiteValues } from './site-input.ts'

/** Signs that nobody sees, and that come along with what is copied out of chats and Word. No name has one. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '')

/** The values with names where addresses of pages were pasted, and what was cut. */
export function cutPasted(values: SiteValues): { readonly values: SiteValues; readonly cut: readonly Cut[] } {
  const cut: Cut[] = []
  const nameIn = (text: string): string => {
    const name = hostOf(text)?.name ?? bareOf(text)
    if (name !== text) cut.push({ from: text, to: name })
    return name
  }
  const { domain } = values
  const lists = Object.fromEntries(
    (['needs', 'needs_exact', 'except'] as const).flatMap((key) => {
      const names = values[key]
      return names === undefined ? [] : [[key, names.map(nameIn)] as const]
    }),
  )
  if (domain === undefined) return { values: { ...values, ...lists }, cut }
  const name = nameIn(domain)
  const { domain: _, ...rest } = values
  const named = isAddress(name) ? { address: name } : { domain: name }
  const port = hostOf(domain)?.port ?? ''
  const ports = port === '' || values.ports !== undefined ? {} : { ports: ['80', '443', port] }
  return { values: { ...named, ...rest, ...lists, ...ports }, cut }
}

/** The name or address in what was pasted, as people read it, and the TCP port that a browser would ask. */
export function readPasted(text: string): { readonly name: string; readonly port: number } {
  const host = hostOf(text)
  const port = Number(host?.port || (/^\s*http:/i.test(text) ? 80 : 443))
  return { name: host?.name ?? bareOf(text), port }
}

const bareOf = (text: string) => withoutUnseen(text).trim()

const isAddress = (name: string) => /^([0-9.]+|[0-9a-f.]*:[0-9a-f:.]+)(\/[0-9]{1,3})?$/i.test(name)

/**
 * The host of a URL as a browser reads it (WHATWG URL), so that `https://good.kz@evil.com/` is what it is. Undefined where
 * the text has nothing that a name has not.
 */
function hostOf(text: string): { readonly name: string; readonly port: string } | undefined {
  const bare = bareOf(text).replace(/^["'<«]+|["'>»]+$/g, '')
  if (/^[^/?#@:\\*\s]+$/.test(bare)) return bare === text ? undefined : { name: bare, port: '' }
  // Every network is read as an address by itself: a mask is no path.
  if (!/^[0-9.]+:[0-9]+$/.test(bare) && /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(bare) && /\..*\.|:.*:/.test(bare))
    return { name: bare, port: '' }
  const parsed = parseUrl(/^[a-z][a-z0-9+.-]*:[/\\]{2}/i.test(bare) ? bare.replace(/^[^:]+/, 'http') : `http://${bare}`)
  if (parsed === undefined || parsed.hostname === '') return undefined
  const host = parsed.hostname.replace(/^\[|\]$/g, '').replace(/^(\*?\.)+/, '')
  const port = parsed.port === '443' ? '' : parsed.port
  return { name: isAddress(host) ? host : domainToUnicode(host) || host, port }
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
