/** On demand in the lab: approved and shut, open for its time in its room, cut in the moment in which it ends. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { type Hands, handsAt } from './client.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('on demand in the lab')
let lab: Lab
let aqtizim: Aqtizim
let pupil: Hands
let other: Hands

const listed = `sites:
  - domain: bilimland.test
  - domain: dual.test
    open: on-demand
  - domain: ports.test
    ports: [443, 8443]
    open: on-demand
`

async function must(...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await aqtizim.command(...words)
  assert.is(status, 0, `${words.join(' ')}: ${stderr}`)
  return stdout
}

async function approve(text: string): Promise<void> {
  const file = join(lab.folder, 'list.yaml')
  writeFileSync(file, text)
  await must('approve', file, '--by', 'А. Директор', '--date', '2026-09-01')
}

const events = async (name: string) => {
  const rows = (await aqtizim.journal()) as unknown as readonly {
    readonly event?: string
    readonly [key: string]: unknown
  }[]
  return rows.filter(({ event }) => event === name)
}

test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab)
  pupil = handsAt(lab, 'pc1', 'demand-1')
  other = handsAt(lab, 'pc3', 'demand-3')
  await approve(listed)
})
test.after(() => lab?.stop())

test('it is shut until it is opened, and then open in its room alone', async () => {
  assert.is((await pupil.get('https://bilimland.test')).outcome, 'opens')
  assert.is((await pupil.get('https://dual.test')).outcome, 'refused')
  const said = await must('open', 'informatics', 'dual.test', '--minutes', '15')
  assert.match(said, /^dual\.test is open in informatics until \d{4}-\d\d-\d\dT\d\d:\d\d/)
  assert.is((await pupil.get('https://dual.test')).outcome, 'opens')
  assert.is((await other.get('https://dual.test')).outcome, 'refused')
  assert.match(await must('status'), /on demand: dual\.test until \d\d:\d\d \(root\)/)
  await until('the journal has who opened it', async () => (await events('opened-on-demand')).length === 1)
})

test('shut by hand, it is cut at once, over the gate and on a port of the kernel, and nothing else is', async () => {
  await must('open', 'informatics', 'ports.test', '--minutes', '15')
  const held = await Promise.all([
    pupil.hold('https://dual.test'),
    pupil.hold('https://ports.test:8443'),
    pupil.hold('https://bilimland.test'),
  ])
  const [gate, port, stays] = held
  const since = Date.now()
  await must('shut', 'informatics', 'dual.test')
  await must('shut', 'informatics', 'ports.test')
  assert.is((await gate.look('cut', since)).outcome, 'cut')
  assert.is((await port.look('cut', since)).outcome, 'cut')
  assert.is((await stays.look('stays', since)).outcome, 'stays')
  for (const one of held) one.stop()
  assert.is((await pupil.get('https://dual.test')).outcome, 'refused')
  assert.match((await aqtizim.command('shut', 'informatics', 'dual.test')).stderr, /is not open on demand/)
})

test('it stays open over a kill of the daemon, and what the director takes off is cut while it is open', async () => {
  await must('open', 'informatics', 'dual.test', '--minutes', '15')
  process.kill(aqtizim.daemon.pid, 'SIGKILL')
  await aqtizim.daemon.ended
  const product = fileURLToPath(new URL('../../dist/aqtizim.js', import.meta.url))
  const words = [product, 'daemon', '--ubus', aqtizim.socket, '--root', aqtizim.root]
  await lab.router.start([process.execPath, ...words], {})
  await until('the daemon is back', async () => (await aqtizim.command('status')).status === 0)
  assert.match(await must('status'), /on demand: dual\.test/)
  const held = await pupil.hold('https://dual.test')
  const since = Date.now()
  await approve('sites:\n  - domain: bilimland.test\n')
  assert.is((await held.look('cut', since)).outcome, 'cut')
  held.stop()
  await until('the journal says why', async () => (await events('shut-on-demand')).some(({ why }) => why === 'list'))
  assert.not.match(await must('status'), /on demand:/)
  assert.match((await aqtizim.command('open', 'informatics', 'dual.test', '--minutes', '5')).stderr, /is not on demand/)
})

test('it ends by itself, and days that are over shut an entry', async () => {
  await approve(`${listed}  - domain: v6only.test\n    until: 2026-01-01\n`)
  assert.is((await pupil.get('https://v6only.test')).outcome, 'refused')
  await must('open', 'informatics', 'dual.test', '--minutes', '1')
  const held = await pupil.hold('https://dual.test')
  const ended = async () => (await events('shut-on-demand')).some(({ why }) => why === 'time')
  await until('its minute is over', ended)
  assert.is((await held.look('cut', Date.now())).outcome, 'cut')
  held.stop()
  assert.is((await pupil.get('https://dual.test')).outcome, 'refused')
})

test.run()
