/** Attempts on listed sites that have an address where nobody answers: a browser would try the next one. */
import type { Attempt } from '../attempt.ts'

/** curl's own bound is for refusals; here somebody may have to wait until an address has been given up. */
const patiently = ['--max-time', '60']
/** On a busy computer the daemon names the other address later than the gate waits for it; then a person loads the page again. */
const again = [...patiently, '--fail', '--retry', '5', '--retry-all-errors', '--retry-delay', '1']

function opens(id: string, who: string, what: string, url: string): Attempt {
  const site = new URL(url).hostname
  const journal = { site, verdict: 'allowed' as const }
  return { id, who, what, expected: 'opens', try: (pc) => pc.get(url, ...again), journal }
}

export const serverAttempts: readonly Attempt[] = [
  opens('two-https', 'pc1', 'opens a site with two addresses, the first resets', 'https://twoaddr.test'),
  opens('two-http', 'pc3', 'opens a site with two addresses, the first resets', 'http://twoaddr.test'),
  opens('half-https', 'pc1', 'opens a site whose IPv4 address resets', 'https://half.test'),
  opens('half-http', 'pc4', 'opens a site whose IPv4 address resets', 'http://half.test'),
  opens('silent-https', 'pc2', 'opens a site whose IPv4 address is silent', 'https://silent.test'),
  opens('silent-two', 'pc3', 'opens a site with two addresses, the first is silent', 'http://silent-two.test'),
  {
    id: 'gone-https',
    who: 'pc2',
    what: 'opens a listed site that does not answer at all',
    expected: 'refused',
    try: (pc) => pc.get('https://gone.test', ...patiently),
    journal: { site: 'gone.test', verdict: 'refused', why: 'no-answer' },
    everywhere: true,
  },
  {
    id: 'gone-http',
    who: 'pc4',
    what: 'opens a listed site that does not answer at all',
    expected: 'our page',
    try: (pc) => pc.get('http://gone.test', ...patiently),
    journal: { site: 'gone.test', verdict: 'refused', why: 'no-answer' },
  },
]
