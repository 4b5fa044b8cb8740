/** A drill from its opening to its record, with a browser and a router that the test plays. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drillsSchema, emptyDrills } from '../../src/registers/drill.ts'
import { DrillObserver } from '../../src/registers/drill-observer.ts'
import { DrillService, drillLimits } from '../../src/registers/drill-service.ts'
import { JsonStore } from '../../src/registers/json-store.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('the desk of drills')
const pc = '192.168.1.7'
const teacher = '192.168.1.10'

function open() {
  const machine = fakeMachine()
  machine.files.mkdirSync('/etc/aqtizim', { recursive: true })
  const drillObserver = new DrillObserver()
  const events: string[] = []
  const kept = new JsonStore({ machine, path: '/etc/aqtizim/drills.json', schema: drillsSchema, empty: emptyDrills })
  const requestQueue = new DrillService({
    ...{ machine, kept, drillObserver, language: () => 'ru' as const, school: () => 'мектеп', version: () => 7 },
    local: (seconds) => new Date(seconds * 1000).toISOString(),
    whoIs: (address) =>
      address.startsWith('192.168.1.')
        ? { room: 'informatics', pc: `PC ${address}`, mac: '', exempt: address === teacher }
        : address.startsWith('fd00::8:')
          ? { room: 'informatics', pc: address, mac: `02:${address}`, exempt: false }
          : address.startsWith('fd00::7:')
            ? { room: 'informatics', pc: 'PC-07', mac: '02:00:00:00:00:07', exempt: false }
            : undefined,
    roomName: (room) => (room === 'informatics' ? 'Информатика' : undefined),
    listed: () => ['bilimland.kz'],
    isListed: (_, name) => name === 'www.youtube.com',
    event: (name, details) => void events.push(`${name} ${Object.values(details).join(' ')}`),
    sleep: async (ms) => machine.pass(ms),
  })
  return { machine, drillObserver, events, kept, requestQueue }
}

test('without a drill there is no page, and none for the teacher’s PC or a stranger', () => {
  const { requestQueue } = open()
  assert.is(requestQueue.page(pc), undefined)
  requestQueue.start('informatics', 30, 'teacher')
  assert.ok(requestQueue.page(pc))
  assert.is(requestQueue.page(teacher), undefined)
  assert.is(requestQueue.page('10.0.0.1'), undefined)
})

test('a drill is opened by name for a time, and closed', () => {
  const { requestQueue, machine, events } = open()
  assert.throws(() => requestQueue.start('x', 30, 'teacher'), /room: there is no such room/)
  assert.throws(() => requestQueue.start('informatics', 0, 'teacher'), /minutes/)
  requestQueue.start('informatics', 30, 'teacher')
  assert.throws(() => requestQueue.start('informatics', 30, 'teacher'), /already/)
  assert.ok(requestQueue.stop('informatics', 'teacher'))
  assert.not.ok(requestQueue.stop('informatics', 'teacher'))
  assert.is(requestQueue.page(pc), undefined)
  machine.pass(1000)
  requestQueue.start('informatics', 30, 'teacher')
  machine.pass(30 * 60_000)
  assert.is(requestQueue.page(pc), undefined)
  assert.equal(events.slice(0, 2), ['drill start informatics teacher', 'drill end informatics teacher'])
})

test('a report is judged by the router’s record, kept once, and told to the page', async () => {
  const { requestQueue, drillObserver, kept, events } = open()
  requestQueue.start('informatics', 30, 'teacher')
  const page = requestQueue.page(pc)
  assert.ok(page)
  assert.not.ok(page.probes.some(({ name }) => name === 'www.youtube.com'))
  assert.is(page.probes.find(({ name }) => name === 'vk.com')?.group, 'социальные сети')
  for (const { name, expected } of page.probes) {
    const refused = expected === 'shut'
    if (name === 'ok.ru') continue
    drillObserver.answer({ client: pc, name, refused })
    const why = /^[0-9.]+$/.test(name) ? 'no-name' : 'unlisted'
    const asked = why === 'no-name' ? undefined : name
    drillObserver.record({
      kind: 'http',
      client: pc,
      name: asked,
      verdict: refused ? 'refused' : 'allowed',
      why: refused ? why : undefined,
    })
  }
  const results = page.probes.map(({ expected }) => ({
    http: 'answered',
    https: expected === 'open' ? 'answered' : 'failed',
  }))
  const answer = await requestQueue.report(pc, { run: page.run, results })
  assert.ok(answer)
  assert.is(answer.right, page.probes.length - 1)
  const at = page.probes.findIndex(({ name }) => name === 'ok.ru')
  assert.equal(answer.probes[at], { verdict: 'bypassed', right: false })
  const [run] = kept.value.drills[0]?.runs ?? []
  assert.equal([run?.pc, run?.version, run?.probes.length], [`PC ${pc}`, 7, page.probes.length])
  assert.match(events.at(-1) ?? '', /^drill-run informatics/)
  assert.is(await requestQueue.report(pc, { run: page.run, results }), undefined)
  assert.is(drillObserver.isWatching, false)
})

test('reports that are none are not taken', async () => {
  const { requestQueue, kept } = open()
  requestQueue.start('informatics', 30, 'teacher')
  const page = requestQueue.page(pc)
  const results = page?.probes.map(() => ({ http: 'failed', https: 'failed' })) ?? []
  for (const [client, told] of [
    [pc, { run: 'other', results }],
    ['192.168.1.8', { run: page?.run, results }],
    [pc, { run: page?.run, results: results.slice(1) }],
    [pc, { run: page?.run, results: results.map(() => ({ http: '<b>', https: 'failed' })) }],
    [pc, null],
    [pc, 'x'],
  ] as const)
    assert.is(await requestQueue.report(client, told), undefined)
  assert.equal(kept.value.drills[0]?.runs, [])
})

test('a page that nobody sends back is forgotten, and pages are bounded', () => {
  const { requestQueue, machine, drillObserver } = open()
  requestQueue.start('informatics', 180, 'teacher')
  for (let at = 20; at < 20 + drillLimits.runs; at++) assert.ok(requestQueue.page(`192.168.1.${at}`))
  assert.is(requestQueue.page(pc), undefined)
  assert.ok(requestQueue.page('192.168.1.20'))
  machine.pass(drillLimits.runMs)
  assert.ok(requestQueue.page(pc))
  requestQueue.stop('informatics', 'teacher')
  machine.pass(drillLimits.runMs)
  requestQueue.page(pc)
  assert.is(drillObserver.isWatching, false)
})

test('a PC with many addresses takes nobody’s place, and reports so often and no more', async () => {
  const { requestQueue, kept, machine } = open()
  requestQueue.start('informatics', 180, 'teacher')
  for (let at = 0; at < 2 * drillLimits.runs; at++) assert.ok(requestQueue.page(`fd00::7:${at}`))
  assert.ok(requestQueue.page(pc))
  const report = async (client: string) => {
    const page = requestQueue.page(client)
    const results = page?.probes.map(() => ({ http: 'failed', https: 'failed' })) ?? []
    return (await requestQueue.report(client, { run: page?.run, results })) !== undefined
  }
  assert.ok(await report(pc))
  for (let at = 0; at < drillLimits.ofPc; at++) assert.ok(await report(`fd00::7:${at}`))
  assert.not.ok(await report('fd00::7:1'))
  assert.equal(
    kept.value.drills[0]?.runs.map((run) => run.ip),
    [pc, `fd00::7:${drillLimits.ofPc - 1}`],
  )
  for (let at = 2; at < drillLimits.pcs; at++) assert.ok(await report(`fd00::8:${at}`))
  assert.not.ok(await report('fd00::8:0'))
  assert.ok(await report(pc))
  requestQueue.stop('informatics', 'teacher')
  machine.pass(1000)
  requestQueue.start('informatics', 180, 'teacher')
  assert.ok(await report('fd00::7:1'))
  assert.ok(await report('fd00::8:0'))
})

test.run()
