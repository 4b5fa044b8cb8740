/** A pupil asks for a site on the block page, and the teacher reads it: through the real gate and the real daemon. */

import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { browserOn } from './browser-on.ts'
import { type Lab, startLab } from './lab.ts'
import { networkOf } from './map.ts'

const test = suite('asking for a site')
let lab: Lab
let aqtizim: Aqtizim
test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab)
})
test.after(() => lab?.stop())

const ask = (host: string, reason: string, language = 'kk', more: readonly string[] = []) =>
  lab
    .station('pc1')
    .run([
      ...['curl', '-s', '-H', `Accept-Language: ${language}`, ...more],
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

test('in a browser: the block page in the pupil’s language, its form, and the thanks', async () => {
  const browser = await browserOn(lab, 'pc2')
  try {
    const tab = await browser.newPage({ locale: 'ru' })
    const complaints: string[] = []
    tab.on('pageerror', (error) => complaints.push(String(error)))
    tab.on('console', (message) => void (/policy/i.test(message.text()) && complaints.push(message.text())))
    const [answer] = await Promise.all([tab.waitForResponse('http://vk.test/*'), tab.goto('http://vk.test/feed?a=1')])
    assert.is(answer.status(), 403)
    const said = await tab.locator('body').innerText()
    assert.match(said, 'vk.test')
    assert.match(said, 'белом списке')
    const canary = '"><img src=x onerror=document.title=1> қажет'
    await tab.locator('textarea').fill(canary)
    await tab.locator('button').click()
    await tab.waitForURL('http://vk.test/.aqtizim/ask')
    assert.match(await tab.locator('body').innerText(), 'Просьба отправлена')
    const asked = (await requests()).find(({ name }) => name === 'vk.test')
    assert.equal([asked?.pcs.includes('PC-02'), asked?.reasons.includes(canary)], [true, true])
    // An address without a page to show, over TLS, ends at once and not after a minute.
    await tab.goto('https://vk.test/').then(
      () => assert.unreachable('a refused site answered over TLS'),
      (error: Error) => assert.match(error.message, /ERR_CONNECTION_(CLOSED|RESET)/),
    )
    assert.equal(complaints, [])
  } finally {
    await browser.close()
  }
})

test('one PC cannot fill the queue', async () => {
  for (let turn = 0; turn < 8; turn++) await ask(`s${turn}.vk.test`, 'x')
  assert.ok((await requests()).length <= 5)
  assert.match((await ask('one-more.vk.test', 'x', 'en')).stdout, 'Too many requests')
  // Nor with another address, which it gives itself.
  await lab.station('pc1').must(['ip', 'address', 'add', '192.168.1.177/24', 'dev', 'eth0'])
  const { address6 } = networkOf('lan')
  for (const more of [
    ['--interface', '192.168.1.177'],
    ['--connect-to', `::[${address6}]:80`],
  ])
    assert.match((await ask('one-more.vk.test', 'x', 'en', more)).stdout, 'Too many requests', more.join(' '))
})

test('with the daemon dead the page says so, and what was asked is there again afterwards', async () => {
  const before = await requests()
  process.kill(aqtizim.daemon.pid, 'SIGKILL')
  await aqtizim.daemon.ended
  assert.match((await ask('vk.test', 'x', 'en')).stdout, 'The request was not sent')
  assert.ok(before.length > 0)
})

test.run()
