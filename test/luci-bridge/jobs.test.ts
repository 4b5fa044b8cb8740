/** Tests jobs: output in parts, bounds, and jobs that nobody asks for. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Job, Jobs } from '../../src/luci-bridge/jobs.ts'
import { MovedClock } from '../machine/moved-clock.ts'

const test = suite('jobs')
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function setUp() {
  const clock = new MovedClock()
  const said: string[] = []
  const log = (_: string, text: string) => void said.push(text)
  const tools = { uptime: () => clock.now, log, timers: clock, breathe: turn }
  return { jobs: new Jobs(tools), said, later: (ms: number) => clock.pass(ms) }
}

const output = { type: 'text/plain', name: 'x.txt' }
const idOf = (started: object) => (started as { job: string }).job

async function settle(jobs: Jobs, id: string, user = 'a') {
  for (let turns = 0; turns < 1000; turns++) {
    const state = jobs.state(id, user, Number.MAX_SAFE_INTEGER)
    if (state?.state !== 'running') return state
    await turn()
  }
  throw new Error('it runs for ever')
}

test('output comes in parts that make up the whole, in order', async () => {
  const { jobs } = setUp()
  const whole = Array.from({ length: 60_000 }, (_, at) => `${at} қазақша 😀\n`).join('')
  const id = idOf(
    jobs.start(
      'x',
      'a',
      async (job) => {
        for (let at = 0; at < whole.length; at += 10_000) await job.write(whole.slice(at, at + 10_000))
        return undefined
      },
      output,
    ),
  )
  let text = ''
  let parts = 0
  for (let offset: number | undefined = 0; offset !== undefined; parts++) {
    const state = jobs.state(id, 'a', offset)
    text += state?.text ?? ''
    assert.ok(Buffer.byteLength(state?.text ?? '') < 400_000)
    offset = state?.next
    await turn()
  }
  assert.is(text, whole)
  assert.ok(parts > 5)
  assert.equal(jobs.state(id, 'a', text.length)?.state, 'done')
  jobs.stop()
})

test('the same part may be asked for again, until the next is', async () => {
  const { jobs } = setUp()
  const id = idOf(jobs.start('x', 'a', async (job) => void (await job.write('abc')) as undefined, output))
  await turn()
  assert.is(jobs.state(id, 'a', 0)?.text, 'abc')
  assert.is(jobs.state(id, 'a', 0)?.text, 'abc')
  assert.is(jobs.state(id, 'a', 2)?.text, 'c')
  assert.is(jobs.state(id, 'a', 0)?.text, 'c', 'what lies before is dropped')
  jobs.stop()
})

test('work stands still while nobody fetches, and ends when nobody wants it', async () => {
  const { jobs, later } = setUp()
  let written = 0
  let ended = ''
  const work = async (job: Job) => {
    try {
      for (;;) {
        await job.write('x'.repeat(10_000))
        written++
      }
    } catch (error) {
      ended = (error as Error).constructor.name
      throw error
    }
  }
  const id = idOf(jobs.start('x', 'a', work, output))
  for (let turns = 0; turns < 100; turns++) await turn()
  assert.ok(written < 45, String(written))
  later(599_000)
  assert.is(jobs.state(id, 'a', 100_000)?.state, 'running')
  later(601_000)
  jobs.start('y', 'b', async () => undefined)
  assert.is(jobs.state(id, 'a', 0), undefined)
  for (let turns = 0; turns < 5; turns++) await turn()
  assert.is(ended, 'Dropped')
  jobs.stop()
})

test('one of a kind runs; whoever starts the same anew has given up the first; a job is its owner’s', async () => {
  const { jobs } = setUp()
  const endless = (job: Job) => job.breathe().then(() => new Promise<undefined>(() => {}))
  const first = idOf(jobs.start('x', 'a', endless))
  const other = jobs.start('x', 'b', endless)
  assert.is('error' in other && other.code, 'busy')
  assert.is(jobs.state(first, 'b', 0), undefined)
  assert.is(jobs.drop(first, 'b'), false)
  const second = idOf(jobs.start('x', 'a', endless))
  assert.is(jobs.state(first, 'a', 0), undefined)
  assert.is(jobs.state(second, 'a', 0)?.state, 'running')
  jobs.stop()
})

test('their number is bounded', () => {
  const { jobs } = setUp()
  const started = Array.from({ length: 20 }, (_, at) => jobs.start(`kind ${at}`, 'a', async () => undefined))
  assert.is(started.filter((each) => 'error' in each && each.code === 'busy').length, 12)
  jobs.stop()
})

test('what breaks is told in a sentence, and logged', async () => {
  const { jobs, said } = setUp()
  const id = idOf(jobs.start('x', 'a', async () => Promise.reject(new Error('no disk'))))
  const state = await settle(jobs, id)
  assert.equal([state?.state, state?.error, state?.next], ['failed', 'It could not be done: no disk.', undefined])
  assert.match(said[0] ?? '', /^x: Error: no disk/)
  jobs.stop()
})

test.run()
