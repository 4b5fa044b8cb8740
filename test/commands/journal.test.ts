/** Tests `journal` and `summary` with the daemon down, on a journal in memory. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Command, Context } from '../../src/commands/command.ts'
import { verify } from '../../src/commands/evidence.ts'
import { journal } from '../../src/commands/journal.ts'
import { summary } from '../../src/commands/summary.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { Lab, visit } from '../logger/journal-lab.ts'

const test = suite('journal commands')

function lab(): Lab {
  const made = new Lab()
  made.volume.fromJSON({ '/etc/config/system': "config system\n\toption zonename 'Asia/Almaty'\n" })
  const writer = made.open({ dir: '/etc/aqtizim/journal', spoolDir: '/var/run/aqtizim/spool' })
  const times = (from: string, to: string) => ({
    start: `2026-10-05T${from}:00+05:00`,
    end: `2026-10-05T${to}:00+05:00`,
  })
  const pc = (n: number) => ({ pc: `PC-0${n}`, mac: `02:00:00:00:00:0${n}` })
  const refused = { verdict: 'refused', why: 'unlisted' }
  writer.event('lesson', { state: 'start', room: 'informatics', class: '7 А', user: 'teacher' })
  writer.append(visit('bilimland.kz', { ...times('09:00', '09:45'), ...pc(1), lesson: '7 А' }))
  writer.append(visit('vk.com', { ...times('09:05', '09:40'), ...pc(2), ...refused, lesson: '7 А' }))
  writer.append(visit('vk.com', { ...times('09:01', '09:10'), ...pc(3), ...refused, lesson: '7 А' }))
  writer.append(visit('time.windows.com', { ...times('09:41', '09:45'), ...pc(2), background: true, lesson: '7 А' }))
  writer.append(visit('late.kz', { ...times('10:00', '10:05'), ...pc(2), ...refused }))
  made.now += 45 * 60_000
  writer.event('lesson', { state: 'end', room: 'informatics', class: '7 А', user: 'teacher' })
  writer.flush()
  return made
}

const files = lab()

async function run(command: Command, words: Record<string, string | boolean>) {
  const [out, said] = [[] as string[], [] as string[]]
  const context = {
    machine: { files: files.files, now: () => files.now },
    paths: pathsBelow(''),
    print: (text: string) => void out.push(`${text}\n`),
    write: async (text: string) => void out.push(text),
    complain: (text: string) => void said.push(text),
    progress: () => {},
    ubus: () => Promise.reject(new Error('nobody listens')),
  } as unknown as Context
  const status = await command.run(context, { values: words, words: [] })
  return { status, text: out.join(''), said }
}

const sites = async (words: Record<string, string | boolean>) => {
  const { text } = await run(journal, { format: 'json', ...words })
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).site)
}

test('journal: by class and background, from either end', async () => {
  assert.equal(await sites({ class: '7 А' }), ['bilimland.kz', 'vk.com', 'vk.com', 'time.windows.com'])
  assert.equal(await sites({ class: '7 А', background: 'hide' }), ['bilimland.kz', 'vk.com', 'vk.com'])
  assert.equal(await sites({ background: 'only' }), ['time.windows.com'])
  assert.equal(await sites({ pc: 'PC-02', limit: '2' }), ['time.windows.com', 'late.kz'])
  assert.equal(await sites({ pc: 'PC-02', limit: '2', newest: true }), ['late.kz', 'time.windows.com'])
})

test('wrong options are named', async () => {
  const wrong = async (command: Command, words: Record<string, string>) => {
    const said = await run(command, words).then(
      () => 'nothing',
      (error: Error) => error.message,
    )
    return said
  }
  assert.match(await wrong(journal, { background: 'some' }), /--background: hide, only, all/)
  for (const limit of ['0', '-1', '1.5', 'x', '100001']) assert.match(await wrong(journal, { limit }), /--limit/)
  assert.match(await wrong(summary, { by: 'lesson' }), /--by: pc, site, class/)
  assert.match(await wrong(summary, { top: '0' }), /--top/)
  assert.match(await wrong(summary, { format: 'csv' }), /--format/)
})

test('summary: what was refused most, with the number of PCs', async () => {
  const { text } = await run(summary, { refused: true, background: 'hide', format: 'json' })
  const rows = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  assert.equal(
    rows.map(({ key, refused, pcs }) => `${key} ${refused} ${pcs}`),
    ['vk.com 2 2', 'late.kz 1 1'],
  )
  assert.match((await run(summary, { by: 'class' })).text, /^7 А +4 +2 +1 +3/m)
})

test('summary --dark: says which PC, when, and what dark means', async () => {
  const { text, said } = await run(summary, { dark: true })
  assert.match(text, /^2026-10-05 09:10 to 09:45 {2}PC-03 +informatics +7 А +35 min, 2 others had traffic$/m)
  assert.match(text, /It proves none of these\.$/m)
  assert.match(said.join(), /settings cannot be read/)
  assert.match(
    (await run(summary, { dark: true, room: 'multimedia' })).text,
    /No PC went dark\. Lessons looked through: 1/,
  )
  assert.match((await run(summary, { dark: true, since: '2026-10-07' })).text, /No lesson is in this time/)
  const [line] = (await run(summary, { dark: true, format: 'json' })).text.split('\n')
  const { pc, from, to, others, seen } = JSON.parse(line ?? '')
  assert.equal(
    [pc, from, to, others, seen],
    ['PC-03', '2026-10-05T09:10:00+05:00', '2026-10-05T09:45:00+05:00', 2, true],
  )
})

test('verify: a time in which there is no day is no proof of anything', async () => {
  assert.match((await run(verify, {})).text, /^The journal is whole: 8 rows/)
  try {
    await run(verify, { since: '2027-01-01' })
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /no day of the journal lies in that time/)
  }
})

test.run()
