/** The checks that judge what was read: what is right is ok, and each thing that is wrong is named. */
import { createSocket } from 'node:dgram'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sharesOf } from '../../src/firewall/shares.ts'
import {
  checkApproved,
  checkEnforced,
  checkExporters,
  checkRecorder,
  checkSettings,
  checkSignature,
} from '../../src/health/approved.ts'
import { type Check, createTurns, failed, ok, silent, unknown, warning } from '../../src/health/check.ts'
import {
  checkAnswerSets,
  checkFront,
  checkGateAnswers,
  checkGateLists,
  checkQuestions,
  checkResolver,
  checkRules,
  checkTable,
  tablePart,
} from '../../src/health/engine-checks.ts'
import { probeTime } from '../../src/health/gate-probe.ts'
import {
  checkClock,
  checkDisk,
  checkNftset,
  checkProgram,
  checkTimeServer,
  checkZone,
  compareVersions,
  versionIn,
} from '../../src/health/router.ts'
import { checkFlows } from '../../src/health/shares.ts'
import { checkForwardLimit, checkInput, checkOffload, flowtableDevices } from '../../src/health/zones.ts'
import { routerZone } from '../../src/machine/time-zone.ts'
import { message } from '../../src/messages/message.ts'
import { room } from '../firewall/sample.ts'

const test = suite('checks')
const remedyOf = (check: Check) => check.remedy?.text ?? ''
const said = (output: string) => message('as-said', { output })
const is = (check: Check, verdict: Check['verdict'], words = /./) => {
  assert.is(check.verdict, verdict, check.what.text)
  assert.match(check.what.text, words)
  assert.match(check.what.text, /^[^\n]+[^.]\.$/)
  if (verdict === 'ok') assert.is(check.remedy, undefined)
  else assert.match(remedyOf(check), /^[^\n]+\.$/)
}

test('our table out of what nft lists of all', () => {
  const ours = 'table inet aqtizim {\n\tset l1_4 {\n\t\ttype ipv4_addr\n\t}\n\n\tchain early {\n\t\tdrop\n\t}\n}'
  const other = (name: string) => `table inet ${name} {\n\tchain aqtizim {\n\t}\n}\n`
  assert.is(tablePart(`${other('fw4')}${ours}\n${other('aqtizim_more')}`), ours)
  assert.is(tablePart(`${ours}\n`), ours)
  assert.is(tablePart(`${other('fw4')}${other('aqtizim_more')}`), '')
  assert.is(tablePart(''), '')
})

test("the kernel's table of connections", () => {
  const facts = { rooms: [room('informatics', 1), room('multimedia', 2)], flowsMax: 16_384 }
  is(checkFlows({ count: 40, max: 16_384 }, facts), 'ok', /40 of 16384 connections; the rooms can take 8190/)
  is(checkFlows({ count: 14_800, max: 16_384 }, facts), 'failed', /nearly full/)
  is(checkFlows({ count: 40, max: 8192 }, facts), 'failed', /takes 8192 connections, and the rooms may take 8190/)
  is(checkFlows({ count: 40, max: 2048 }, { ...facts, flowsMax: 2048 }), 'warning', /each network of a room has 340/)
  is(checkFlows({ count: undefined, max: undefined }, facts), 'unknown')
})

test('what the rooms may take is half of the table at most, whatever its size and their number', () => {
  for (const flowsMax of [64, 1024, 2048, 16_384, 31_680, 65_536, 262_144])
    for (const count of [1, 2, 7, 30]) {
      const rooms = Array.from({ length: count }, (_, at) => room(`room${at}`, at))
      const { taken, ...of } = sharesOf({ rooms, flowsMax })
      if (flowsMax >= 6 * count) assert.ok(taken <= flowsMax / 2, `${taken} of ${flowsMax}`)
      assert.ok(of.gateOfCard <= of.gate && of.pastOfCard <= of.past && Math.min(...Object.values(of)) >= 1)
    }
})

test('the sets of answered addresses', () => {
  const set = (whose: string, elements: number, size = 1000) => ({ set: `${whose}_4`, whose, elements, size })
  is(checkAnswerSets([]), 'ok')
  is(checkAnswerSets([set('l1', 700), set('p1', 79, 100), set('l2', 0)]), 'ok', /of p1, has 79 of 100 places taken\.$/)
  is(checkAnswerSets([set('l1', 799)]), 'ok')
  is(checkAnswerSets([set('l1', 0), set('l2', 800)]), 'failed', /of l2 is nearly full: 800 of 1000/)
})

test('the table', () => {
  is(checkTable({ expected: 'a\nb', found: 'a\nb' }), 'ok')
  is(checkTable({ expected: 'a\nb', found: 'a\nx accept\nb' }), 'failed', /x accept/)
  is(checkTable({ expected: 'a\nb', found: 'a' }), 'failed', /difference: b/)
  is(checkTable({ expected: 'a', found: undefined }), 'failed', /not in the kernel/)
  is(checkTable({ expected: undefined, found: 'a' }), 'unknown')
})

test('the route lock and what stands before it', () => {
  is(checkRules([]), 'ok')
  is(checkRules(['IPv4 from all iif br-lan unreachable']), 'failed', /br-lan unreachable/)
  is(checkRules(undefined), 'unknown')
  is(checkFront([]), 'ok')
  const front = checkFront([{ priority: 100, text: 'from all iif br-lan lookup main' }])
  is(front, 'failed', /iif br-lan/)
  assert.match(remedyOf(front), /ip rule del priority 100 /)
})

test('a resolver has to be right both ways', () => {
  const group = { key: 'l1', rooms: [room('informatics', 1)] }
  const [router = ''] = group.rooms[0]?.addresses4 ?? []
  const marker = { code: 'ENOTFOUND' }
  is(checkResolver({ group, marker, unlisted: [router] }), 'ok')
  is(checkResolver({ group, marker: [router], unlisted: [router] }), 'failed', /another list/)
  is(checkResolver({ group, marker, unlisted: ['198.18.10.20'] }), 'failed', /198\.18\.10\.20/)
  is(checkResolver({ group, marker, unlisted: { code: 'ENODATA' } }), 'failed', /ENODATA/)
  is(checkResolver({ group, marker: { code: 'ETIMEOUT' }, unlisted: { code: 'ETIMEOUT' } }), 'failed', /not answer/)
  is(checkResolver({ group, marker: { code: 'ECONNREFUSED' }, unlisted: [router] }), 'failed', /not answer/)
})

test('the gate has to hold its lists, and to refuse', () => {
  is(checkGateLists({ different: [] }), 'ok')
  is(checkGateLists({ different: ['/var/run/aqtizim/gate-l1.map'] }), 'failed', /: gate-l1\.map\./)
  is(checkGateLists({ different: undefined }), 'failed', /not answer/)
  is(checkGateAnswers({ probes: [{ room: 'a', status: 403 }] }), 'ok')
  is(
    checkGateAnswers({
      probes: [
        { room: 'a', status: 403 },
        { room: 'b', status: 200 },
      ],
    }),
    'failed',
    /of b .* 200/,
  )
  is(checkGateAnswers({ probes: [{ room: 'a', status: 0, error: 'ECONNREFUSED' }] }), 'failed', /ECONNREFUSED/)
})

test('dropped questions are a figure, and a warning while they last', () => {
  is(checkQuestions([]), 'ok', /; 0 since/)
  is(checkQuestions([{ room: 'lab', total: 70, recent: 0 }]), 'ok', /; 70 since/)
  const two = [
    { room: 'a', total: 70, recent: 0 },
    { room: 'b', total: 9, recent: 4 },
  ]
  is(checkQuestions(two), 'warning', /^4 questions .* in b; 79 since/)
})

test('the router has to give the time, and to take many questions', () => {
  is(checkTimeServer(undefined), 'ok')
  const silent = checkTimeServer('ECONNREFUSED')
  is(silent, 'failed', /asks for the time \(ECONNREFUSED\)/)
  assert.match(remedyOf(silent), /enable_server='1'.*service sysntpd restart/)
  const router = ['127.0.0.1#53']
  const dhcp = (more: Record<string, string>) => ({ cfg1: { '.type': 'dnsmasq', ...more } })
  is(checkForwardLimit(dhcp({}), router), 'warning', /takes 150 questions/)
  is(checkForwardLimit(dhcp({ dnsforwardmax: '150' }), router), 'warning')
  is(checkForwardLimit(dhcp({ dnsforwardmax: '600' }), router), 'warning', /takes 600/)
  is(checkForwardLimit(dhcp({ dnsforwardmax: '1500' }), router), 'ok', /takes 1500/)
  is(checkForwardLimit(dhcp({ dnsforwardmax: 'many' }), ['::1']), 'warning')
  is(checkForwardLimit(dhcp({}), ['192.0.2.1#53', '127.0.0.1#5353']), 'ok', /does not ask/)
  for (const none of [null, {}]) is(checkForwardLimit(none, router), 'ok')
  is(checkForwardLimit(undefined, router), 'unknown')
})

test('a time server is one that answers as a server', async () => {
  const heard: Buffer[] = []
  const serve = async (answer: Buffer | undefined) => {
    const server = createSocket('udp4')
    server.on('message', (question, { port, address }) => {
      heard.push(question)
      if (answer !== undefined) server.send(answer, port, address)
    })
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
    const fault = await probeTime('127.0.0.1', answer === undefined ? 50 : 60_000, server.address().port)
    server.close()
    return fault
  }
  const ofServer = Buffer.alloc(48)
  ofServer[0] = 0x24
  assert.is(await serve(ofServer), undefined)
  assert.is(await serve(Buffer.alloc(48)), 'it does not speak NTP')
  assert.is(await serve(Buffer.from('far-server')), 'it does not speak NTP')
  assert.is(await serve(undefined), 'ETIMEOUT')
  assert.ok(heard.every((question) => question.length === 48 && question[0] === 0x23))
})

test('the clock', () => {
  const now = Date.parse('2026-10-05T04:12:00Z')
  is(checkClock(now, undefined), 'ok', /2026-10-05 04:12 UTC/)
  is(checkClock(now, now - 1), 'ok')
  is(checkClock(now, now + 1), 'failed', /behind/)
  is(checkClock(3_600_000, undefined), 'failed', /1970/)
})

test("the zone has to be one, and the school's own", () => {
  const now = Date.parse('2026-10-05T09:00:00Z')
  const judged = (named: string, posix: string) =>
    checkZone(routerZone({ system: { '.type': 'system', zonename: named, timezone: posix } }), now)
  is(judged('Asia/Almaty', '<+05>-5'), 'ok', /Asia\/Almaty, \+05:00/)
  is(judged('', '<+05>-5'), 'ok', /\+05:00/)
  is(judged('Europe/Berlin', 'CET-1CEST,M3.5.0,M10.5.0/3'), 'ok', /Europe\/Berlin, \+02:00/)
  is(judged('Asia/Almaty', ''), 'ok')
  // Summer time makes the difference, later in the year.
  is(judged('Europe/Berlin', '<+02>-2'), 'failed', /two different/)
  is(judged('UTC', '<+05>-5'), 'failed', /zonename 'UTC' and timezone '<\+05>-5'; .*Etc\/GMT-5/)
  is(judged('Asia/Almaty', '<+06>-6'), 'failed', /'Asia\/Almaty' and timezone '<\+06>-6'/)
  is(judged('Asia/Almaty', 'GMT0'), 'failed', /two different/)
  for (const [named, posix] of [
    ['UTC', 'GMT0'],
    ['', ''],
    ['Etc/UTC', 'UTC'],
    ['UTC', ''],
  ] as const)
    is(judged(named, posix), 'failed', /is UTC/)
  is(judged('Mars/Olympus', ''), 'failed', /No time zone .*'Mars\/Olympus'/)
  is(judged('', 'nonsense'), 'failed', /'nonsense'/)
  assert.match(remedyOf(judged('UTC', 'GMT0')), /uci set system\.@system\[0\]\.zonename='Asia\/Almaty'/)
})

test('the disk', () => {
  is(checkDisk('/j', 100e6), 'ok')
  is(checkDisk('/j', 5e6), 'warning')
  is(checkDisk('/j', 0), 'failed')
  is(checkDisk('/j', undefined), 'failed', /\/j cannot be read/)
})

test('versions of programs', () => {
  assert.equal(
    [
      'nftables v1.0.6 (Lester Gooch #5)',
      'Dnsmasq version 2.90  Copyright (c) 2000-2024',
      'HAProxy version 2.6.12-1+deb12u4 2026/10/17',
      'conntrack v1.4.7 (conntrack-tools)',
      'v20.20.2',
    ].map(versionIn),
    ['1.0.6', '2.90', '2.6.12', '1.4.7', '20.20.2'],
  )
  assert.equal([compareVersions('2.9', '2.90'), compareVersions('20.1', '20'), compareVersions('1.0', '1')], [-1, 1, 0])
  is(checkProgram('dnsmasq', 'Dnsmasq version 2.90'), 'ok')
  is(checkProgram('dnsmasq', 'Dnsmasq version 2.89'), 'failed', /2\.89 is too old/)
  is(checkProgram('haproxy', undefined), 'failed', /missing/)
  is(checkProgram('nft', 'nothing'), 'unknown')
})

test('dnsmasq has to have nftset', () => {
  const built = (options: string) => `Dnsmasq version 2.90\nCompile time options: IPv6 ${options} no-auth\n`
  is(checkNftset(built('nftset')), 'ok')
  const stock = checkNftset(built('no-ipset no-nftset'))
  is(stock, 'failed')
  assert.match(remedyOf(stock), /dnsmasq-full/)
  is(checkNftset(undefined), 'unknown')
})

const place = { devices: ['br-lan'], networks: ['lan'] }
const defaults = (more = {}) => ({ d: { '.type': 'defaults', input: 'REJECT', ...more } })

test('flow offloading', () => {
  const json = (dev: unknown) => JSON.stringify({ nftables: [{ metainfo: {} }, { flowtable: { name: 'ft', dev } }] })
  assert.equal(flowtableDevices(json(['br-lan', 'wan'])), ['br-lan', 'wan'])
  assert.equal(flowtableDevices(json('wan')), ['wan'])
  is(checkOffload(defaults(), ['wan'], place), 'ok')
  is(checkOffload(null, [], place), 'ok')
  is(checkOffload(defaults({ flow_offloading: '1' }), [], place), 'warning')
  is(checkOffload(defaults(), ['br-lan', 'wan'], place), 'failed', /br-lan/)
  is(checkOffload(defaults(), undefined, place), 'unknown')
})

test('the zone of a room has to let in what we redirect', () => {
  const ports = { tcp: [5450, 8440, 8480], udp: [5450, 123], ranges: ['123', '5450-5479'] }
  const zone = (more = {}) => ({ z: { '.type': 'zone', name: 'lab', network: ['lan'], ...more } })
  const rule = (more = {}) => ({
    r: {
      '.type': 'rule',
      src: 'lab',
      proto: ['tcp', 'udp'],
      dest_port: '123 5450 8440-8480',
      target: 'ACCEPT',
      ...more,
    },
  })
  is(checkInput(null, place, ports), 'ok')
  is(checkInput({ ...defaults(), ...zone({ input: 'ACCEPT' }) }, place, ports), 'ok')
  is(checkInput({ ...defaults(), ...zone({ network: ['guest'] }) }, place, ports), 'ok')
  const shut = checkInput({ ...defaults(), ...zone() }, place, ports)
  is(shut, 'failed', /zone lab/)
  assert.match(remedyOf(shut), /src 'lab', proto 'tcp udp', dest_port '123 5450-5479' and target 'ACCEPT'/)
  is(checkInput({ ...defaults(), ...zone({ input: 'DROP' }) }, place, ports), 'failed')
  is(checkInput({ ...defaults(), ...zone({ network: undefined, device: 'br-lan' }) }, place, ports), 'failed')
  is(checkInput({ ...defaults(), ...zone(), ...rule() }, place, ports), 'ok')
  is(checkInput({ ...defaults(), ...zone(), ...rule({ proto: 'all', dest_port: undefined }) }, place, ports), 'ok')
  const useless = [
    { enabled: '0' },
    { proto: 'tcp' },
    { src: 'lan' },
    { target: 'REJECT' },
    { dest_port: '123 5450' },
    { src_ip: '192.168.1.5' },
  ]
  for (const more of useless) is(checkInput({ ...defaults(), ...zone(), ...rule(more) }, place, ports), 'failed')
})

test('what was approved', () => {
  const seven = { version: 7, sha256: 'a' }
  const same = { inForce: seven, onDisk: seven, changes: [], faults: [] }
  is(checkApproved(same), 'ok', /Version 7/)
  is(checkApproved({ ...same, inForce: undefined, onDisk: undefined }), 'warning', /nothing opens/)
  is(checkApproved({ ...same, faults: [said('0008.json is missing.')] }), 'warning', /0008/)
  is(
    checkApproved({ ...same, onDisk: { version: 6, sha256: 'b' }, faults: [said('0007.yaml was changed.')] }),
    'failed',
    /0007/,
  )
  is(checkApproved({ ...same, onDisk: { version: 7, sha256: 'b' } }), 'failed')
  is(checkApproved({ ...same, highest: 7 }), 'ok')
  is(checkApproved({ ...same, highest: 8 }), 'failed', /Version 8.*missing/)
  is(checkApproved({ ...same, highest: 8, faults: [said('0008.json is missing.')] }), 'failed', /0008/)
  const stranger = message('version-file-fault', {
    file: '0009.yaml',
    fault: message('version-not-approved', { version: 9 }),
  })
  is(checkApproved({ ...same, highest: 7, faults: [stranger] }), 'failed', /0009/)
  is(checkApproved({ ...same, faults: [message('version-trace-missing', { file: 'x' })] }), 'failed', /x/)
  const change = { file: '0003.yaml', how: 'changed', at: Date.parse('2026-10-05T04:12:03Z'), uid: 1000 } as const
  is(
    checkApproved({ ...same, changes: [change] }),
    'failed',
    /^0003\.yaml was changed on 2026-10-05 04:12:03 UTC by the user 1000;/,
  )
  is(checkSignature(false, false, false), 'ok')
  is(checkSignature(true, true, true), 'ok')
  is(checkSignature(true, false, true), 'failed', /public key/)
  is(checkSignature(true, true, false), 'failed')
})

test('the daemon', () => {
  is(checkEnforced(true, true), 'ok')
  is(checkEnforced(false, true), 'failed')
  is(checkEnforced(false, false), 'failed', /switched off/)
  is(checkSettings([]), 'ok')
  is(
    checkSettings([said('main.language: "de" is not kk, ru or en'), said('x')]),
    'warning',
    /de" is not kk, ru or en \(and 1 more\)/,
  )
  is(checkRecorder([]), 'ok')
  is(checkExporters([]), 'ok')
  is(checkExporters([said('district: nothing listens there'), said('x')]), 'warning', /listens there \(and 1 more\)/)
  is(checkRecorder([said('the disk is full')]), 'failed', /disk is full/)
  // A loss is a warning for ten minutes, and what is wrong now goes before it.
  is(checkRecorder([], 90_000), 'warning', /2 min ago/)
  is(checkRecorder([], 600_000), 'ok')
  is(checkRecorder([said('the disk is full')], 90_000), 'failed', /disk is full/)
})

test('a check turns once', () => {
  const turns = createTurns()
  const dot = said('.')
  const turn = (...checks: Check[]) => turns(checks).map(({ check, now }) => `${check.id} ${now}`)
  assert.equal(turn(ok('a', dot), failed('b', dot, dot)), ['b failed'])
  assert.equal(turn(failed('a', dot, dot), failed('b', dot, dot)), ['a failed'])
  assert.equal(turn(unknown('a', dot, dot), warning('b', dot, dot)), ['b over'])
  assert.equal(turn(ok('a', dot), ok('b', dot)), ['a over'])
  assert.equal(turn(ok('a', dot), ok('b', dot)), [])
})

test('a silence is an alarm when it fails in two rounds, and its end tells how long it was', () => {
  const turns = createTurns()
  const dot = said('.')
  const at = (seconds: number, ...checks: Check[]) =>
    turns(checks, seconds * 1000).map(
      (turn) => `${turn.check.id} ${turn.now === 'over' ? `over ${turn.away}` : turn.now}`,
    )
  const late = silent('late', dot, dot)
  // One late answer.
  assert.equal([at(0, late), at(10, ok('late', dot))], [[], []])
  // Two looks of one round are one round.
  assert.equal([at(20, late), at(22, late), at(30, late), at(40, late)], [[], [], ['late failed'], []])
  assert.equal(at(50, unknown('late', dot, dot)), [])
  assert.equal(at(60, ok('late', dot)), ['late over 40000'])
  assert.equal(at(70, ok('late', dot)), [])
  // It answers at last, and wrongly: that is no late answer.
  assert.equal([at(80, late), at(81, failed('late', dot, dot))], [[], ['late failed']])
  assert.equal(at(90, ok('late', dot)), ['late over 10000'])
})

test('what does not answer is a silence, what answers wrongly is none', () => {
  const [group, marker] = [{ key: 'l1', rooms: [room('informatics', 1)] }, { code: 'ENOTFOUND' }]
  const isSilence = (check: Check) => check.isSilence === true
  assert.ok(isSilence(checkResolver({ group, marker: { code: 'ETIMEOUT' }, unlisted: { code: 'ETIMEOUT' } })))
  assert.not(isSilence(checkResolver({ group, marker, unlisted: ['198.18.10.20'] })))
  assert.ok(isSilence(checkGateLists({ different: undefined })))
  assert.not(isSilence(checkGateLists({ different: ['x.map'] })))
  assert.ok(isSilence(checkGateAnswers({ probes: [{ room: 'a', status: 0, error: 'ETIMEOUT' }] })))
  assert.not(isSilence(checkGateAnswers({ probes: [{ room: 'a', status: 200 }] })))
  assert.ok(isSilence(checkTimeServer('ETIMEOUT')))
  const unread = (isUnread: boolean) => isSilence(checkTable({ expected: 'a', found: undefined, isUnread }))
  assert.equal([unread(true), unread(false)], [true, false])
})

test.run()
