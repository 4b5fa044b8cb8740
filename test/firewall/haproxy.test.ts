/** The gate's files, byte for byte, and through HAProxy's own checker. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { tooDeep } from '../../src/firewall/gate-maps.ts'
import { compileGate } from '../../src/firewall/haproxy.ts'
import { type GeneratedFile, gatePlan } from '../../src/firewall/plan.ts'
import type { DomainSite } from '../../src/whitelist/whitelist.ts'
import { gateFiles, makeFacts, planOf, room, site } from './gate-plan.ts'

const golden = fileURLToPath(new URL('../golden/haproxy/', import.meta.url))

function matchesGolden(folder: string, file: GeneratedFile | undefined): void {
  assert.ok(file, `no file for ${folder}`)
  const path = join(golden, folder, basename(file?.path ?? ''))
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(join(golden, folder), { recursive: true })
    writeFileSync(path, file?.text ?? '')
  }
  assert.ok(existsSync(path), `no golden ${path}`)
  assert.is(file?.text, readFileSync(path, 'utf8'))
}

/** What HAProxy says of a configuration, warnings included; empty when it has nothing to say. */
function complaints(files: readonly GeneratedFile[]): string {
  for (const { path, text } of files) writeFileSync(path, text)
  const config = files.find(({ path }) => path.endsWith('.cfg'))?.path ?? ''
  const ran = spawnSync('haproxy', ['-c', '-dD', '-f', config], { encoding: 'utf8' })
  return ran.status === 0 ? ran.stderr : `status ${ran.status}: ${ran.stderr}`
}

const two = makeFacts({ rooms: [room('informatics', 1), room('media', 2, { paused: true })] })
const sites: DomainSite[] = [
  site('bilimland.kz', { needs: ['cdn.bilimland.net'], except: ['games.bilimland.kz'] }),
  site('www.gov.kz', { subdomains: false }),
  site('only-tls.kz', { ports: [{ protocol: 'tcp', number: 443 }] }),
  site('elsewhere.kz', { ports: [{ protocol: 'tcp', number: 8443 }] }),
  site('kino.kz', { rooms: ['media'] }),
]

const test = suite('files of the gate')
const withName = (files: readonly GeneratedFile[], name: string) => files.find(({ path }) => basename(path) === name)

test('one room', () => {
  const files = gateFiles(makeFacts(), sites.slice(0, 2))
  matchesGolden('one-room', withName(files, 'gate.cfg'))
})

test('tables and places of the daemon follow the number of rooms', () => {
  const rooms = Array.from({ length: 7 }, (_, at) => room(`room${at}`, at + 1))
  const facts = makeFacts({ rooms })
  const files = compileGate(gatePlan(planOf(facts, sites.slice(0, 1))), gatePages(facts.school))
  const config = withName(files, 'gate.cfg')?.text ?? ''
  const places = Number(/^ {2}maxconn ([0-9]+)$/m.exec(config)?.[1])
  const sizes = [...config.matchAll(/backend (?:sources|conns)\n.* size ([0-9]+)k/g)].map(([, size]) => Number(size))
  assert.equal(sizes, [56, 56])
  assert.ok(places > 0 && 56_000 > places, `${places} connections`)
  const shares = [...config.matchAll(/server daemon-l[1-7] .* maxconn ([0-9]+)$/gm)].map(([, share]) => share)
  assert.equal(shares, Array(14).fill('2'))
})

test('two rooms with lists of their own, one of them paused', () => {
  const files = gateFiles(two, sites)
  for (const file of files.filter(({ path }) => path.endsWith('.map'))) matchesGolden('two-rooms', file)
})

test('HAProxy has nothing to say against any of them', () => {
  const runDir = mkdtempSync(join(tmpdir(), 'aqtizim-haproxy-'))
  for (const facts of [makeFacts(), two, makeFacts({ school: '100% "№ 1" <b>\\ %[src] %s', language: 'en' })]) {
    for (const list of [[], sites]) {
      assert.is(complaints(gateFiles({ ...facts, runDir }, list)), '')
    }
  }
  assert.match(complaints([{ path: join(runDir, 'bad.cfg'), text: 'frontend x\n  nonsense\n' }]), /unknown keyword/)
  rmSync(runDir, { recursive: true })
})

test('a new list within the same rooms changes maps alone', () => {
  const [one, other] = [gateFiles(makeFacts(), sites), gateFiles(makeFacts(), [])]
  const changed = one.filter(({ path, text }) => other.find((file) => file.path === path)?.text !== text)
  assert.equal(
    changed.map(({ path }) => path),
    ['/var/run/aqtizim/gate-l1.map', '/var/run/aqtizim/gate-l1-home.map'],
  )
})

test('a name too deep for the look-up is an error, and a mere host of that depth is not', () => {
  const deep = 'a.b.c.d.e.f.g.h.i.j.kz'
  assert.throws(() => gateFiles(makeFacts(), [site('j.kz', { except: [deep] })]), /more labels/)
  assert.equal(tooDeep({ exact: new Map([[deep, 1]]), below: new Map() }), [])
  assert.equal(tooDeep({ exact: new Map(), below: new Map([[deep, 'refused']]) }), [deep])
})

for (const [what, change] of [
  ['a folder', { runDir: '/var/run/x y' }],
  ['a folder', { runDir: '/var/run/x\n  server' }],
  ['a port', { requestsPort: 0 }],
  ['a uid', { gateUid: 0 }],
  ['an address', { rooms: [room('informatics', 1, { addresses4: ['1.1.1.1 x\ny'] })] }],
  ['a network', { rooms: [room('informatics', 1, { paused: true, networks4: ['0.0.0.0/0\nx'] })] }],
] as const) {
  test(`${what} that would leave its line throws: ${JSON.stringify(change).slice(0, 60)}`, () => {
    assert.throws(() => gateFiles(makeFacts(change), sites), /not fit|needs ports/)
  })
}

test('a name that would leave its line throws', () => {
  const plan = planOf(makeFacts(), sites)
  const table = { exact: new Map([['a.kz aaaa\nvk.com', 0]]), below: new Map() }
  const groups = plan.groups.map((group) => ({ ...group, tls: table }))
  assert.throws(() => compileGate({ ...plan, groups }, gatePages('')), /not fit for a map/)
})

test.run()
