/** Which other address the daemon names when one did not answer. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dnsAnswer, readDnsQuestion } from '../../src/firewall/dns-message.ts'
import { createOtherAddresses, readOtherAddressName } from '../../src/firewall/other-address.ts'
import fc from '../properties.ts'

const test = suite('other addresses')

const labels = (name: string) =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])

function query(name: string, type = 1): Buffer {
  const header = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
  // An OPT record, as HAProxy adds it.
  const opt = Buffer.from([0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([header, labels(name), Buffer.from([0, type, 0, 1]), opt])
}

const addressIn = (answer: Buffer | undefined, length: 4 | 16) =>
  answer?.readUInt16BE(6) === 1 ? answer.subarray(-length).toString('hex') : undefined

/** Answers out of a table, and a clock that the test moves. */
function make(table: Readonly<Record<string, readonly string[]>>, longOnes: Readonly<Record<string, string[]>> = {}) {
  let now = 0
  const asked: string[] = []
  const answer = createOtherAddresses({
    addresses: async (room, name, family) => {
      asked.push(`${room} ${name} ${family}`)
      return table[`${name} ${family}`] ?? []
    },
    long: (name, family) =>
      name in longOnes ? Promise.resolve(family === 4 ? (longOnes[name] ?? []) : []) : undefined,
    uptime: () => now,
  })
  return {
    asked,
    ask: async (name: string, type = 1) => addressIn(await answer(query(name, type)), type === 1 ? 4 : 16),
    answer,
    pass: (ms: number) => {
      now += ms
    },
  }
}

test('the first address that has not failed, until some minutes have passed', async () => {
  const { ask, asked, pass } = make({ 'two.kz 4': ['198.18.0.1', '198.18.0.2', '198.18.0.3'] })
  assert.is(await ask('C6120001.C6120001.tls.l1.two.kz'), 'c6120002')
  assert.is(await ask('C6120002.C6120001.tls.l1.two.kz'), 'c6120003')
  assert.is(await ask('C6120003.C6120001.tls.l2.two.kz'), undefined)
  // The other port knows nothing of it.
  assert.is(await ask('C6120002.C6120002.web.l1.two.kz'), 'c6120001')
  pass(181_000)
  assert.is(await ask('C6120002.C6120002.tls.l1.two.kz'), 'c6120001')
  assert.equal(asked.slice(0, 3), ['l1 two.kz 4', 'l1 two.kz 4', 'l2 two.kz 4'])
})

test('all addresses of a name whose answer is too long, and none of any other name', async () => {
  const { answer } = make({}, { 'long.kz': ['198.18.0.1', '198.18.0.2'] })
  const records = async (name: string, type = 1) => (await answer(query(name, type)))?.readUInt16BE(6)
  assert.is(await records('Long.kz'), 2)
  assert.is((await answer(query('long.kz')))?.subarray(-4).toString('hex'), 'c6120002')
  assert.is(await records('long.kz', 28), 0)
  assert.is(await records('long.kz', 16), 0)
  assert.is(await records('other.kz'), 0)
  // The resolver asks again where nobody was reached, and tells nobody that there is no address.
  const silent = createOtherAddresses({
    addresses: async () => [],
    long: () => Promise.reject(new Error('away')),
    uptime: () => 0,
  })
  assert.is(await silent(query('long.kz')), undefined)
})

test('IPv6, and IPv4 that is written in it', async () => {
  const { ask } = make({ 'a.kz 6': ['2001:db8::1', '2001:db8::2'], 'a.kz 4': ['198.18.0.1', '198.18.0.2'] })
  const first = '20010db8000000000000000000000001'
  assert.is(await ask(`${first}.${first}.tls.l1.a.kz`, 28), '20010db8000000000000000000000002')
  const mapped = '00000000000000000000FFFFC6120001'
  assert.is(await ask(`${mapped}.C6120001.tls.l1.a.kz`), 'c6120002')
})

test('a question that the gate did not make has no answer in it', async () => {
  const { ask, asked, answer } = make({ 'a.kz 4': ['198.18.0.1'] })
  for (const name of [
    ...['a.kz', 'C612.C6120001.tls.l1.a.kz', 'C6120002.tls.l1.a.kz', 'C6120002.C6120002.ssh.l1.a.kz'],
    ...['C6120002.C6120002.tls.room.a.kz', 'C6120002.C6120002.tls.l1', 'C6120002.C6120002.tls.l1.a\\kz'],
  ])
    assert.is(await ask(name), undefined, name)
  assert.is(await ask('C6120002.C6120002.tls.l1.a.kz', 16), undefined)
  assert.equal(asked, [])
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(17), query('a.kz').subarray(0, 14)])
    assert.is(await answer(bytes), undefined)
})

test('what fails to be looked up has an empty answer, and the gate goes on', async () => {
  const answer = createOtherAddresses({ addresses: () => Promise.reject(new Error('away')), uptime: () => 0 })
  const reply = await answer(query('C6120002.C6120002.tls.l1.a.kz'))
  assert.equal([reply?.readUInt16BE(0), reply?.readUInt16BE(2), reply?.readUInt16BE(6)], [0x1234, 0x8180, 0])
})

test('no message is misread, whatever is in it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const question = readDnsQuestion(Buffer.from(bytes))
      if (question === undefined) return
      const answer = dnsAnswer(question, [Buffer.from([198, 18, 0, 1])])
      assert.ok(answer.includes(question.bytes))
    }),
  )
  fc.assert(
    fc.property(fc.domain(), fc.ipV4(), fc.ipV6(), (name, four, six) => {
      const hex = Buffer.from(four.split('.').map(Number)).toString('hex')
      const read = readOtherAddressName(`${hex}.${hex}.web.l30.${name.toLowerCase()}`)
      assert.equal(read?.failed, [four, four], six)
      assert.is(readDnsQuestion(query(`${hex}.${name}`.slice(0, 60).replace(/\.+$/, '')))?.type, 'A')
    }),
  )
})

test.run()
