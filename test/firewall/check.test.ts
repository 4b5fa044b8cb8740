/** Tests that each engine's checker reads its part before anything takes force. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Candidate, check, writeFiles } from '../../src/firewall/check.ts'
import { message } from '../../src/messages/message.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('checkers')
const folder = '/run/next'
const candidate: Candidate = {
  table: 'add table inet aqtizim\n',
  resolvers: [{ path: '/run/dns-l1.conf', text: 'port=5450\n' }],
  gate: [{ path: `${folder}/haproxy.cfg`, text: 'global\n' }],
  gateConfig: `${folder}/haproxy.cfg`,
}
const files = { [`${folder}/.keep`]: '', '/run/dns-l1.conf': 'old\n' }
/** A machine on which one program refuses. */
const refusing = (program: string, answer = { status: 1, stderr: `${program} says no\n` }) =>
  fakeMachine(([name]) => (name === program ? answer : undefined), files)

test('each engine reads its part, and what stands is not touched', async () => {
  const machine = refusing('none')
  assert.is(await check(machine, folder, candidate), undefined)
  assert.equal(machine.ran.sort(), [
    `dnsmasq --test --conf-file=${folder}/dns-l1.conf`,
    `haproxy -c -f ${folder}/haproxy.cfg`,
    'nft -c -f -',
  ])
  assert.is(machine.files.readFileSync('/run/dns-l1.conf', 'utf8'), 'old\n')
  assert.is(machine.files.readFileSync(`${folder}/dns-l1.conf`, 'utf8'), 'port=5450\n')
})

test('who refuses is named with its own words', async () => {
  for (const engine of ['nft', 'dnsmasq', 'haproxy'] as const)
    assert.equal(
      await check(refusing(engine), folder, candidate),
      message('engine-refused', { engine, output: `${engine} says no` }),
    )
  const silent = refusing('nft', { status: 3, stderr: '' })
  const refusal = message('engine-exit-status', { engine: 'nft', status: 3 })
  assert.equal(await check(silent, folder, candidate), refusal)
})

test('what has not changed is not asked about', async () => {
  const machine = refusing('nft')
  assert.is(await check(machine, folder, { ...candidate, table: undefined, resolvers: [], gate: [] }), undefined)
  assert.equal(machine.ran, [])
})

test('a file is put in place in one step, and leaves nothing beside it', () => {
  const machine = refusing('none')
  writeFiles(machine, [{ path: '/run/dns-l1.conf', text: 'new\n' }])
  assert.is(machine.files.readFileSync('/run/dns-l1.conf', 'utf8'), 'new\n')
  assert.equal(machine.files.readdirSync('/run').sort(), ['dns-l1.conf', 'next'])
})

test.run()
