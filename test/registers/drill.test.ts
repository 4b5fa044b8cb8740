/** Verdicts of a drill: a browser's word against the router's own record. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  addDrill,
  addRun,
  type Drill,
  type DrillRun,
  type DrillVerdict,
  duringDrill,
  type Evidence,
  emptyDrills,
  isRight,
  judgeProbe,
  makeProbes,
  type Seen,
  totals,
} from '../../src/registers/drill.ts'
import { DrillObserver } from '../../src/registers/drill-observer.ts'
import { categoryOf, drillCategories } from '../../src/registers/drill-sites.ts'

const test = suite('the drill')

for (const [what, http, https, evidence, shut, open = shut] of [
  [
    'our page over HTTP, closed over TLS',
    'answered',
    'failed',
    { resolver: 'refused', http: 'refused', tls: 'refused' },
    'refused',
  ],
  ['a browser that goes to TLS alone', 'failed', 'failed', { tls: 'refused' }, 'refused'],
  ['a browser that stops at the name', 'failed', 'failed', { resolver: 'refused' }, 'refused'],
  ['our page for an old answer of the resolver', 'answered', 'timeout', { http: 'refused' }, 'refused'],
  [
    'a listed name that answers',
    'answered',
    'answered',
    { resolver: 'answered', http: 'allowed', tls: 'allowed' },
    'opened',
  ],
  ['a listed name whose connection lasts', 'failed', 'answered', { resolver: 'answered' }, 'opened'],
  ['a site with TLS alone', 'answered', 'answered', { resolver: 'answered', http: 'refused' }, 'opened'],
  ['the provider in the way', 'failed', 'timeout', { resolver: 'answered', http: 'allowed' }, 'elsewhere'],
  [
    'a name that is listed for other ports',
    'answered',
    'failed',
    { resolver: 'answered', http: 'refused', tls: 'refused' },
    'refused',
  ],
  [
    'an answer with a certificate that we did not pass on',
    'answered',
    'answered',
    { resolver: 'refused', http: 'refused' },
    'bypassed',
  ],
  ['an answer past a gate that refused', 'failed', 'answered', { resolver: 'answered', tls: 'refused' }, 'bypassed'],
  ['an answer without a trace', 'answered', 'failed', {}, 'bypassed', 'opened'],
  [
    'an answer after a refused name that the gate has not seen',
    'answered',
    'failed',
    { resolver: 'refused' },
    'bypassed',
  ],
  ['silence without a trace', 'timeout', 'failed', {}, 'no-trace'],
] as const satisfies readonly (readonly [string, Seen, Seen, Evidence, DrillVerdict, DrillVerdict?])[]) {
  test(`${what}: ${shut}`, () => {
    assert.is(judgeProbe({ http, https }, evidence, 'shut'), shut)
    assert.is(judgeProbe({ http, https }, evidence, 'open'), open)
  })
}

test('what must not open is right only where our list refused it', () => {
  const right = (expected: 'shut' | 'open') =>
    (['refused', 'opened', 'elsewhere', 'bypassed', 'no-trace'] as const).filter((each) => isRight({ expected }, each))
  assert.equal([right('shut'), right('open')], [['refused'], ['opened']])
})

test('the set has every category, a name of its own for each run, and the listed sites', () => {
  const probes = makeProbes(['bilimland.kz'], 'r4nd0m', (name) => name === 'mega.nz')
  // The only name of `files` is on this school's list.
  for (const { id } of drillCategories)
    assert.is(
      probes.some(({ category }) => category === id),
      id !== 'files',
      id,
    )
  assert.ok(probes.some(({ name }) => name === 'r4nd0m.aqtizim-drill.example'))
  assert.equal(probes.at(-1), { name: 'bilimland.kz', category: 'listed', expected: 'open' })
  for (const { name, category } of probes) {
    assert.match(name, /^[a-z0-9.-]+$/)
    assert.ok(categoryOf(category), category)
  }
  assert.is(new Set(probes.map(({ name }) => name)).size, probes.length)
})

test('the observer sees the PCs of a drill and nobody else', () => {
  const drillObserver = new DrillObserver()
  drillObserver.answer({ client: 'a', name: 'vk.com', refused: true })
  assert.equal(drillObserver.evidence('a', 'vk.com'), {})
  assert.is(drillObserver.isWatching, false)
  drillObserver.watch('a')
  drillObserver.answer({ client: 'a', name: 'vk.com', refused: true })
  drillObserver.answer({ client: 'b', name: 'ok.ru', refused: true })
  drillObserver.record({ kind: 'tls', client: 'a', name: 'vk.com', verdict: 'refused', why: 'unlisted' })
  drillObserver.record({ kind: 'http', client: 'a', name: undefined, verdict: 'refused', why: 'no-name' })
  // The drill's own page, on the router's address.
  drillObserver.record({ kind: 'http', client: 'a', name: undefined, verdict: 'allowed', why: undefined })
  assert.equal(drillObserver.evidence('a', 'vk.com'), { resolver: 'refused', tls: 'refused', why: 'unlisted' })
  assert.equal(drillObserver.evidence('a', '198.51.100.7'), { http: 'refused', why: 'no-name' })
  assert.equal(drillObserver.evidence('a', 'ok.ru'), {})
  drillObserver.record({ kind: 'tls', client: 'a', name: 'vk.com', verdict: 'allowed', why: undefined })
  assert.is(drillObserver.evidence('a', 'vk.com').tls, 'allowed')
  for (let count = 0; count < 2000; count++) drillObserver.answer({ client: 'a', name: `n${count}`, refused: true })
  assert.equal(drillObserver.evidence('a', 'n1999'), {})
  drillObserver.forget('a')
  assert.is(drillObserver.isWatching, false)
})

test('all addresses of a machine are one observer’s', () => {
  const drillObserver = new DrillObserver((address) =>
    address.startsWith('2001:') || address === '192.168.1.7' ? 'mac' : address,
  )
  drillObserver.watch('192.168.1.7')
  drillObserver.record({ kind: 'http', client: '2001:2::7', name: 'vk.com', verdict: 'refused', why: 'unlisted' })
  drillObserver.record({ kind: 'http', client: '192.168.1.8', name: 'ok.ru', verdict: 'refused', why: 'unlisted' })
  assert.is(drillObserver.evidence('192.168.1.7', 'vk.com').http, 'refused')
  assert.equal(drillObserver.evidence('192.168.1.7', 'ok.ru'), {})
})

const probe = { name: 'vk.com', category: 'social', expected: 'shut', http: 'failed', https: 'failed' } as const
const run = (ip: string, verdict: 'refused' | 'opened' = 'refused'): DrillRun => ({
  ...{ pc: `PC ${ip}`, mac: '', ip, from: '2026-10-05T09:00:00+05:00', to: '2026-10-05T09:01:00+05:00', version: 3 },
  probes: [{ ...probe, verdict }],
})
const drill = (id: string): Drill => {
  const times = { from: '2026-10-05T08:59:00+05:00', until: '2026-10-05T09:30:00+05:00' }
  return { id, room: 'informatics', user: 'teacher', ...times, runs: [] }
}

test('a PC has one run, and totals name what went wrong', () => {
  let drills = addDrill(emptyDrills, drill('d1'))
  drills = addRun(addRun(addRun(drills, 'd1', run('1', 'opened')), 'd1', run('1')), 'd1', run('2', 'opened'))
  const [kept] = drills.drills
  assert.ok(kept)
  assert.equal(totals(kept), {
    ...{ pcs: 2, probes: 2, right: 1 },
    wrong: [{ name: 'vk.com', verdict: 'opened', pcs: ['PC 2'] }],
  })
})

test('a PC with many addresses pushes nobody out, and its visits by all of them belong to the drill', () => {
  const mac = '02:00:00:00:00:07'
  let drills = addRun(addDrill(emptyDrills, drill('d')), 'd', { ...run('192.168.1.8'), mac: '02:00:00:00:00:08' })
  for (let at = 0; at < 50; at++) drills = addRun(drills, 'd', { ...run(`fd00::${at}`), mac })
  assert.equal(
    drills.drills[0]?.runs.map(({ ip }) => ip),
    ['192.168.1.8', 'fd00::49'],
  )
  const visit = { mac, ip: '192.168.1.7', start: '2026-10-05T09:00:30+05:00', site: 'vk.com' }
  assert.ok(duringDrill(drills, visit))
  assert.not.ok(duringDrill(drills, { ...visit, mac: '02:00:00:00:00:09' }))
})

test('old drills go where there are too many runs', () => {
  let drills = emptyDrills
  for (let at = 0; at < 10; at++) {
    drills = addDrill(drills, drill(`d${at}`))
    for (let pc = 0; pc < 40; pc++) drills = addRun(drills, `d${at}`, run(String(pc)))
  }
  assert.is(
    drills.drills.reduce((sum, { runs }) => sum + runs.length, 0),
    200,
  )
  assert.is(drills.drills.at(-1)?.id, 'd9')
})

test('visits of a drill are told from those of a pupil', () => {
  const drills = addRun(addDrill(emptyDrills, drill('d')), 'd', run('192.168.1.7'))
  const visit = { mac: '', ip: '192.168.1.7', start: '2026-10-05T09:00:30+05:00', site: 'vk.com' }
  assert.ok(duringDrill(drills, visit))
  assert.ok(duringDrill(drills, { ...visit, site: 'x', host: 'vk.com' }))
  for (const other of [{ ip: '192.168.1.8' }, { start: '2026-10-05T09:02:00+05:00' }, { site: 'tiktok.com' }])
    assert.not.ok(duringDrill(drills, { ...visit, ...other }))
})

test.run()
