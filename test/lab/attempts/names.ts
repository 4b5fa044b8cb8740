/** Attempts on names: what the resolver and the gate decide. */
import type { Attempt } from '../attempt.ts'
import { sharedAddress } from '../map.ts'

const allowed = (site: string) => ({ site, verdict: 'allowed' as const })
const refused = (site: string) => ({ site, verdict: 'refused' as const, why: 'unlisted' })

const listed: readonly Attempt[] = [
  {
    id: 'listed-http',
    who: 'pc1',
    what: 'opens a listed site over HTTP',
    expected: 'opens',
    try: (pc) => pc.get('http://bilimland.test'),
    journal: allowed('bilimland.test'),
  },
  {
    id: 'listed-https',
    who: 'pc2',
    what: 'opens a listed site over HTTPS',
    expected: 'opens',
    try: (pc) => pc.get('https://bilimland.test'),
    journal: allowed('bilimland.test'),
  },
  {
    id: 'listed-other-room',
    who: 'pc3',
    what: 'opens a listed site from the other room',
    expected: 'opens',
    try: (pc) => pc.get('https://bilimland.test'),
    journal: allowed('bilimland.test'),
  },
  {
    id: 'listed-below',
    who: 'pc1',
    what: 'opens a name below a listed one, typed in capitals',
    expected: 'opens',
    try: (pc) => pc.get('https://WWW.BilimLand.TEST'),
  },
  {
    id: 'needed',
    who: 'pc2',
    what: 'opens a name that the site needs',
    expected: 'opens',
    try: (pc) => pc.get('https://cdn.bilimland-static.test'),
    journal: allowed('bilimland.test'),
  },
  {
    id: 'needed-parent',
    who: 'pc2',
    what: 'opens the name above the one that is needed',
    expected: 'refused',
    try: (pc) => pc.get('https://bilimland-static.test'),
    far: [
      { kind: 'request', path: '/needed-parent' },
      { kind: 'query', name: 'bilimland-static.test' },
    ],
  },
  {
    id: 'idn',
    who: 'pc1',
    what: 'opens a site with Kazakh letters in its name',
    expected: 'opens',
    try: (pc) => pc.get('https://xn--90aud6hb.test'),
    journal: allowed('xn--90aud6hb.test'),
  },
  {
    id: 'exact',
    who: 'pc1',
    what: 'opens a site that is listed without the names below it',
    expected: 'opens',
    try: (pc) => pc.get('https://www.exact.test'),
    journal: allowed('www.exact.test'),
  },
  {
    id: 'room-only',
    who: 'pc4',
    what: 'opens a site that is listed for this room alone',
    expected: 'opens',
    try: (pc) => pc.get('https://media-only.test'),
    journal: allowed('media-only.test'),
  },
  {
    id: 'own-port',
    who: 'pc3',
    what: 'opens a site on a port that is listed for it',
    expected: 'opens',
    try: (pc) => pc.get('https://ports.test:8443'),
    journal: allowed('ports.test'),
  },
  {
    id: 'shared-listed',
    who: 'pc3',
    what: 'opens the listed one of two sites on one address',
    expected: 'opens',
    try: (pc) => pc.get('https://shared-ok.test'),
    journal: allowed('shared-ok.test'),
  },
]

/** A try that must fail, and must not even be asked for at the internet's DNS. */
function unlisted(
  id: string,
  who: string,
  what: string,
  url: string,
  expected: 'refused' | 'our page' | 'shut',
): Attempt {
  const name = new URL(url).hostname
  return {
    id,
    who,
    what,
    expected,
    try: (pc) => pc.get(url),
    far: [
      { kind: 'request', path: `/${id}` },
      { kind: 'query', name },
      { kind: 'hello', sni: name },
    ],
    journal: refused(name),
  }
}

const closed: readonly Attempt[] = [
  unlisted('unlisted-http', 'pc1', 'opens an unlisted site over HTTP', 'http://vk.test', 'our page'),
  unlisted('unlisted-https', 'pc1', 'opens an unlisted site over HTTPS', 'https://m.vk.test', 'refused'),
  unlisted('unlisted-other', 'pc4', 'opens an unlisted site from the other room', 'https://other.vk.test', 'refused'),
  // The resolver denies an excepted name, so there is no address from which a page of ours could come.
  unlisted('except-http', 'pc2', 'opens a name that is excepted', 'http://games.bilimland.test', 'shut'),
  unlisted('except-https', 'pc2', 'opens a name below an excepted one', 'https://x.games.bilimland.test', 'refused'),
  unlisted('below-exact', 'pc1', 'opens a name below one that is listed alone', 'https://x.www.exact.test', 'refused'),
  unlisted('above-exact', 'pc1', 'opens the name above one that is listed alone', 'https://exact.test', 'refused'),
  unlisted('look-alike', 'pc2', 'opens a name that ends like a listed one', 'https://evilbilimland.test', 'refused'),
  unlisted(
    'look-alike-2',
    'pc2',
    'opens a name that begins like a listed one',
    'https://bilimland.test.vk.test',
    'refused',
  ),
  unlisted('doh', 'pc1', 'asks a resolver inside HTTPS', 'https://doh.test', 'refused'),
  unlisted('not-this-room', 'pc1', 'opens what the other room may', 'https://media-only.test', 'refused'),
  unlisted('second-early', 'pc3', 'opens what only the next list has', 'https://second.test', 'refused'),
]

const tricks: readonly Attempt[] = [
  {
    id: 'hosts-file-https',
    who: 'pc1',
    what: 'reaches an unlisted site on a shared address, hosts file, TLS',
    expected: 'refused',
    try: async (pc) => {
      await pc.ask('shared-ok.test')
      return pc.get('https://shared-bad.test', '--resolve', `shared-bad.test:443:${sharedAddress}`)
    },
    far: [
      { kind: 'hello', sni: 'shared-bad.test' },
      { kind: 'request', path: '/hosts-file-https' },
    ],
    journal: refused('shared-bad.test'),
  },
  {
    id: 'hosts-file-http',
    who: 'pc1',
    what: 'reaches an unlisted site on a shared address, hosts file',
    expected: 'our page',
    try: (pc) => pc.get('http://shared-bad.test', '--resolve', `shared-bad.test:80:${sharedAddress}`),
    journal: refused('shared-bad.test'),
  },
  {
    id: 'other-host',
    who: 'pc2',
    what: 'opens a listed site and names another in the Host line',
    expected: 'our page',
    try: (pc) => pc.get('http://shared-ok.test', '--header', 'Host: shared-bad.test'),
  },
  {
    id: 'false-sni',
    who: 'pc2',
    what: "sends a listed site's name to a server of its own",
    expected: 'opens',
    try: (pc) => pc.get('https://bilimland.test', '--resolve', 'bilimland.test:443:198.18.70.5'),
    // It does open, but it is the real site's server that answers.
    far: [{ address: '198.18.70.5' }],
    arrives: false,
  },
  {
    id: 'no-name',
    who: 'pc2',
    what: 'opens a listed address over HTTPS without a name',
    expected: 'refused',
    try: async (pc) => {
      await pc.ask('bilimland.test')
      return pc.get('https://198.18.10.1')
    },
  },
  {
    id: 'own-port-plain',
    who: 'pc3',
    what: 'opens a site on port 80, which is not listed for it',
    expected: 'shut',
    try: (pc) => pc.get('http://ports.test'),
  },
  {
    id: 'others-port',
    who: 'pc4',
    what: "opens one site on another one's port",
    expected: 'refused',
    try: async (pc) => {
      await pc.ask('bilimland.test')
      return pc.get('https://bilimland.test:8443', '--ipv4')
    },
    far: [{ address: '198.18.10.1', port: 8443 }],
  },
  {
    id: 'rebind',
    who: 'pc1',
    what: "opens a listed name that points to the teacher's PC",
    expected: 'shut',
    try: (pc) => pc.get('http://rebind.test'),
    journal: { site: 'rebind.test', verdict: 'refused', why: 'private-address' },
  },
]

export const nameAttempts: readonly Attempt[] = [...listed, ...closed, ...tricks]
