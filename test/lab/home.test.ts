/** The room's home page in a browser of a PC: sites and search, what did not open and the request, and a dead daemon. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { browserOn } from './browser-on.ts'
import { type Lab, startLab } from './lab.ts'

const test = suite('the home page of a room')
let lab: Lab
let aqtizim: Aqtizim
test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab)
  const list = fileURLToPath(new URL('lists/first.yaml', import.meta.url))
  const approved = await aqtizim.command('approve', list, '--by', 'A. Director', '--date', '2026-10-01')
  assert.is(approved.status, 0, approved.stderr)
})
test.after(() => lab?.stop())

const requests = async () => {
  const { stdout } = await aqtizim.command('requests', '--json')
  return JSON.parse(stdout) as { name: string; pcs: string[]; reasons: string[] }[]
}

test('a pupil finds a site, learns what did not open, and asks for it; without the daemon the sites stay', async () => {
  const browser = await browserOn(lab, 'pc1')
  try {
    const tab = await browser.newPage({ locale: 'ru' })
    const complaints: string[] = []
    tab.on('pageerror', (error) => complaints.push(String(error)))
    tab.on('console', (message) => void (/policy/i.test(message.text()) && complaints.push(message.text())))
    await tab.goto('http://aqtizim.room/')
    await tab.waitForSelector('html[data-state=done]')
    const all = await tab.locator('#sites a').count()
    assert.ok(all > 3)
    await tab.locator('#search').fill('bilimland')
    const link = tab.locator('#sites a').first()
    assert.equal(
      [await tab.locator('#sites a').count(), await link.getAttribute('href')],
      [1, 'https://bilimland.test/'],
    )

    const other = await browser.newPage()
    await other.goto('https://vk.test/').then(
      () => assert.unreachable('a refused site answered over TLS'),
      (error: Error) => assert.match(error.message, /ERR_/),
    )
    await other.close()
    await tab.goto('http://192.168.1.1/?lang=en')
    await tab.waitForSelector('html[data-state=done]')
    await until('what did not open is told', async () => {
      await tab.locator('#look').click()
      await tab.locator('#refused p, #refused li').first().waitFor()
      return (await tab.locator('#refused').innerText()).includes('vk.test')
    })
    const canary = '<img src=x onerror=document.title=1> lesson'
    const item = tab.locator('#refused li', { hasText: 'vk.test' }).first()
    await item.locator('input').fill(canary)
    await item.locator('button').click()
    await item.getByText('The request was sent.').waitFor()
    const asked = (await requests()).find(({ name }) => name === 'vk.test')
    assert.equal([asked?.pcs, asked?.reasons], [['PC-01'], [canary]])

    process.kill(aqtizim.daemon.pid, 'SIGKILL')
    await aqtizim.daemon.ended
    await tab.goto('http://aqtizim.room/?lang=en')
    await tab.waitForSelector('html[data-state=done]')
    assert.is(await tab.locator('#sites a').count(), all)
    await tab.locator('#look').click()
    await tab.getByText('This cannot be shown just now.').waitFor()
    assert.equal(complaints, [])
  } finally {
    await browser.close()
  }
})

test.run()
