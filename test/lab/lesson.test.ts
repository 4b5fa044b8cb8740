/**
 * A lesson and a name that nobody types, through the real bus, daemon and journal, over a kill, and on to a syslog server.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { copyRsyslogd } from '../forward/rsyslog.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('lessons in the lab')
let lab: Lab
let aqtizim: Aqtizim
/** On the router's loopback, before the daemon is there. */
async function startSyslog(): Promise<void> {
  const file = (name: string) => join(lab.folder, name)
  const action = `action(type="omfile" file="${file('district.jsonl')}" template="row")`
  writeFileSync(
    file('rsyslog.conf'),
    `module(load="imtcp")
template(name="row" type="string" string="%msg:4:$%\\n")
ruleset(name="schools" queue.type="Direct") { ${action} }
input(type="imtcp" address="127.0.0.1" port="6601" ruleset="schools")
`,
  )
  await lab.router.start([copyRsyslogd(lab.folder), '-n', '-f', file('rsyslog.conf'), '-i', file('rsyslog.pid')], {})
}

const exporters = `
config forward 'district'
	option host '127.0.0.1'
	option port '6601'
	option tls '0'

config forward 'stranger'
	option host '127.0.0.1'
	option ca '/etc/aqtizim/none.pem'
`

test.before(async () => {
  await bundle()
  lab = await startLab()
  await startSyslog()
  aqtizim = await installAqtizim(lab, (root) => {
    writeFileSync(join(root, 'etc/aqtizim/background.txt'), '# a printer\ncheck.vk.test\nnonsense\n')
    const settings = join(root, 'etc/config/aqtizim')
    const text = readFileSync(settings, 'utf8')
    writeFileSync(settings, text.replace("option flush_seconds '60'", "option metrics_file '/var/run/aqtizim.prom'"))
    appendFileSync(settings, exporters)
  })
})
test.after(() => lab?.stop())

interface Row {
  readonly n?: number
  readonly site?: string
  readonly lesson?: string
  readonly background?: boolean
  readonly event?: string
  readonly state?: string
  readonly class?: string
  readonly user?: string
}
const rows = async () => (await aqtizim.journal()) as Row[]
const visit = (host: string) => lab.station('pc1').run(['curl', '-s', `http://${host}/`])

/** What a row says that is about this; the gate's record may come a moment after the answer. */
async function rowOf(isIt: (row: Row) => boolean): Promise<Row | undefined> {
  let found: Row | undefined
  await until('a row', async () => {
    found = (await rows()).find(isIt)
    return found !== undefined
  })
  return found
}

test('a lesson begins on the command line, and status shows it', async () => {
  assert.is((await aqtizim.command('lesson', 'cellar', '7А')).status, 1)
  assert.match((await aqtizim.command('lesson', 'informatics', '=1')).stderr, /class: /)
  assert.is((await aqtizim.command('lesson', 'informatics')).status, 2)
  await visit('vk.test')
  assert.is((await rowOf(({ site }) => site === 'vk.test'))?.lesson, undefined)
  assert.is((await aqtizim.command('lesson', 'informatics', '7 «Ә»')).status, 0)
  assert.match((await aqtizim.command('status')).stdout, 'lesson of 7 «Ә»')
})

test('rows bear it, and a name that nobody types is marked', async () => {
  await visit('vk.test')
  await visit('m.check.vk.test')
  const typed = await rowOf(({ site, lesson }) => site === 'vk.test' && lesson !== undefined)
  assert.equal([typed?.lesson, typed?.background], ['7 «Ә»', undefined])
  const own = await rowOf(({ site }) => site === 'm.check.vk.test')
  assert.equal([own?.lesson, own?.background], ['7 «Ә»', true])
  assert.match((await aqtizim.command('status')).stdout, 'background.txt: line 3: "nonsense"')
})

test('killed and started again the lesson goes on, its rows are as they were, and its end is journalled', async () => {
  process.kill(aqtizim.daemon.pid, 'SIGKILL')
  await aqtizim.daemon.ended
  const product = fileURLToPath(new URL('../../dist/aqtizim.js', import.meta.url))
  const words = [product, 'daemon', '--ubus', aqtizim.socket, '--root', aqtizim.root]
  await lab.router.start([process.execPath, ...words], {})
  assert.ok(await rowOf(({ event, n = 0 }) => event === 'started' && n > 3))
  await until('the daemon answers', async () => (await aqtizim.command('status')).status === 0)
  assert.match((await aqtizim.command('status')).stdout, 'lesson of 7 «Ә»')
  assert.ok(await rowOf(({ site, lesson }) => site === 'vk.test' && lesson === '7 «Ә»'))
  assert.is((await aqtizim.command('lesson', 'informatics', '--end')).status, 0)
  assert.is((await aqtizim.command('lesson', 'informatics', '--end')).status, 1)
  assert.not.match((await aqtizim.command('status')).stdout, 'lesson of')
  const all = await rows()
  assert.not(
    all.some((row) => row.event === 'alarm' && JSON.stringify(row).includes('background')),
    'a wrong line in background.txt is no alarm',
  )
  const told = all.filter(({ event }) => event === 'lesson')
  assert.equal(
    told.map((row) => [row.state, row.class, row.user]),
    [
      ['start', '7 «Ә»', 'root'],
      ['end', '7 «Ә»', 'root'],
    ],
  )
})

test('the rows reach the syslog server as they stand in the journal, and the figures their file', async () => {
  const sent = () => readFileSync(join(lab.folder, 'district.jsonl'), 'utf8').split('\n')
  const told = (lines: readonly string[]) => [...new Set(lines)].filter((line) => line.includes('"event":"lesson"'))
  await until('both rows are sent', () => told(sent()).length >= 2)
  const all = (await rows()).map((row) => JSON.stringify(row))
  assert.equal(told(sent()), told(all))
  assert.match((await aqtizim.command('status')).stdout, /stranger: .* ca: .*none\.pem cannot be read/)
  const figures = readFileSync(join(aqtizim.root, 'var/run/aqtizim.prom'), 'utf8')
  assert.match(figures, '\naqtizim_enforced 1\n')
  assert.match(figures, '\naqtizim_forward_up{target="district"} 1\n')
  assert.match(figures, '\naqtizim_visits_total{room="informatics",verdict="refused"} ')
})

test.run()
