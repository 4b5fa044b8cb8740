/** Tests readings of a real kernel: bridge ports and neighbours. */
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { createFlapDetector } from '../../src/alarms/flap-detector.ts'
import { parseArp, parseForwarding, parseSpeaking } from '../../src/kernel/neighbour-table.ts'
import { enterOwnNamespace, mustRun } from '../firewall/own-namespace.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('who is where')
const [mac, thief] = ['02:00:00:00:00:07', '02:00:00:00:00:66']
const ip = (...words: string[]) => mustRun(['ip', ...words])

test.before(() => {
  // /sys shows the devices of the namespace in which it was mounted.
  mustRun(['mount', '-t', 'sysfs', 'sysfs', '/sys'])
  ip('link', 'add', 'br-lan', 'type', 'bridge', 'stp_state', '0', 'forward_delay', '0')
  ip('link', 'set', 'br-lan', 'up')
  ip('address', 'add', '192.168.1.1/24', 'dev', 'br-lan')
  for (const number of [1, 2]) {
    ip('link', 'add', `port${number}`, 'type', 'veth', 'peer', 'name', `pc${number}`, 'address', mac)
    ip('link', 'set', `port${number}`, 'master', 'br-lan', 'up')
    // Nothing is said but what the test says.
    mustRun(['sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/pc${number}/disable_ipv6`])
    ip('link', 'set', `pc${number}`, 'up')
    ip('address', 'add', `10.0.${number}.7/24`, 'dev', `pc${number}`)
  }
})

/** The kernel asks aloud who has the address: a frame that every port of the bridge sees. */
async function speak(number: number): Promise<void> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.send('x', 9, `10.0.${number}.9`, () => resolve()))
  socket.close()
}

const portOf = () =>
  parseForwarding(readFileSync('/sys/class/net/br-lan/brforward')).find((entry) => entry.mac === mac)?.port

test('two devices with one MAC take turns behind two ports', async () => {
  const flips = createFlapDetector()
  const seen: (number | string | undefined)[][] = []
  for (const number of [1, 2, 1]) {
    ip('neigh', 'flush', 'all')
    await speak(number)
    await until(`the bridge knows port ${number}`, () => portOf() === number)
    seen.push([portOf(), flips('br-lan', mac, String(portOf()), seen.length * 1000)])
  }
  assert.equal(seen, [
    [1, undefined],
    [2, undefined],
    [1, '2'],
  ])
})

test('an address that two claim', () => {
  const flips = createFlapDetector()
  const seen = [mac, thief, mac].map((owner, at) => {
    ip('neigh', 'replace', '192.168.1.107', 'lladdr', owner, 'dev', 'br-lan', 'nud', 'reachable')
    const claim = parseArp(readFileSync('/proc/net/arp', 'latin1')).find(({ address }) => address === '192.168.1.107')
    return [claim?.device, claim?.mac, flips('br-lan', '192.168.1.107', claim?.mac ?? '', at * 1000)]
  })
  assert.equal(seen, [
    ['br-lan', mac, undefined],
    ['br-lan', thief, undefined],
    ['br-lan', mac, thief],
  ])
  assert.equal(parseSpeaking(ip('neigh', 'show', 'dev', 'br-lan')), [])
  const all = parseSpeaking(ip('neigh', 'show'))
  assert.ok(all.some(({ address, device }) => address === '192.168.1.107' && device === 'br-lan'))
})

test.run()
