/** Attempts before any list, and across the approval of another one. */
import { fileURLToPath } from 'node:url'
import type { Attempt } from '../attempt.ts'
import type { Held, Observation } from '../client.ts'

export const unapprovedAttempts: readonly Attempt[] = [
  {
    id: 'early-http',
    who: 'pc1',
    what: 'opens any site over HTTP',
    expected: 'shut',
    try: (pc) => pc.get('http://bilimland.test'),
    far: [
      { kind: 'request', path: '/early-http' },
      { kind: 'query', name: 'bilimland.test' },
    ],
  },
  {
    id: 'early-direct',
    who: 'pc3',
    what: 'opens any address on port 5222',
    expected: 'refused',
    try: (pc) => pc.tcp('198.18.71.1', 5222),
    far: [{ address: '198.18.71.1' }],
  },
  {
    id: 'early-exempt',
    who: 'exempt',
    what: 'opens any site over HTTPS',
    expected: 'opens',
    try: (pc) => pc.get('https://news.test'),
  },
]

async function look(held: Held | undefined, expected: 'cut' | 'stays', since: number): Promise<Observation> {
  return (await held?.look(expected, since)) ?? { outcome: 'refused', detail: 'no download had begun' }
}

/** A download that was begun under the first list and is looked at under the second. */
function download(id: string, who: string, what: string, url: string, expected: 'cut' | 'stays'): Attempt {
  return {
    id,
    who,
    what,
    expected,
    hold: (pc) => pc.hold(url),
    // A plain router has no list that could cut it.
    try: (_pc, stage, held) => look(held, stage.aqtizim === undefined ? 'stays' : expected, stage.since),
    far: [{ kind: 'closed', path: `/trickle-${id}` }],
    arrives: expected === 'cut',
  }
}

export const secondListAttempts: readonly Attempt[] = [
  download(
    'cut-https',
    'pc1',
    'keeps a download from the site that is taken off, HTTPS',
    'https://closing.test',
    'cut',
  ),
  download('cut-http', 'pc2', 'keeps a download from the site that is taken off, HTTP', 'http://closing.test', 'cut'),
  download(
    'cut-port',
    'pc3',
    'keeps a download from the site taken off, on a port of its own',
    'https://closing.test:8443',
    'cut',
  ),
  download(
    'stays-https',
    'pc1',
    'keeps a download from another site on that address',
    'https://shared-ok.test',
    'stays',
  ),
  download('stays-port', 'pc3', 'keeps a download from another site on that port', 'https://ports.test:8443', 'stays'),
  download(
    'stays-exempt',
    'exempt',
    'keeps a download from the site that is taken off',
    'https://closing.test',
    'stays',
  ),
  {
    id: 'closed-https',
    who: 'pc2',
    what: 'opens the site that was taken off',
    expected: 'refused',
    try: (pc) => pc.get('https://closing.test'),
    journal: { site: 'closing.test', verdict: 'refused', why: 'unlisted' },
  },
  {
    id: 'closed-port',
    who: 'pc4',
    what: 'opens the site taken off on its port, by its old address',
    expected: 'refused',
    try: (pc) => pc.get('https://closing.test:8443', '--resolve', 'closing.test:8443:198.18.10.9'),
  },
  {
    id: 'second-open',
    who: 'pc3',
    what: 'opens the site that is new on the list',
    expected: 'opens',
    try: (pc) => pc.get('https://second.test'),
    journal: { site: 'second.test', verdict: 'allowed' },
  },
  {
    id: 'kept-open',
    who: 'pc1',
    what: 'opens a site that both lists have',
    expected: 'opens',
    try: (pc) => pc.get('http://bilimland.test'),
  },
]

const broken = fileURLToPath(new URL('../lists/broken.yaml', import.meta.url))

export const brokenListAttempts: readonly Attempt[] = [
  {
    id: 'approve-broken',
    who: 'router',
    what: 'approves a list with an error in line 5',
    expected: 'refused',
    try: async (_router, stage) => {
      const words = ['--by', 'Director', '--post', 'director', '--order', '3', '--date', '2026-09-03']
      const ended = await stage.aqtizim?.('approve', broken, ...words)
      if (ended === undefined) return { outcome: 'opens', detail: 'there is no aqtizim to refuse it' }
      const said = (ended.stderr || ended.stdout).split('\n').find((line) => line.includes('5')) ?? ''
      return {
        outcome: ended.status === 1 && said !== '' ? 'refused' : 'opens',
        detail: `status ${ended.status} ${said}`,
      }
    },
    far: [{ kind: 'request', path: '/approve-broken' }],
  },
]

export const afterBrokenAttempts: readonly Attempt[] = [
  {
    id: 'after-broken-listed',
    who: 'pc1',
    what: 'opens a site of the list before',
    expected: 'opens',
    try: (pc) => pc.get('https://second.test'),
  },
  {
    id: 'after-broken-unlisted',
    who: 'pc1',
    what: 'opens an unlisted site that the broken list has',
    expected: 'refused',
    try: (pc) => pc.get('https://vk.test'),
    far: [
      { kind: 'request', path: '/after-broken-unlisted' },
      { kind: 'hello', sni: 'vk.test' },
    ],
  },
]
