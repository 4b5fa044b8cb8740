/** A lesson and a name that nobody types, through the real bus, daemon and journal, over a kill. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('lessons in the lab')
let lab: Lab
let aqtizim: Aqtizim
test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab, (root) =>
    writeFileSync(join(root, 'etc/aqtizim/background.txt'), '# a printer\ncheck.vk.test\nnonsense\n'),
  )
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
const visit = (host: string) => lab.station('pc1').run(['curl', '-s', '--max-time', '5', `http://${host}/`])

/** What a row says that is about this; the gate's record may come a moment after the answer. */
async function rowOf(isIt: (row: Row) => boolean): Promise<Row | undefined> {
  for (let turn = 0; turn < 50; turn += 1) {
    const found = (await rows()).find(isIt)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return undefined
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
  for (let turn = 0; turn < 50 && (await aqtizim.command('status')).status !== 0; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 200))
  assert.match((await aqtizim.command('status')).stdout, 'lesson of 7 «Ә»')
  assert.ok(await rowOf(({ site, lesson }) => site === 'vk.test' && lesson === '7 «Ә»'))
  assert.is((await aqtizim.command('lesson', 'informatics', '--end')).status, 0)
  assert.is((await aqtizim.command('lesson', 'informatics', '--end')).status, 1)
  assert.not.match((await aqtizim.command('status')).stdout, 'lesson of')
  const all = await rows()
  assert.not(
    all.some(({ event }) => event === 'alarm'),
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

test.run()
