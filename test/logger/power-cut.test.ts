/** A power cut while visits go on: the recorder comes back on what the flash has, with its RAM empty. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readMark } from '../../src/kernel/conntrack-marks.ts'
import { type Capture, type CaptureOptions, startCapture } from '../../src/logger/capture.ts'
import type { RefusedReading } from '../../src/logger/naming.ts'
import type { LineHandlers, Machine } from '../../src/machine/machine.ts'
import { MovedClock } from '../machine/moved-clock.ts'
import { Lab, verify } from './journal-lab.ts'

const test = suite('power cut')
const markMask = 0x0f000000
const forwarded = 0x01000000

/** A kernel whose table holds what the test says. */
class Router {
  readonly lab = new Lab()
  table: string[] = []
  listsNothing = false
  /** Its programs never end: conntrack does not list. */
  hangs = false
  readonly clock = new MovedClock()
  #events: LineHandlers | undefined
  #up = 1000

  constructor() {
    assert.is(readMark(forwarded, markMask), 'allowed')
  }

  readonly machine: Machine = {
    files: this.lab.files,
    log: () => {},
    now: () => this.lab.now,
    uptime: () => this.#up * 1000,
    timers: this.clock,
    run: async () => ({ status: 0, stdout: '', stderr: '' }),
    start: (argv, handlers) => {
      let end: (ended: { status: number }) => void = () => {}
      const exited = new Promise<{ status: number }>((resolve) => {
        end = resolve
      })
      if (argv.includes('-E')) this.#events = handlers
      else if (!this.hangs) {
        if (argv.includes('ipv4') && !this.listsNothing) handlers.onLines(this.table)
        end({ status: 0 })
      }
      return { pid: 1, stop: () => end({ status: 137 }), exited }
    },
  }

  record(options: Partial<CaptureOptions> = {}): Promise<Capture> {
    return startCapture({
      machine: this.machine,
      journal: this.lab.open(),
      markMask,
      gateSocket: '/nowhere/gate.sock',
      dnsLogs: [],
      spoolDir: '/ram',
      identify: () => ({ room: 'lab', pc: 'PC-1', mac: '02:00:00:00:00:01', exempt: false }),
      siteOf: () => undefined,
      siteOfAddress: (address) => (address === '198.18.0.2' ? 'meeting.kz' : undefined),
      ...options,
    })
  }

  wait(seconds: number): void {
    this.lab.now += seconds * 1000
    this.#up += seconds
  }

  /** Lets the recorder work while the time passes. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.wait(1)
      await this.clock.elapse(1000)
    }
  }

  /** Flows that a power cut of this moment would leave in rows. */
  flowsOnFlash(): number {
    const text = this.lab.volume.toJSON()['/flash/journal/open.json'] ?? '{"rows":[]}'
    const open: { flows?: number }[] = JSON.parse(text).rows
    return [...open, ...this.rows()].reduce((sum, { flows = 0 }) => sum + flows, 0)
  }

  /** Up to when the flash says that it knows all, s. */
  savedAt(): number {
    return JSON.parse(this.lab.volume.toJSON()['/flash/journal/open.json'] ?? '{}').at
  }

  /** `late`: seconds between the event and its reading. */
  flow(id: number, late = 0): void {
    const tuple = `src=10.0.0.1 dst=198.18.0.2 sport=${1000 + id} dport=443`
    const back = `src=198.18.0.2 dst=10.0.0.1 sport=443 dport=${1000 + id}`
    const tail = `mark=${forwarded} id=${id}`
    this.#events?.onLines([
      `[${this.lab.now / 1000 - late}]\t[NEW] ipv4     2 tcp      6 120 SYN_SENT ${tuple} ${back} ${tail}`,
    ])
    this.table.push(
      `ipv4     2 tcp      6 431999 ESTABLISHED ${tuple} packets=9 bytes=900 ${back} packets=8 bytes=8000 [ASSURED] ${tail}`,
    )
  }

  /** The flash as it is this moment, an empty RAM, and a kernel that knows nothing. */
  async cutPower(capture: Capture, answers = true): Promise<void> {
    const flash = Object.entries(this.lab.volume.toJSON()).filter(([path]) => path.startsWith('/flash'))
    const stopped = capture.stop()
    // A recorder that waits for the kernel for ever writes nothing any more.
    if (answers) await stopped
    this.lab.volume.reset()
    this.lab.volume.fromJSON(Object.fromEntries(flash))
    this.table = []
    this.wait(90)
  }

  rows() {
    return this.lab.lines().map((line) => JSON.parse(line))
  }
}

test('open visits are written once, as far as the flash knew them, and a gap says from when to when', async () => {
  const router = new Router()
  const first = await router.record()
  router.flow(1)
  router.flow(3)
  router.wait(30)
  await first.catchUp()
  const saved = router.lab.now
  // What comes behind the last flush is what a power cut takes.
  router.wait(40)
  router.flow(5)
  await router.cutPower(first)

  const second = await router.record()
  await second.catchUp()
  const visits = router.rows().filter(({ site }) => site !== undefined)
  assert.equal(
    visits.map(({ site, flows, up, down, cut, verdict }) => ({ site, flows, up, down, cut, verdict })),
    [{ site: 'meeting.kz', flows: 2, up: 1800, down: 16_000, cut: true, verdict: 'allowed' }],
  )
  const { gap } = router.rows().find((row) => row.gap !== undefined)
  assert.is(gap.why, 'power-cut')
  assert.is(Date.parse(gap.from), saved)
  assert.is(Date.parse(gap.to), router.lab.now)

  // A second cut, at once: what was written already is not written again.
  await router.cutPower(second)
  const third = await router.record()
  await third.catchUp()
  await third.stop()
  assert.is(router.rows().filter(({ site }) => site !== undefined).length, 1)
  assert.is(router.rows().filter((row) => row.gap?.why === 'power-cut').length, 2)
  assert.is(verify(router.lab.days()).wrong, undefined)
})

test('a kernel that takes longer now and then costs no more than flush_seconds either, from the start on', async () => {
  const router = new Router()
  let asked = 0
  const readRefused = () =>
    new Promise<RefusedReading[]>((resolve) => {
      asked += 1
      router.clock.after(asked % 3 === 1 ? 4000 : 3000, () => resolve([]))
    })
  await router.record({ readRefused, flushSeconds: 20 })
  const ages: number[] = []
  for (let second = 1; second <= 240; second++) {
    router.flow(second)
    await router.pass(1)
    ages.push(router.lab.now / 1000 - router.savedAt())
  }
  assert.ok(asked > 8)
  assert.ok(Math.max(...ages) <= 20, `${Math.max(...ages)} s were missing`)
})

test('the gap begins where the kernel was heard last, not where the disk was done: more waited in the pipe', async () => {
  const router = new Router()
  const first = await router.record()
  router.flow(1)
  const heard = router.lab.now
  // Something else kept us for three seconds, and the flush comes before the pipe is read.
  router.wait(3)
  router.listsNothing = true
  await first.catchUp()
  router.listsNothing = false
  await router.cutPower(first)
  const second = await router.record()
  await second.stop()
  const { gap } = router.rows().find((row) => row.gap?.why === 'power-cut')
  assert.is(Date.parse(gap.from), heard)
})

test('the gap begins where the newest event that was read happened, however late it was read', async () => {
  const router = new Router()
  const first = await router.record()
  router.flow(1, 20)
  const read = router.lab.now
  router.wait(1)
  router.listsNothing = true
  await first.catchUp()
  router.listsNothing = false
  await router.cutPower(first)
  const second = await router.record()
  await second.stop()
  const { gap } = router.rows().find((row) => row.gap?.why === 'power-cut')
  assert.is(Date.parse(gap.from), read - 20_000)
})

const never = () => new Promise<never>(() => {})

test('neither a flush nor a seal waits for a kernel that does not answer', async () => {
  const router = new Router()
  let asked = 0
  const readCounters = () => {
    asked += 1
    return never()
  }
  await router.record({ readCounters, flushSeconds: 60, sealSeconds: 120 })
  for (const id of [1, 2, 3]) {
    router.flow(id)
    assert.is(router.flowsOnFlash(), id - 1)
    await router.pass(60)
    assert.is(router.flowsOnFlash(), id)
  }
  assert.is(asked, 1)
  assert.is(router.rows().filter((row) => row.seal !== undefined).length, 1)
})

test('what the kernel tells late is written when it is told', async () => {
  const router = new Router()
  const refusal = { source: '10.0.0.1', destination: '198.18.0.9', protocol: 'tcp', port: 443, packets: 1 }
  let tell: () => void = () => {}
  const readRefused = () =>
    new Promise<RefusedReading[]>((resolve) => {
      tell = () => resolve([refusal])
    })
  await router.record({ readRefused })
  router.flow(1)
  await router.pass(70)
  assert.is(router.flowsOnFlash(), 1)
  tell()
  await router.pass(1)
  assert.is(router.flowsOnFlash(), 2)
})

test('the gap begins where the refusals were read last, while their reading takes long', async () => {
  const router = new Router()
  let answers = true
  const readRefused = () => (answers ? Promise.resolve([]) : never())
  const first = await router.record({ readRefused, flushSeconds: 60 })
  await router.pass(60)
  // At the 55th second: a flush begins before it is due by what the kernel may take.
  const known = router.lab.now - 5000
  answers = false
  router.flow(1)
  await router.pass(60)
  assert.is(router.flowsOnFlash(), 1)
  await router.cutPower(first, false)
  const second = await router.record()
  await second.stop()
  const { gap } = router.rows().find((row) => row.gap?.why === 'power-cut')
  assert.is(Date.parse(gap.from), known)
})

test('a kernel that takes long to tell is asked earlier, so that no more than flush_seconds are missing', async () => {
  const router = new Router()
  const readRefused = () =>
    new Promise<RefusedReading[]>((resolve) => {
      router.clock.after(8000, () => resolve([]))
    })
  await router.record({ readRefused, flushSeconds: 20 })
  const ages: number[] = []
  for (let second = 1; second <= 120; second++) {
    router.flow(second)
    await router.pass(1)
    if (second > 40) ages.push(router.lab.now / 1000 - router.savedAt())
  }
  assert.ok(Math.max(...ages) <= 20, `${Math.max(...ages)} s were missing`)
})

test('the gap begins where the kernel was heard last, however long the router stood still since', async () => {
  const router = new Router()
  const first = await router.record({ flushSeconds: 60 })
  await router.pass(49)
  router.flow(1)
  const heard = router.lab.now
  // The timers of a process that stood still come first, and its pipes after them.
  router.wait(10)
  await router.pass(1)
  await router.cutPower(first)
  const second = await router.record()
  await second.stop()
  const { gap } = router.rows().find((row) => row.gap?.why === 'power-cut')
  assert.is(Date.parse(gap.from), heard)
})

test('a kernel that answers at once costs no second flush', async () => {
  const router = new Router()
  await router.record({ readCounters: async () => ({}), flushSeconds: 60 })
  let flushes = 0
  router.lab.before = (call, path) => {
    if (call === 'rename' && path === '/flash/journal/open.json') flushes += 1
  }
  for (let minute = 1; minute <= 5; minute++) {
    router.flow(minute)
    await router.pass(60)
    assert.is(flushes, minute)
  }
})

test('rows reach the flash while conntrack hangs at the start', async () => {
  const router = new Router()
  router.hangs = true
  void router.record({ readCounters: never })
  assert.ok(router.rows().some((row) => row.event === 'started'))
  router.flow(1)
  await router.pass(60)
  assert.is(router.flowsOnFlash(), 1)
})

test('whoever looks at the journal is not kept by programs that hang, and a listing that hangs is ended', async () => {
  const router = new Router()
  const capture = await router.record()
  router.flow(1)
  router.hangs = true
  let isDone = false
  const looking = capture.catchUp().then(() => {
    isDone = true
  })
  await router.pass(4)
  assert.not.ok(isDone)
  await router.pass(1)
  await looking
  assert.is(router.flowsOnFlash(), 1)
  router.hangs = false
  await router.pass(25)
  router.flow(2)
  await capture.catchUp()
  assert.is(router.flowsOnFlash(), 2)
})

test('stopping writes before it waits for anything', async () => {
  const router = new Router()
  const capture = await router.record({ readCounters: never })
  router.flow(1)
  await router.pass(2)
  router.hangs = true
  void capture.stop()
  assert.is(router.flowsOnFlash(), 1)
})

test.run()
