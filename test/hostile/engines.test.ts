/**
 * Whatever stands in the settings and the list: it is refused, or nft, dnsmasq and HAProxy take what is compiled of it, and
 * it means what was asked. The texts of people change nothing but the pages that show them.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { gatePages } from '../../src/block-page/gate-pages.ts'
import { renderPage } from '../../src/block-page/page.ts'
import { compileAll } from '../../src/firewall/compile.ts'
import type { Compiled } from '../../src/firewall/engines.ts'
import { readFacts } from '../../src/firewall/facts.ts'
import { tooDeep } from '../../src/firewall/gate-maps.ts'
import { gatePaths } from '../../src/firewall/haproxy.ts'
import { compileTable } from '../../src/firewall/nftables.ts'
import { makePlan, type Plan } from '../../src/firewall/plan.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { readSettings, type Settings } from '../../src/settings/settings.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { namesOf, type Site, type Whitelist } from '../../src/whitelist/whitelist.ts'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { hangMs, until } from '../patience.ts'
import fc from '../properties.ts'
import { cases } from './budget.ts'
import { hostileText } from './mutation.ts'
import { hostileLabels, hostileList, uciFile } from './school.ts'

enterOwnNamespace(import.meta.filename)
const test = suite('hostile lists in the engines')
const folder = mkdtempSync(join(tmpdir(), 'aqtizim-hostile-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

const run = (argv: readonly string[], input = '') =>
  spawnSync(argv[0] ?? '', argv.slice(1), { input, encoding: 'utf8', timeout: hangMs })

const dump = ['lan', 'lan2', 'media'].map((name, at) => ({
  interface: name,
  l3_device: `br-${name}`,
  'ipv4-address': [{ address: `192.168.${at + 1}.1`, mask: 24 }],
  'ipv6-address': [{ address: `2001:2:0:10${at}::1`, mask: 64 }],
}))
const wan = { interface: 'wan', l3_device: 'wan', route: [{ target: '0.0.0.0', mask: 0 }] }

function planOf(settings: Settings, whitelist: Whitelist): Plan {
  const { facts } = readFacts(settings, [...dump, wan], { paused: new Set(['library']), runDir: folder })
  return makePlan(facts, whitelist, { today: '2026-10-05', isOpened: (_site, room) => room === 'informatics' })
}

/** The same without any text of people. */
function tamed(settings: Settings, { sites }: Whitelist): Plan {
  const plain = ({ title: _, subject: __, ...site }: Site): Site => site as Site
  const rooms = settings.rooms.map((room) => ({ ...room, name: 'room' }))
  return planOf({ ...settings, school: 'school', rooms, pcs: [] }, { sites: sites.map(plain) })
}

interface Case {
  readonly plan: Plan
  readonly compiled: Compiled
  readonly tame: Compiled
}

const lab = { main: { '.type': 'aqtizim' }, informatics: { '.type': 'room', network: ['lan'] } }
const documents = fc.tuple(fc.oneof(uciFile, fc.constant(lab)), fc.oneof(hostileList, hostileLabels))

/** Those that are not refused; the others have to say why. */
const accepted: Case[] = cases(300, documents).flatMap(([values, document]): Case[] => {
  const { settings } = readSettings(values)
  const { whitelist, problems } = parse(document, { rooms: settings.rooms.map(({ id }) => id) })
  if (whitelist === undefined) {
    assert.ok(problems.some(({ severity }) => severity === 'error'))
    return []
  }
  const plan = planOf(settings, whitelist)
  if (plan.groups.some(({ names }) => tooDeep(names).length > 0)) return []
  const compile = (each: Plan) => compileAll(each, ({ school }) => gatePages(school))
  return [{ plan, compiled: compile(plan), tame: compile(tamed(settings, whitelist)) }]
})
const withRooms = accepted.filter(({ plan }) => plan.groups.length > 0)

test('there are cases', () => {
  assert.ok(withRooms.length > 30, `${withRooms.length}`)
  assert.ok(withRooms.some(({ plan }) => plan.whitelist.sites.some(({ title = '' }) => /[{;%"'<#]/.test(title))))
})

test('texts of people change the pages and nothing else', () => {
  for (const { compiled, tame } of accepted) {
    assert.is(compiled.table, tame.table)
    assert.equal(compiled.resolvers, tame.resolvers)
    // Titles and subjects stand on the room's home page, which the gate has as a map.
    const isHome = ({ path }: { readonly path: string }) => path.endsWith('-home.map')
    const files = (of: Compiled) => of.gate.filter((file) => !file.path.endsWith('.html') && !isHome(file))
    assert.equal(files(compiled), files(tame))
    for (const { text } of compiled.gate.filter(isHome)) assert.match(text, /^(\d+ [A-Za-z0-9+/]+={0,2}\n)*$/)
  }
})

interface Listed {
  readonly nftables: readonly Readonly<Record<string, { name: string; table?: string }>>[]
}

test('nft takes each table, and the kernel has its chains and sets and no others', () => {
  for (const { plan, compiled } of withRooms.slice(0, 60)) {
    const loaded = run(['nft', '-f', '-'], `flush ruleset\n${compiled.table}`)
    assert.is(loaded.status, 0, `${loaded.stderr}\n${compiled.table}`)
    const { nftables } = JSON.parse(run(['nft', '-j', '-t', 'list', 'ruleset']).stdout) as Listed
    const names = (kind: string) => nftables.flatMap((entry) => entry[kind]?.name ?? []).sort()
    const { sets, chains } = compileTable(plan)
    assert.equal(names('table'), ['aqtizim'])
    assert.equal(names('set'), [...sets].sort())
    assert.equal(names('chain'), [...chains].sort())
    const counters = plan.facts.rooms.flatMap(({ id }) => [
      `${id}_allowed`,
      `${id}_dropped`,
      `${id}_gate`,
      `${id}_refused`,
    ])
    assert.equal(names('counter'), [...counters, 'spoofed', 'rogue_dhcp'].sort())
  }
})

for (const id of ['rooms', 'out', 'output', 'names', 'constructor', 'allowed', 'room_errors', 'l1_4'])
  test(`a room may be called ${id}`, () => {
    const { settings } = readSettings({ main: { '.type': 'aqtizim' }, [id]: { '.type': 'room', network: ['lan'] } })
    const plan = planOf(settings, { sites: [] })
    assert.is(plan.groups.length, 1)
    const loaded = run(['nft', '-c', '-f', '-'], compileTable(plan).text)
    assert.is(loaded.status, 0, loaded.stderr)
    const { chains } = compileTable(plan)
    assert.is(new Set(chains).size, chains.length)
  })

/** All that a plan's sites name, for what has no other right to be in a file. */
function namesIn({ whitelist }: Plan): Set<string> {
  return new Set(whitelist.sites.flatMap((site) => (site.kind === 'domain' ? [...namesOf(site), ...site.except] : [])))
}

test('dnsmasq takes each file, and a list forwards the names in it to the upstreams and nothing else', () => {
  let lines = ''
  for (const { plan, compiled } of withRooms) {
    const known = namesIn(plan)
    for (const { path, text } of compiled.resolvers.filter((file) => file.path.endsWith('.servers'))) {
      const group = plan.groups.find(({ key }) => path.endsWith(`dns-${key}.servers`))
      assert.ok(group, path)
      const forwarded = new Set<string>()
      const [head = '', ...listed] = text.split('\n').filter(Boolean)
      assert.match(head, /^# The white list: [ -~]+$/)
      for (const line of listed) {
        const [, name = '', upstream = ''] = /^server=\/((?:\*\.)?[a-z0-9._-]+)\/([0-9a-fA-F.:#]*)$/.exec(line) ?? []
        assert.ok(known.has(name.replace(/^\*\./, '')) || name.endsWith('.aqtizim'), line)
        if (upstream !== '') forwarded.add(`${name} ${upstream}`)
      }
      const open = [...group.names.exact, ...group.names.below].filter(([, match]) => match !== 'refused')
      const expected = open.flatMap(([name]) => plan.facts.upstreams.map((upstream) => `${name} ${upstream}`))
      assert.equal([...forwarded].sort(), [...new Set(expected)].sort())
      lines += text
    }
  }
  const all = join(folder, 'all.conf')
  writeFileSync(all, lines)
  const read = run(['dnsmasq', '--test', `--conf-file=${all}`])
  assert.is(read.status, 0, read.stderr)
  for (const { compiled } of withRooms.slice(0, 30))
    for (const { path, text } of compiled.resolvers.filter((file) => file.path.endsWith('.conf'))) {
      for (const line of text.trimEnd().split('\n'))
        assert.match(line, /^(# [\x20-\x7e]+|[a-z0-9-]+(=[\x21-\x7e]+)?)?$/)
      const file = join(folder, basename(path))
      writeFileSync(file, text)
      const checked = run(['dnsmasq', '--test', `--conf-file=${file}`])
      assert.is(checked.status, 0, `${checked.stderr}\n${text}`)
    }
})

test("HAProxy takes each gate, and its maps' keys are the names of the list", () => {
  for (const { plan, compiled } of withRooms) {
    const known = namesIn(plan)
    for (const { text } of compiled.gate.filter(({ path }) => /gate-l\d+\.map$/.test(path)))
      for (const line of text.trimEnd().split('\n').filter(Boolean)) {
        const [, name = ''] = /^([a-z0-9._-]+) [ar-]{4}$/.exec(line) ?? []
        assert.ok(known.has(name), line)
      }
  }
  for (const { plan, compiled } of withRooms.slice(0, 15)) {
    for (const { path, text } of compiled.gate) writeFileSync(path, text)
    const checked = run(['haproxy', '-c', '-f', gatePaths(plan.facts).config])
    assert.is(checked.status, 0, checked.stderr)
  }
})

function get(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    })
    asked.on('error', reject).end()
  })
}

test("a real HAProxy shows the school's name as it was written, whatever is in it", async () => {
  const schools = cases(60, hostileText).map(
    (school) => readSettings({ main: { '.type': 'aqtizim', school } }).settings,
  )
  const pages = join(folder, 'pages')
  mkdirSync(pages)
  const rules = schools.map(({ school }, at) => {
    const file = join(pages, `${at}.html`)
    writeFileSync(file, gatePages(school).page('refused', ['kk']))
    return `  http-request return status 200 content-type text/html lf-file ${file} if { path /${at} }`
  })
  const config = [
    ...['defaults', '  mode http', '  timeout client 9m', '  timeout connect 9m', '  timeout server 9m'],
    ...['frontend pages', '  bind 127.0.0.1:8099', '  http-request set-var(txn.name) str(vk.com)', ...rules, ''],
  ]
  writeFileSync(join(folder, 'pages.cfg'), config.join('\n'))
  const haproxy = nodeMachine().start(['haproxy', '-db', '-f', join(folder, 'pages.cfg')], { onLines: () => {} })
  try {
    await until('the gate answers', async () => (await get(8099, '/0').catch(() => '')) !== '')
    for (const [at, { school }] of schools.entries())
      assert.is(
        await get(8099, `/${at}`),
        renderPage('refused', ['kk'], shownAs(school), 'vk.com'),
        JSON.stringify(school),
      )
  } finally {
    haproxy.stop()
    await haproxy.exited
  }
})

/** HAProxy prints one space for many, and UTF-8 has no lone surrogates. */
const shownAs = (school: string) => Buffer.from(school.replace(/ +/g, ' ')).toString()

test.run()
