/** A drill in the lab: a real browser on a PC of a room, the real gate and resolver, and the daemon's own record. */
import { fileURLToPath } from 'node:url'
import { connect, type InputTable } from 'ubus-client'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import type { Contract } from '../../src/luci-bridge/contract.ts'
import { hangMs } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { browserOn } from './browser-on.ts'
import { type Lab, startLab } from './lab.ts'
import { networkOf, stationOf } from './map.ts'
import { createNamespace } from './namespace.ts'

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
async function call<Name extends DrillCall>(name: Name, args: Contract[Name]['arguments'] & InputTable) {
  const ubus = connect({ path: aqtizim.socket })
  try {
    await ubus.ready()
    return (await ubus.call('aqtizim', name, { ...args })) as unknown as Contract[Name]['result']
  } finally {
    await ubus.close()
  }
}

const curl = (...words: string[]) => lab.station('pc1').run(['curl', '-s', ...words])

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
    await tab.waitForSelector('html[data-state]', { timeout: hangMs })
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

/** A phone that shares its own internet with a PC, by a cable: a site answers there that our router never passed on. */
async function plugInPhone(): Promise<void> {
  const phone = await createNamespace(lab.folder, 'phone', { 'resolv.conf': '' })
  const pc = lab.station('pc2')
  await pc.must(['ip', 'link', 'add', 'phone', 'type', 'veth', 'peer', 'name', 'pc', 'netns', String(phone.pid)])
  await pc.must(['ip', 'address', 'add', '192.168.43.2/24', 'dev', 'phone'])
  await pc.must(['ip', 'link', 'set', 'phone', 'up'])
  await phone.must(['ip', 'address', 'add', '192.168.43.1/24', 'dev', 'pc'])
  await phone.must(['ip', 'link', 'set', 'pc', 'up'])
  // Browsers know of many such sites that they are asked over TLS alone.
  const { key, cert } = lab.certificate
  const files = `{ key: fs.readFileSync('${key}'), cert: fs.readFileSync('${cert}') }`
  const site = `require('https').createServer(${files}, (_, answer) => answer.end()).listen(443, () => console.log('ready'))`
  await phone.start([process.execPath, '-e', site], { ready: /^ready$/ })
}

/** The provider lets nothing through to an address, and says nothing. */
async function blockAtProvider(address: string): Promise<void> {
  const rules = `add table inet provider
add chain inet provider silent { type filter hook input priority 0; }
add rule inet provider silent ip daddr ${address} drop
`
  await lab.internet.must(['nft', '-f', '-'], { input: rules })
}

test('a way out of our own, a provider that blocks and a PC that asks nobody are three verdicts', async () => {
  await plugInPhone()
  await blockAtProvider('198.18.10.4')
  await lab.station('pc2').must(['ip', 'route', 'add', 'unreachable', '192.168.44.1'])
  const own = '--host-resolver-rules=MAP ok.ru 192.168.43.1,MAP mega.nz 192.168.44.1'
  const browser = await browserOn(lab, 'pc2', [own])
  try {
    const tab = await browser.newPage({ locale: 'ru' })
    await tab.goto(page)
    await tab.locator('#go').click()
    await tab.waitForSelector('html[data-state=done]', { timeout: hangMs })
  } finally {
    await browser.close()
  }
  const [drill] = (await call('drill_list', {})).drills
  const { runs, wrong } = await call('drill_get', { id: drill?.id ?? '' })
  const probes = runs.find(({ pc }) => pc === 'PC-02')?.probes ?? []
  const verdictOf = (name: string) => probes.find((each) => each.name === name)
  assert.is(verdictOf('ok.ru')?.verdict, 'bypassed', JSON.stringify(verdictOf('ok.ru')))
  assert.is(verdictOf('mega.nz')?.verdict, 'no-trace', JSON.stringify(verdictOf('mega.nz')))
  assert.is(verdictOf('www.exact.test')?.verdict, 'elsewhere', JSON.stringify(verdictOf('www.exact.test')))
  assert.is(verdictOf('vk.com')?.verdict, 'refused')
  assert.is(verdictOf('bilimland.test')?.verdict, 'opened')
  const found = wrong.filter(({ pcs }) => pcs.includes('PC-02')).map(({ name, verdict }) => `${name} ${verdict}`)
  for (const each of ['ok.ru bypassed', 'mega.nz no-trace', 'www.exact.test elsewhere'])
    assert.ok(found.includes(each), each)
  // And so the paper says it, on the command line as well.
  const paper = await aqtizim.command('paper', 'drill', '--language', 'ru')
  assert.match(paper.stdout, /ok\.ru: открылся в обход маршрутизатора \(PC-02\)/)
})

test('a PC of another room, the teacher’s machine and the wire outside have no page', async () => {
  const other = `http://${networkOf('media').address4}/.aqtizim/drill`
  const { stdout } = await lab.station('pc3').run(['curl', '-s', other])
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
  assert.equal([drill?.open, drill?.pcs], [false, 2])
  const rows = await aqtizim.journal()
  const events = rows.filter((row) => 'event' in row && String(row.event).startsWith('drill'))
  assert.is(events.length, 4)
  // Who opens the router's own page does nothing that is refused.
  const own = rows.filter(({ site }) => site === networkOf('media').address4)
  assert.equal(
    own.map(({ pc, verdict, flows }) => [pc, verdict, flows]),
    [['PC-03', 'allowed', 1]],
  )
})

test.run()
