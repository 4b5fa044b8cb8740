/** What is said to the stats socket, and what is read out of its answers. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type AskGate, cut, GateRefusal, liveMaps, openConnections, updateMaps } from '../../src/firewall/gate.ts'

const test = suite('talk with the gate')

/** Answers by the command's first words, and keeps what was said. */
function fakeGate(answers: Record<string, string>): { ask: AskGate; said: string[] } {
  const said: string[] = []
  const ask: AskGate = async (command) => {
    said.push(command)
    const known = Object.keys(answers).find((start) => command.startsWith(start))
    return known === undefined ? '\n' : (answers[known] ?? '')
  }
  return { ask, said }
}

const map = (path: string, text: string) => ({ path, text })

test('maps are loaded beside the live ones, and committed together at the end', async () => {
  const { ask, said } = fakeGate({ 'prepare map': 'New version created: 7\n\n' })
  await updateMaps(ask, [map('/r/a.map', 'a.kz aaaa\n'), map('/r/b.map', '')])
  assert.equal(said, [
    'prepare map /r/a.map',
    'add map @7 /r/a.map <<\na.kz aaaa\n\n',
    'prepare map /r/b.map',
    'commit map @7 /r/a.map; commit map @7 /r/b.map',
  ])
})

test('no command is longer than the gate can take', async () => {
  const { ask, said } = fakeGate({ 'prepare map': 'New version created: 1\n' })
  const lines = Array.from({ length: 3000 }, (_, n) => `${'x'.repeat(n % 200)}${n}.kz a-a-\n`)
  await updateMaps(ask, [map('/r/a.map', lines.join(''))])
  assert.is(Math.max(...said.map((command) => command.length)) < 16_000, true)
  assert.is(said.filter((command) => command.startsWith('add')).flatMap((c) => c.split('\n').slice(1, -2)).length, 3000)
})

test('a refusal clears what was prepared and commits nothing', async () => {
  const { ask, said } = fakeGate({ 'prepare map': 'New version created: 2\n', 'add map @2 /r/b': "'add map' failed\n" })
  const error = await updateMaps(ask, [map('/r/a.map', 'a.kz aaaa\n'), map('/r/b.map', 'b.kz aaaa\n')]).catch((e) => e)
  assert.instance(error, GateRefusal)
  assert.is(said.at(-1), 'clear map @2 /r/a.map')
  assert.is(
    said.some((command) => command.startsWith('commit')),
    false,
  )
})

for (const text of ['a.kz aaaa\n\tshutdown sessions\n', 'a.kz a;quit\n', 'a.kz\n', ' a.kz aaaa\n']) {
  test(`${JSON.stringify(text)} never reaches the gate`, async () => {
    const { ask, said } = fakeGate({})
    const error = await updateMaps(ask, [map('/r/a.map', text)]).catch((problem) => problem)
    assert.match(String(error), /not fit/)
    assert.equal(said, [])
  })
}

test('the live map is printed as the compiler prints it', async () => {
  const { ask } = fakeGate({ 'show map': '0x55a1 b.kz aaaa\n0x55a2 a.kz -r-r\n\n' })
  assert.equal(await liveMaps(ask, ['/r/a.map']), [map('/r/a.map', 'a.kz -r-r\nb.kz aaaa\n')])
  const unknown = fakeGate({ 'show map': 'Unknown map identifier. Please use #<id> or <file>.\n' })
  assert.instance(await liveMaps(unknown.ask, ['/r/a.map']).catch((problem) => problem), GateRefusal)
})

const table = [
  '# table: conns, type: string, size:8192, used:4',
  '0x1: key=192.168.1.107:36537\\ bilimland.kz use=1 exp=3997 conn_cur=1',
  '0x2: key=fd00:1::107:40000\\ vk.kz use=2 exp=5000 shard=0 conn_cur=1',
  '0x3: key=192.168.1.107:36600\\ over.kz use=0 exp=100 conn_cur=0',
  '0x4: key=192.168.1.9:36537\\ without-session.kz use=1 exp=100 conn_cur=0',
]
const sessions = [
  '0xa1: proto=tcpv4 src=192.168.1.107:36537 fe=web-l1 be=out-web srv=out ts=00 epoch=0 age=1s',
  '0xa2: proto=tcpv6 src=fd00:1::107:40000 fe=tls-l2 be=out-tls srv=out ts=00 epoch=0 age=1s',
  '0xa3: proto=tcpv4 src=192.168.1.107:36600 fe=web-l1 be=<NONE> srv=<none> ts=00 epoch=0 age=0s',
  '0xa4: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00 epoch=0 age=0s',
]
const answers = { 'show table': table.join('\n'), 'show sess': sessions.join('\n') }

test('open connections are those that the table tracks and a session carries', async () => {
  const { ask } = fakeGate(answers)
  assert.equal(await openConnections(ask), [
    { client: '192.168.1.107', port: 36537, name: 'bilimland.kz', sessionId: '0xa1' },
    { client: 'fd00:1::107', port: 40000, name: 'vk.kz', sessionId: '0xa2' },
  ])
})

test('cut names each session that it ends, and tells of one that will not end', async () => {
  const { ask, said } = fakeGate(answers)
  const { ended, left } = await cut(ask, ({ name }) => name === 'vk.kz')
  assert.is(left, 1)
  assert.equal(
    ended.map(({ sessionId }) => sessionId),
    ['0xa2'],
  )
  assert.equal([...new Set(said.filter((command) => command.startsWith('shut')))], ['shutdown session 0xa2'])
})

test('many sessions are ended by few commands, none of which is longer than the gate reads', async () => {
  const ids = Array.from({ length: 1000 }, (_, at) => `0x7f00deadb${at.toString(16).padStart(3, '0')}`)
  const port = (at: number) => 10_000 + at
  const { ask, said } = fakeGate({
    'show table': ids.map((id, at) => `${id}: key=192.168.1.107:${port(at)}\\ vk.kz use=1 exp=0`).join('\n'),
    'show sess': ids.map((id, at) => `${id}: proto=tcpv4 src=192.168.1.107:${port(at)} fe=tls-l1 be=x`).join('\n'),
  })
  assert.is((await cut(ask, () => true)).ended.length, 1000)
  const shut = new Set(said.filter((command) => command.startsWith('shut')))
  assert.is(shut.size, 4)
  assert.ok([...shut].every((command) => command.length < 12_000))
})

test('nothing to cut is nothing said', async () => {
  const { ask, said } = fakeGate(answers)
  assert.equal(await cut(ask, () => false), { ended: [], left: 0 })
  assert.equal(said, ['show table conns', 'show sess'])
})

test.run()
