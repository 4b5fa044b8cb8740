/**
 * One PC as many attackers, while a PC beside it, the other room and the office go on with their work:
 *
 *   npm run lab:crowd [-- SECONDS [PART-OF-AN-ATTACK'S-NAME]]
 *
 * Whoever is at work asks for a name, opens a page and a connection past the gate, again and again, and the attack is made anew
 * until all of them have done so three times. What is refused is tried once more, as a person does, and what is not answered
 * five times; who fails then is starved. The last line is `crowd: N attacks, N starved`.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pause } from '../patience.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, type Hands, type SmallSchool, startSmallSchool } from './small-school.ts'

const [provider, kept] = far
const port = 8443
const router = '192.168.1.1'
/** The attacker's own MAC, for when it has had enough of others. */
const ownMac = '02:00:00:00:01:07'
const dead = Array.from({ length: 6 }, (_, at) => `silent${at}.test`)
const list = `sites:
${['many.test', ...dead].map((domain) => `  - domain: ${domain}\n`).join('')}  - domain: kept.test
    ports: [80, 443, ${port}]
`

export interface Attack {
  readonly name: string
  /** Settles when it is over; about so many milliseconds, where it is one that goes on. */
  readonly run: (pc: Hands, ms: number) => Promise<unknown>
}

const ask = (pc: Hands, below: string, ms: number) =>
  pc.do('askForMany', { below, server: router, count: Math.ceil(ms / 2), everyMs: 2 })
const hold = (pc: Hands, key: string, to: number, count: number) =>
  pc.do('hold', { key, address: kept, port: to, count, patienceMs: 1000 })
const letGo = (pc: Hands, key: string) => pc.do('hold', { key, address: kept, port, count: 0 })
interface Pages {
  readonly name?: string
  readonly connections?: number
  readonly header?: string
  readonly from?: readonly string[]
}
const pages = (pc: Hands, ms: number, more: Pages = {}) =>
  pc.do('requestMany', { name: '*.kept.test', address: kept, connections: 60, ms, ...more })
const addresses = Array.from({ length: 40 }, (_, at) => `192.168.1.${140 + at}`)

async function holdAndLetGo(pc: Hands, key: string, to: number, count: number): Promise<void> {
  await hold(pc, key, to, count)
  await letGo(pc, key)
}

async function holdUnderCards(pc: Hands): Promise<void> {
  for (let card = 0; card < 10; card += 1) {
    await pc.do('beCard', { mac: `02:00:00:00:88:${card.toString(16).padStart(2, '0')}` })
    await hold(pc, `card${card}`, card % 2 === 0 ? port : 80, 100)
  }
  for (let card = 0; card < 10; card += 1) await letGo(pc, `card${card}`)
  await pc.do('beCard', { mac: ownMac })
}

async function askUnderCards(pc: Hands): Promise<void> {
  await pc.do('askUnderManyCards', { cards: 60, name: '*.kept.test', server: router })
  await pc.do('beCard', { mac: ownMac })
}

async function askByTcp(pc: Hands, ms: number): Promise<void> {
  await pc.do('askWithoutEnd', { name: '*.kept.test', server: router, everyMs: 2 })
  await pause(ms)
  await pc.do('stopAsking', {})
}

const single: readonly Attack[] = [
  { name: 'questions that nobody answers', run: (pc, ms) => ask(pc, dead[0] ?? '', ms) },
  { name: 'the same of six sites', run: (pc, ms) => Promise.all(dead.map((below) => ask(pc, below, ms))) },
  { name: 'questions for name after name', run: (pc, ms) => ask(pc, 'kept.test', ms) },
  { name: 'questions over TCP', run: askByTcp },
  { name: 'answers that fill the sets', run: (pc, ms) => ask(pc, 'many.test', ms) },
  { name: 'connections past the gate', run: (pc) => holdAndLetGo(pc, 'past', port, 500) },
  { name: 'connections at the gate', run: (pc) => holdAndLetGo(pc, 'gate', 80, 500) },
  { name: 'connections that say nothing', run: (pc) => holdAndLetGo(pc, 'slow', 443, 500) },
  { name: 'pages of name after name', run: (pc, ms) => pages(pc, ms) },
  {
    name: 'requests with 6 KB of headers',
    run: (pc, ms) => pages(pc, ms, { header: `X-Long: ${'x'.repeat(6000)}\r\n` }),
  },
  { name: 'pages from forty addresses', run: (pc, ms) => pages(pc, ms, { from: addresses }) },
  {
    name: 'refused pages from forty, kept open',
    run: (pc, ms) => pages(pc, ms, { name: 'refused.test', connections: 240, from: addresses }),
  },
  {
    name: 'connections closed at once',
    run: (pc, ms) => pc.do('openAndClose', { address: kept, ports: [port, 80], ms }),
  },
]

/** With made-up MACs the PC's own connections end, so those are alone. */
export const attacks: readonly Attack[] = [
  ...single,
  { name: 'all of these at once', run: (pc, ms) => Promise.all(single.map(({ run }) => run(pc, ms))) },
  { name: 'questions under sixty MACs', run: askUnderCards },
  { name: 'connections under ten MACs', run: holdUnderCards },
]

export interface Tally {
  readonly who: string
  rounds: number
  /** Tries that failed and went well when they were made again. */
  again: number
  /** What failed however often it was tried. */
  readonly starved: string[]
}

interface Worker {
  readonly who: string
  readonly hands: Hands
  readonly server: string
}

/** What a person takes to press the button again. */
const reloadMs = 1000
const leastRounds = 3
let named = 0

interface Failure {
  readonly how: string
  /** Nobody answered in time, as from a busy computer: that is tried for longer than what was refused. */
  readonly isSilence: boolean
}

const triesOf = ({ isSilence }: Failure) => (isSilence ? 6 : 2)

/** One after the other; gives what failed. */
async function workOnce({ hands, server }: Worker): Promise<Failure | undefined> {
  named += 1
  const found = await hands.do('resolve', { name: `w${named}.kept.test`, server })
  if (!Array.isArray(found)) return { how: `no address: ${String(found)}`, isSilence: found === 'ETIMEOUT' }
  const status = await hands.do('getPage', { name: 'kept.test', address: kept })
  // 503: the gate's own question was not answered.
  if (status !== 200) return { how: `no page: ${status}`, isSilence: status === 0 || status === 503 }
  const how = await hands.do('dial', { address: kept, port })
  return how === 'open' ? undefined : { how: `no connection: ${how}`, isSilence: how === 'silent' }
}

/** Until `isEnough`, and three times at least. */
async function work(worker: Worker, isEnough: () => boolean): Promise<Tally> {
  const tally: Tally = { who: worker.who, rounds: 0, again: 0, starved: [] }
  while (!isEnough() || tally.rounds < leastRounds) {
    tally.rounds += 1
    let failure = await workOnce(worker)
    if (failure === undefined) continue
    for (let tries = 1; failure !== undefined && tries < triesOf(failure); tries += 1) {
      await pause(reloadMs)
      failure = await workOnce(worker)
    }
    if (failure === undefined) tally.again += 1
    else tally.starved.push(failure.how)
  }
  return tally
}

export interface Outcome {
  readonly attack: string
  /** What the attacker has sent, in packets. */
  readonly packets: number
  readonly tallies: readonly Tally[]
}

function workersOf({ neighbour, pcs: [, other], office }: SmallSchool): Worker[] {
  if (neighbour === undefined || other === undefined) throw new Error('a crowd needs a neighbour and another room')
  return [
    { who: 'the PC beside it', hands: neighbour, server: router },
    { who: 'the other room', hands: other, server: '192.168.2.1' },
    { who: 'the office', hands: office, server: '192.168.9.1' },
  ]
}

/** Packets that have come from the attacker's port of the room's bridge. */
function packetsOfAttacker(): number {
  const [, counts = ''] = /^ *port1-107: *(.*)$/m.exec(readFileSync('/proc/net/dev', 'utf8')) ?? []
  return Number(counts.split(/ +/)[1])
}

async function suffer(school: SmallSchool, { name, run }: Attack, ms: number): Promise<Outcome> {
  const [sent, end] = [packetsOfAttacker(), performance.now() + ms]
  let isOver = false
  const attacking = (async () => {
    while (!isOver) await run(school.pc, ms)
  })()
  const working = Promise.all(workersOf(school).map((worker) => work(worker, () => performance.now() > end)))
  const [tallies] = await Promise.all([
    working.finally(() => {
      isOver = true
    }),
    attacking,
  ])
  return { attack: name, packets: packetsOfAttacker() - sent, tallies }
}

/** Each attack takes some `seconds` at least. `tell` hears of each as it ends. */
export async function runCrowd(seconds: number, tell: (outcome: Outcome) => void, wanted = ''): Promise<Outcome[]> {
  const chosen = attacks.filter(({ name }) => name.includes(wanted))
  if (chosen.length === 0) throw new Error(`crowd: no attack is called ${JSON.stringify(wanted)}`)
  // What the installation has the router's own resolver take.
  const upstream = [`server=${provider}`, 'dns-forward-max=1500']
  const school = await startSmallSchool(upstream, {}, 2, true)
  try {
    const names = { 'kept.test': { addresses: [kept] }, 'many.test': { invented: 75 } }
    await school.site.do('answerNames', { names })
    await school.site.do('serveWeb', {})
    await school.site.do('serve', { port })
    await school.apply(list)
    await school.pc.do('beCard', { mac: ownMac })
    await school.pc.do('takeAddresses', { addresses })
    const outcomes: Outcome[] = []
    for (const attack of chosen) {
      const outcome = await suffer(school, attack, seconds * 1000)
      outcomes.push(outcome)
      tell(outcome)
      mustRun(['conntrack', '-F'])
    }
    return outcomes
  } finally {
    await school.stop()
  }
}

export const starvedIn = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap(({ attack, tallies }) =>
    tallies.flatMap(({ who, starved }) => starved.map((how) => `${attack}: ${who}: ${how}`)),
  )

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 20)
  if (!(seconds > 0)) throw new Error('crowd: how many seconds?')
  const outcomes = await runCrowd(
    seconds,
    ({ attack, packets, tallies }) => {
      const told = tallies.map(
        ({ who, rounds, again, starved }) => `${who} ${rounds}, ${again} again, ${starved.length} starved`,
      )
      console.log(`  ${attack.padEnd(32)} ${packets} packets; ${told.join('; ')}`)
    },
    process.argv[3],
  )
  const starved = starvedIn(outcomes)
  for (const line of starved.slice(0, 20)) console.log(`  STARVED ${line}`)
  console.log(`crowd: ${outcomes.length} attacks, ${starved.length} starved`)
  process.exitCode = starved.length === 0 ? 0 : 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  enterOwnNamespace(fileURLToPath(import.meta.url))
  await main()
}
