/** What Windows, telephones and browsers ask to find out what network they are in. */
import type { Attempt } from '../attempt.ts'

/** `opens` where the resolver gives exactly this answer; nobody outside may be asked. */
function looksUp(id: string, who: string, what: string, name: string, type: string, answer: string): Attempt {
  return {
    id,
    who,
    what,
    expected: 'opens',
    try: async (pc) => {
      const { detail } = await pc.ask(name, type)
      return { outcome: detail === answer ? 'opens' : 'refused', detail }
    },
    far: [{ kind: 'query', name }],
    arrives: false,
  }
}

/** `opens` where status and body are the maker's own. */
function checks(id: string, who: string, what: string, url: string, answer: string): Attempt {
  return {
    id,
    who,
    what,
    expected: 'opens',
    try: async (pc) => {
      const written = ['--silent', '--max-time', '60', '--noproxy', '*', '--write-out', ' %{http_code}']
      const { stdout } = await pc.run(['curl', ...written, url])
      return { outcome: stdout === answer ? 'opens' : 'refused', detail: stdout.slice(0, 60) }
    },
    far: [{ kind: 'query', name: new URL(url).hostname }],
    arrives: false,
  }
}

export const checkAttempts: readonly Attempt[] = [
  looksUp(
    'canary-firefox',
    'pc1',
    'asks whether the network filters, as Firefox does',
    'use-application-dns.net',
    'A',
    'NXDOMAIN',
  ),
  looksUp(
    'canary-apple',
    'pc3',
    'asks whether the network filters, as Apple does',
    'mask.icloud.com',
    'AAAA',
    'NXDOMAIN',
  ),
  looksUp('probe-name', 'pc2', 'looks up the name of Windows', 'dns.msftncsi.com', 'A', 'NOERROR 131.107.255.255'),
  looksUp('probe-name-v6', 'pc2', 'looks it up over IPv6', 'dns.msftncsi.com', 'AAAA', 'NOERROR fd3e:4f5a:5b81::1'),
  checks(
    'probe-windows',
    'pc2',
    'checks the network as Windows does',
    'http://www.msftconnecttest.com/connecttest.txt',
    'Microsoft Connect Test 200',
  ),
  checks(
    'probe-android',
    'pc4',
    'checks the network as Android does',
    'http://connectivitycheck.gstatic.com/generate_204',
    ' 204',
  ),
]
