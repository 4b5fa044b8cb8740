/** Tests papers over ubus: the catalogue by role, and a paper as a job in parts. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { paperKinds } from '../../src/documents/all-papers.ts'
import type { PaperKind } from '../../src/documents/paper-kind.ts'
import type { JobState, Role, Started } from '../../src/luci-bridge/contract.ts'
import { failed } from '../../src/luci-bridge/daemon.ts'
import { Jobs } from '../../src/luci-bridge/jobs.ts'
import { document } from '../../src/luci-bridge/methods/document.ts'
import { documents } from '../../src/luci-bridge/methods/documents.ts'
import type { Live } from '../../src/luci-bridge/tools.ts'
import { message } from '../../src/messages/message.ts'
import { MovedClock } from '../machine/moved-clock.ts'
import { makeSchool } from '../papers/school.ts'
import { docxOf, htmlOf } from './golden.ts'

const test = suite('papers for the pages')

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
const { sources } = makeSchool({ from: '2026-10-12', until: '2026-10-16', pcs: 4 })
const secret: PaperKind = {
  name: 'secret',
  title: { kk: 'Құпия', ru: 'Тайна', en: 'Secret' },
  fields: [],
  roles: ['psychologist'],
  write: (_, language) => ({ language, title: 'x', body: [] }),
}

function makeTools() {
  const jobs = new Jobs({ uptime: () => 0, log: () => {}, timers: new MovedClock(), breathe })
  const papers = async (pause: () => Promise<void>) => paperKinds({ ...sources, pause }, [secret])
  const events: [string, Record<string, string | number | boolean>][] = []
  const event = (name: string, details: Record<string, string | number | boolean>) => void events.push([name, details])
  return { jobs, papers, breathe, event, events, live: () => ({ settings: { language: 'ru' } }) as Live }
}

const as = (...roles: Role[]) => ({ user: 'aigul', roles })

async function collect(jobs: Jobs, id: string): Promise<{ state: JobState; parts: string[]; steps: number[] }> {
  const parts: string[] = []
  const steps: number[] = []
  for (let offset = 0; ; ) {
    const state = jobs.state(id, 'aigul', offset)
    if (state === undefined) throw new Error('the job is gone')
    if (state.text) parts.push(state.text)
    steps.push(state.done)
    if (state.state === 'failed') throw new Error(state.error)
    if (state.state === 'done' && state.next === undefined) return { state, parts, steps }
    offset = state.next ?? offset
    await breathe()
  }
}

test('each role has its papers, in the language of the page or of the settings', async () => {
  const names = async (...roles: Role[]) => {
    const answer = await documents(makeTools())({ language: 'kk' }, as(...roles))
    return 'papers' in answer ? answer.papers.map(({ name }) => name) : []
  }
  assert.equal(await names('teacher'), ['approval-sheet', 'access-journal', 'check-act'])
  assert.equal(await names('director'), await names('teacher'))
  assert.equal(await names('psychologist'), ['secret'])
  assert.equal(await names(), [])
  const answer = await documents(makeTools())({}, as('teacher'))
  assert.is('papers' in answer ? answer.papers[1]?.title : '', 'Журнал доступа')
})

test('a page comes in parts that make up the paper, with its progress', async () => {
  const tools = makeTools()
  const answers = { from: '2026-10-12', until: '2026-10-16' }
  const started = (await document(tools)(
    { name: 'access-journal', answers, language: 'kk', format: 'html' },
    as('teacher'),
  )) as Started
  const { state, parts, steps } = await collect(tools.jobs, started.job)
  const kind = (await tools.papers(breathe)).find(({ name }) => name === 'access-journal')
  const paper = await kind?.write(answers, 'kk', () => {})
  assert.ok(parts.length > 1)
  assert.is(parts.join(''), paper && !('field' in paper) ? await htmlOf(paper) : '')
  assert.equal([state.type, state.name], ['text/html;charset=utf-8', 'access-journal-2026-10-12-2026-10-16-kk.html'])
  assert.ok(steps.some((step) => step > 0))
  tools.jobs.stop()
})

test('a file for Word comes as base64 that can be joined as text and as bytes', async () => {
  const tools = makeTools()
  const answers = { from: '2026-10-12', until: '2026-10-16' }
  const started = (await document(tools)({ name: 'access-journal', answers, format: 'docx' }, as('admin'))) as Started
  const { state, parts } = await collect(tools.jobs, started.job)
  const kind = (await tools.papers(breathe)).find(({ name }) => name === 'access-journal')
  const paper = await kind?.write(answers, 'ru', () => {})
  const whole = paper && !('field' in paper) ? Buffer.from(await docxOf(paper)) : Buffer.alloc(0)
  assert.is(state.encoding, 'base64')
  assert.ok(Buffer.from(parts.join(''), 'base64').equals(whole))
  assert.ok(Buffer.concat(parts.map((part) => Buffer.from(part, 'base64'))).equals(whole))
  tools.jobs.stop()
})

test('the journal has a row of an act when it has been written, and none of other papers', async () => {
  const tools = makeTools()
  const answers = { from: '2026-10-12', until: '2026-10-16' }
  for (const name of ['access-journal', 'check-act']) {
    const started = (await document(tools)({ name, answers, language: 'kk', format: 'html' }, as('teacher'))) as Started
    await collect(tools.jobs, started.job)
  }
  const details = { name: 'check-act', ...answers, format: 'html', language: 'kk', user: 'aigul' }
  assert.equal(tools.events, [['paper-written', details]])
  tools.jobs.stop()
})

test('an answer that does not fit is said at once, and there is no job', async () => {
  const call = document(makeTools())
  const wrong = { name: 'access-journal', answers: { from: 'today' }, language: 'en', format: 'html' } as const
  assert.equal(
    await call(wrong, as('teacher')),
    failed('argument', message('as-said', { output: 'write the day as 2026-10-05' }), { argument: 'answers.from' }),
  )
  const late = await call({ ...wrong, answers: { from: '2026-10-02', until: '2026-10-01' } }, as('teacher'))
  assert.is('argument' in late ? late.argument : '', 'answers.until')
})

test('a paper of another role is not there', async () => {
  const call = document(makeTools())
  for (const [name, role] of [
    ['secret', 'teacher'],
    ['check-act', 'psychologist'],
    ['nothing', 'admin'],
  ] as const) {
    const answer = await call({ name, answers: {}, format: 'html' }, as(role))
    assert.is('code' in answer ? answer.code : '', 'missing')
  }
})

test('a job that is dropped stops reading the journal', async () => {
  const tools = makeTools()
  let taken = 0
  const papers = async (pause: () => Promise<void>) =>
    paperKinds({
      ...sources,
      pause,
      *rows() {
        for (;;) {
          taken++
          yield undefined
        }
      },
    })
  const answers = { from: '2026-10-12', until: '2026-10-16' }
  const call = document({ ...tools, papers })
  const started = (await call({ name: 'check-act', answers, format: 'html' }, as('teacher'))) as Started
  while (taken < 50) await breathe()
  assert.ok(tools.jobs.drop(started.job, 'aigul'))
  await breathe()
  const then = taken
  for (let turn = 0; turn < 20; turn++) await breathe()
  assert.ok(taken - then <= 1)
  tools.jobs.stop()
})

test.run()
