/** Tests the table of bypasses: none gets past, and a missing rule is noticed. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { findRules } from './bypasses/broken-rule.ts'
import type { Bypass } from './bypasses/bypass.ts'
import { ip4, tcp, tcpFlags, udp } from './bypasses/packets.ts'
import { isAttack } from './bypasses/report.ts'
import { runTable } from './bypasses/run.ts'
import { bypassPhases, steadyBypasses } from './bypasses/table.ts'
import { readWire } from './bypasses/wire.ts'

const test = suite('bypasses')

/** The first phase with some of its attempts. */
function first(chosen: (bypass: Bypass) => boolean) {
  return bypassPhases.slice(0, 1).map((phase) => ({ ...phase, attempts: phase.attempts.filter(chosen) }))
}

const named = (...ids: string[]) => first(({ id }) => ids.includes(id))

async function pastOf(
  settings: Parameters<typeof runTable>[0],
): Promise<{ past: string[]; strays: readonly string[] }> {
  const { results, strays } = await runTable(settings)
  return { past: results.filter(({ faults }) => faults.length > 0).map(({ attempt }) => attempt.id), strays }
}

/** One or two of each kind. */
const sample = [
  ...['own-udp', 'own-tcp-v6', 'other-port', 'edns-data-udp', 'tls-unlisted', 'tls-shared', 'hello-two-records'],
  ...['web-host', 'web-pipelined', 'web-two-hosts', 'udp-quic', 'tcp-tor-v6', 'ip-47', 'icmp-v6', 'nmap-syn'],
  ...['nobody-4', 'nobody-6', 'source-4-0', 'source-6-0', 'exempt-mac', 'new-address', 'routing-0', 'fragments-v6'],
  ...[
    'martian-0',
    'martian-10',
    'teacher-445',
    'room-445-v6',
    'router-wan',
    'page-here-http',
    'rebind-wan-http',
    'in-tcp',
  ],
]

test('every attempt has an id of its own', () => {
  const ids = bypassPhases.flatMap(({ attempts }) => attempts.map(({ id }) => id))
  assert.is(new Set(ids).size, ids.length)
  assert.equal(
    sample.filter((id) => !ids.includes(id)),
    [],
  )
})

test('on a plain router the attempts get past', async () => {
  const { past } = await pastOf({ nameCheck: true, plain: true, phases: named(...sample) })
  assert.equal(
    sample.filter((id) => !past.includes(id)),
    [],
  )
})

test('nothing gets past, from all over the table', async () => {
  await bundle()
  const phases = first((bypass) => sample.includes(bypass.id) || steadyBypasses.indexOf(bypass) % 9 === 0)
  const { past, strays } = await pastOf({ nameCheck: true, phases })
  assert.equal(strays, [])
  // On a busy computer an answer may come too late for its attempt: one alone is made once more, by itself.
  assert.ok(past.length <= 1, past.join(', '))
  if (past.length > 0) assert.equal(await pastOf({ nameCheck: true, phases: named(...past) }), { past: [], strays: [] })
})

test('what may open does open', () => {
  const controls = bypassPhases.flatMap(({ attempts }) => attempts.filter((bypass) => !isAttack(bypass)))
  assert.ok(controls.length > 10)
})

test('without a rule, deleted by hand, its attempt gets past and no other', async () => {
  const broken = {
    'input_informatics: goto refuse': 'router-wan',
    'early_rooms: ip saddr != 0.0.0.0 fib': 'source-4-0',
    'room_errors: icmp ': 'nobody-4',
  }
  const ids = Object.values(broken)
  const phases = named(...ids, 'own-udp', 'teacher-445', 'source-6-0', 'nobody-6')
  const past = new Set<string>()
  // The kernel limits how many errors it sends: on a busy computer one of them may take a second run.
  for (let run = 0; run < 3 && past.size < ids.length; run += 1)
    for (const id of (await pastOf({ nameCheck: true, phases, breakRules: Object.keys(broken) })).past) past.add(id)
  assert.equal([...past].sort(), ids.sort())
})

test('rules are found by chain and text', () => {
  const listed = [
    'table inet aqtizim { # handle 9',
    '\tchain input_a { # handle 3',
    '\t\tct state invalid drop # handle 7',
    '\t\tgoto refuse_a # handle 8',
    '\t}',
    '}',
  ].join('\n')
  assert.equal(findRules(listed, 'input_a: goto'), [{ chain: 'input_a', handle: '8', text: 'goto refuse_a' }])
  assert.equal(findRules(listed, 'chain'), [])
})

test('packets have the checksums that the RFCs ask for', () => {
  // A sum over a part that contains its own checksum is zero (RFC 1071).
  const sum = (bytes: Buffer) => {
    let total = 0
    for (let at = 0; at < bytes.length; at += 2) total += bytes.readUInt16BE(at)
    while (total > 0xffff) total = (total & 0xffff) + (total >>> 16)
    return total
  }
  const ends = { from: '192.168.1.101', to: '198.18.70.1' }
  const pseudo = (protocol: number, length: number) =>
    Buffer.from([192, 168, 1, 101, 198, 18, 70, 1, 0, protocol, 0, length])
  const datagram = udp(ends, 1000, 53, 'data')
  assert.is(sum(Buffer.concat([pseudo(17, datagram.length), datagram])), 0xffff)
  const segment = tcp(ends, 1000, 80, tcpFlags.syn)
  assert.is(sum(Buffer.concat([pseudo(6, segment.length), segment])), 0xffff)
  assert.is(sum(ip4(ends, 17, datagram).subarray(0, 20)), 0xffff)
})

test('the wire tells what is new since it was last read', () => {
  const element = (packets: number) => ({ elem: { val: { concat: ['198.18.70.1', 'tcp', 22] }, counter: { packets } } })
  const listed = (packets: number) =>
    JSON.stringify({ nftables: [{ set: { name: 'ports4', elem: [element(packets)] } }] })
  const counts = new Map<string, number>()
  const seen = { place: 'internet', kind: 'packet', at: 5, address: '198.18.70.1', protocol: 'tcp', port: 22 }
  assert.equal(readWire(listed(1), 'internet', counts, 5), [seen])
  assert.equal(readWire(listed(1), 'internet', counts, 6), [])
  assert.equal(readWire(listed(2), 'internet', counts, 7), [{ ...seen, at: 7 }])
})

test.run()
