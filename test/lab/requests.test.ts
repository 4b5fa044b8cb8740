/** A pupil asks for a site on the block page, and the teacher reads it: through the real gate and the real daemon. */

import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('asking for a site')
let lab: Lab
let aqtizim: Aqtizim
test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab)
})
test.after(() => lab?.stop())

const ask = (host: string, reason: string, language = 'kk') =>
  lab
    .station('pc1')
    .run([
      ...['curl', '-s', '--max-time', '5', '-H', `Accept-Language: ${language}`],
      ...['--data-urlencode', `reason=${reason}`, `http://${host}/.aqtizim/ask`],
    ])
const requests = async () => {
  const { stdout } = await aqtizim.command('requests', '--json')
  return JSON.parse(stdout) as { name: string; pcs: string[]; reasons: string[] }[]
}

test('the form reaches the queue with name, PC and reason, and answers in the pupil’s language', async () => {
  const kazakh = await ask('vk.test', 'Сабаққа керек <script>alert(1)</script>')
  assert.match(kazakh.stdout, 'Өтініш жіберілді')
  assert.match((await ask('m.vk.test', '', 'ru')).stdout, 'Просьба отправлена')
  const [first, second] = await requests()
  assert.equal(
    [first?.name, first?.pcs, first?.reasons],
    ['vk.test', ['PC-01'], ['Сабаққа керек <script>alert(1)</script>']],
  )
  assert.equal([second?.name, second?.reasons], ['m.vk.test', []])
})

test('one PC cannot fill the queue', async () => {
  for (let turn = 0; turn < 8; turn++) await ask(`s${turn}.vk.test`, 'x')
  assert.ok((await requests()).length <= 5)
  assert.match((await ask('one-more.vk.test', 'x', 'en')).stdout, 'Too many requests')
})

test('with the daemon dead the page says so, and what was asked is there again afterwards', async () => {
  const before = await requests()
  process.kill(aqtizim.daemon.pid, 'SIGKILL')
  await aqtizim.daemon.ended
  assert.match((await ask('vk.test', 'x', 'en')).stdout, 'The request was not sent')
  assert.ok(before.length > 0)
})

test.run()
