/** Attempts on a search engine with safe search: it opens, and never at the address where it shows everything. */
import type { Attempt } from '../attempt.ts'
import { engine } from '../map.ts'

const [own4, own6] = engine.own
const journal = { site: 'google.com', verdict: 'allowed' as const }

function opensSafely(id: string, who: string, url: string, address: string, ...words: string[]): Attempt {
  return {
    id,
    who,
    what: `opens a search engine at ${url.replace(/:.*/, '').toUpperCase()} ${words.join(' ')}`.trim(),
    expected: 'opens',
    try: (pc) => pc.get(url, ...words),
    far: [{ kind: 'request', path: `/${id}`, address }],
    arrives: false,
    journal,
  }
}

export const searchAttempts: readonly Attempt[] = [
  opensSafely('engine-https', 'pc1', 'https://www.google.com', own4, '--ipv4'),
  opensSafely('engine-http', 'pc3', 'http://www.google.com', own4, '--ipv4'),
  opensSafely('engine-https6', 'pc2', 'https://www.google.com', own6, '--ipv6'),
]
