/** A drill in the lab: a real browser on a PC of a room, the real gate and resolver, and the daemon's own record. */
import { fileURLToPath } from 'node:url'
import { connect } from 'ubus-client'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import type { Contract } from '../../src/luci-bridge/contract.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { browserOn } from './browser-on.ts'
import { type Lab, startLab } from './lab.ts'
import { networkOf, stationOf } from './map.ts'

const test = suite('a drill in the lab')
let lab: Lab
let aqtizim: Aqtizim
const list = fileURLToPath(new URL('lists/first.yaml', import.meta.url))
const page = `http://${networkOf('lan').address4}/.aqtizim/drill`

test.before(async () => {
  await bundle()
  lab = await startLab()
  aqtizim = await installAqtizim(lab)
  const { status, stderr } = await aqtizim.command('approve', list, '--by', 'А. Директор', '--date', '2026-09-01')
  assert.is(status, 0, stderr)
})
test.after(() => lab?.stop())

type DrillCall = 'drill_start' | 'drill_stop' | 'drill_list' | 'drill_get'
async function call<Name extends DrillCall>(name: Name, args: Contract[Name]['arguments']) {
  const ubus = connect({ path: aqtizim.socket })
  try {
    await ubus.ready()
    return (await ubus.call('aqtizim', name, { ...args })) as unknown as Contract[Name]['result']
  } finally {
    await ubus.close()
  }
}

const curl = (...words: string[]) => lab.station('pc1').run(['curl', '-s', '--max-time', '5', ...words])

test('nobody opens the page before the teacher opens a drill', async () => {
  const { stdout } = await curl('-w', '%{http_code}', page)
  assert.match(stdout, /Бұл кабинетте тексеру ашылмаған[\s\S]*403$/)
  assert.match((await curl('-X', 'POST', '-H', 'Content-Type: application/json', '-d', '{}', page)).stdout, /^\{\}$/)
})

test('a browser of the room tries the names, and each verdict stands on the router’s own record', async () => {
  const started = await call('drill_start', { room: 'informatics', minutes: 10 })
  assert.ok(started.addresses.includes(page))
  const browser = await browserOn(lab, 'pc1')
  try {
    const tab = await browser.newPage({ locale: 'ru' })
    const complaints: string[] = []
    tab.on('pageerror', (error) => complaints.push(String(error)))
    tab.on('console', (message) => void (/policy/i.test(message.text()) && complaints.push(message.text())))
    await tab.goto(page)
    assert.match(await tab.locator('.name').innerText(), /Информатика кабинеті · PC-01/)
    await tab.locator('#go').click()
    await tab.waitForSelector('html[data-state]', { timeout: 90_000 })
    assert.is(await tab.locator('html').getAttribute('data-state'), 'done')
    const cell = (name: string) => tab.locator(`tr:has(td:text-is("${name}")) td:last-child`).innerText()
    assert.is(await cell('vk.com'), 'не пустил белый список')
    assert.is(await cell('bilimland.test'), 'открылся')
    assert.equal(complaints, [])
  } finally {
    await browser.close()
  }
  const { runs, ...summary } = await call('drill_get', { id: started.id })
  const [run] = runs
  assert.equal([runs.length, run?.pc, run?.version, run?.ip], [1, 'PC-01', 1, stationOf('pc1').address4])
  const probe = (name: string) => run?.probes.find((each) => each.name === name)
  const vk = probe('vk.com')
  assert.equal([vk?.verdict, vk?.resolver, vk?.why], ['refused', 'refused', 'unlisted'])
  assert.ok([vk?.gateHttp, vk?.gateTls].includes('refused'), JSON.stringify(vk))
  assert.is(probe('198.51.100.7')?.why, 'no-name')
  for (const each of run?.probes ?? [])
    if (each.expected === 'shut') assert.is(each.verdict, 'refused', `${each.name}: ${JSON.stringify(each)}`)
  for (const name of ['bilimland.test', 'www.exact.test', 'v6only.test', 'ports.test'])
    assert.is(probe(name)?.verdict, 'opened', JSON.stringify(probe(name)))
  const missing = (run?.probes ?? []).filter(({ verdict, expected }) => expected === 'open' && verdict !== 'opened')
  assert.equal(summary.wrong.map(({ name }) => name).sort(), missing.map(({ name }) => name).sort())
})

test('a PC of another room, the teacher’s machine and the wire outside have no page', async () => {
  const other = `http://${networkOf('media').address4}/.aqtizim/drill`
  const { stdout } = await lab.station('pc3').run(['curl', '-s', '--max-time', '5', other])
  assert.match(stdout, /Бұл кабинетте тексеру ашылмаған/)
  const outside = await lab.internet.run(['curl', '-s', '--max-time', '3', 'http://198.18.0.2/.aqtizim/drill'])
  assert.not.match(outside.stdout, /тексеру/)
})

test('the page is no way to a refused site, nor to the daemon by another name', async () => {
  for (const host of ['vk.test', 'bilimland.test']) {
    const { stdout } = await curl('-H', 'Content-Type: application/json', '-d', '{}', `http://${host}/.aqtizim/drill`)
    assert.not.match(stdout, /^\{\}$/, host)
  }
})

test('once it is shut, the page is too; the journal has the drill', async () => {
  assert.ok((await call('drill_stop', { room: 'informatics' })).stopped)
  assert.match((await curl(page)).stdout, /Бұл кабинетте тексеру ашылмаған/)
  const [drill] = (await call('drill_list', {})).drills
  assert.equal([drill?.open, drill?.pcs], [false, 1])
  const events = (await aqtizim.journal()).filter((row) => 'event' in row && String(row.event).startsWith('drill'))
  assert.is(events.length, 3)
})

test.run()
