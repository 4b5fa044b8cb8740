/** One PC floods the gate; another one does not notice, and the kernel's tables stay small. */
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { node } from '../node.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { handsAt } from './client.ts'
import { type Lab, startLab } from './lab.ts'
import { networkOf } from './map.ts'

const test = suite('a flood from one PC')
const slow = 2400
const quick = 10_000
let lab: Lab
let router: Aqtizim

test.before(async () => {
  await bundle()
  lab = await startLab()
  router = await installAqtizim(lab)
  const list = join(import.meta.dirname, 'lists/first.yaml')
  const { status, stderr } = await router.command('approve', list, '--by', 'А. Директор', '--date', '2026-09-01')
  assert.is(status, 0, stderr)
})
test.after(() => lab?.stop())

const flooder = [...node, join(import.meta.dirname, 'flooder.ts')]
const flows = async () => Number(await lab.router.must(['conntrack', '-C']))

test('two hundred who ask for a site and never come to the end leave the form to others', async () => {
  const { address4, address6 } = networkOf('lan')
  const flood = await lab
    .machine('pc1')
    .start([...flooder, address4, address6, '200', '0', 'ask'], { ready: /^ready$/ })
  const form = ['curl', '--silent', '--write-out', '%{http_code}', '--data', 'reason=x']
  const { stdout } = await lab.machine('pc2').run([...form, '--output', '/dev/null', 'http://vk.test/.aqtizim/ask'])
  assert.is(stdout, '200')
  flood.close()
  assert.is(await flood.ended, 0)
})

test(`${slow} slow connections and ${quick} quick ones: five of five listed pages open meanwhile`, async () => {
  const resolve = async (type: string) =>
    (await lab.machine('pc1').must(['dig', '+short', 'bilimland.test', type])).trim().split('\n')[0] ?? ''
  const [address4, address6] = [await resolve('A'), await resolve('AAAA')]
  assert.match(`${address4} ${address6}`, /^[0-9.]+ [0-9a-f:]+$/)
  const said: string[] = []
  const flood = await lab.machine('pc1').start([...flooder, address4, address6, String(slow), String(quick)], {
    ready: /^ready$/,
    onLine: (line) => said.push(line),
  })
  const pages: string[] = []
  let most = 0
  for (const url of ['https://bilimland.test', 'http://bilimland.test', 'https://dual.test', 'http://dual.test']) {
    pages.push((await handsAt(lab, 'pc2', `flood-${pages.length}`).get(url)).outcome)
    most = Math.max(most, await flows())
  }
  pages.push((await handsAt(lab, 'pc3', 'flood-room').get('https://bilimland.test')).outcome)
  flood.close()
  assert.equal(pages, ['opens', 'opens', 'opens', 'opens', 'opens'])
  assert.is(await flood.ended, 0, said.join(' / '))
  most = Math.max(most, await flows())
  const counted = JSON.parse(said.at(-1) ?? '{}') as { slow: number; quick: number; held: number; connected: number }
  assert.is(counted.slow, slow)
  assert.ok(counted.quick >= quick, `${counted.quick} quick ones`)
  // It did get through to the gate, as far as one PC may.
  assert.ok(counted.connected > 200 && counted.held <= 300, JSON.stringify(counted))
  assert.ok(most < 4000, `${most} flows in the kernel's table`)
})

test('afterwards all is as before: the gate runs, the flooding PC too has its pages, the daemon answers', async () => {
  let turn = 0
  await until('the flooding PC opens a page', async () => {
    turn += 1
    return (await handsAt(lab, 'pc1', `after-${turn}`).get('https://bilimland.test')).outcome === 'opens'
  })
  assert.not.equal((await handsAt(lab, 'pc2', 'after-unlisted').get('http://vk.test')).outcome, 'opens')
  const status = async () => (await router.command('status')).stdout
  await until('no fault', async () => !/fault/.test(await status()), status)
})

test.run()
