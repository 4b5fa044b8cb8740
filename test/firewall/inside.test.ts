/** Sites of the school's own network: they open at private addresses of other networks, and nowhere else. */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { enterOwnNamespace, mustRun } from './own-namespace.ts'
import { far, router, type SmallSchool, startSmallSchool } from './small-school.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

/** The school's server, its address of another network, and where that network is managed. */
const [moodle, moodle6, manager] = ['10.7.0.10', 'fd07::10', '10.7.0.1'] as const
const pcOfRoom = '192.168.1.107'

const upstream = [
  ...[`address=/moodle.kz/${moodle}`, `address=/six.kz/${moodle6}`, `address=/manager.kz/${manager}`],
  ...[`address=/mine.kz/${router}`, `address=/mine6.kz/fd01::1`, `address=/mypc.kz/${pcOfRoom}`],
  ...[`address=/public.kz/${far[0]}`, `address=/plain.kz/${moodle}`, `address=/open.kz/${far[1]}`],
]
const inside = ['moodle.kz', 'six.kz', 'manager.kz', 'mine.kz', 'mine6.kz', 'mypc.kz', 'public.kz']

for (const { what, nameCheck } of [
  { what: 'through the gate', nameCheck: true },
  { what: "with name_check '0'", nameCheck: false },
]) {
  const test = suite(`sites of the school, ${what}`)
  const entry = (name: string, more = '    inside: true\n') => `  - domain: ${name}\n${more}`
  const plain = ['plain.kz', 'open.kz'].map((name) => entry(name, '')).join('')
  const list = `sites:\n${inside.map((name) => entry(name)).join('')}${plain}`
  /** The router's own pages, which no name may open. */
  const management = createServer((_request, response) => void response.end('site'))
  let school: SmallSchool

  test.before(async () => {
    school = await startSmallSchool(upstream, { nameCheck, managed: [manager] })
    writeFileSync('/proc/sys/net/ipv6/conf/all/forwarding', '1')
    const ip = (...words: string[]) => mustRun(['ip', ...words])
    // The school's network lies behind the router's WAN, as where a lab has a router of its own.
    ip('address', 'add', 'fd01::1/64', 'dev', 'br1', 'nodad')
    ip('address', 'add', 'fd07::2/64', 'dev', 'wan', 'nodad')
    ip('address', 'add', '10.7.0.2/24', 'dev', 'wan')
    await school.site.do('bear', { addresses: [`${moodle}/24`, `${manager}/24`, `${moodle6}/64`], router: 'fd07::2' })
    await school.pc.do('bear', { addresses: ['fd01::107/64'], router: 'fd01::1' })
    await school.site.do('serveWeb', {})
    await school.pc.do('serveWeb', {})
    await new Promise<void>((done) => void management.listen(80, done))
    await school.apply(list)
  })
  test.after(async () => {
    management.close()
    await school?.stop()
  })

  const page = (name: string) => school.pc.do('page', { name, server: router })
  const opens = (name: string) =>
    until(
      `${name} opens`,
      async () => (await page(name)) === 'site',
      () => page(name),
    )

  test('open at a private address, over both IP versions', async () => {
    await opens('moodle.kz')
    await opens('six.kz')
    await opens('open.kz')
  })

  for (const [name, why] of [
    ['manager.kz', 'where the network is managed'],
    ['mine.kz', 'at an address of the router'],
    ['mine6.kz', 'at an IPv6 address of the router'],
    ['public.kz', 'at an address of the internet'],
    ['plain.kz', 'at a private address, without inside:'],
  ] as const)
    test(`stay shut ${why}`, async () => {
      assert.is.not(await page(name), 'site', name)
      assert.is.not(await page(name), 'site', name)
    })

  if (nameCheck)
    test('open no PC of a room, and nothing for names of the internet', async () => {
      await opens('moodle.kz')
      assert.is.not(await school.pc.do('page', { name: 'mypc.kz', server: router, address: moodle }), 'site')
      assert.is.not(await school.pc.do('page', { name: 'plain.kz', server: router, address: moodle }), 'site')
    })

  test.run()
}
