/** Holds the house: imports run one way, pure files stay pure, files and functions stay small. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const root = fileURLToPath(new URL('..', import.meta.url))
const walk = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name === 'node_modules' || entry.name === 'golden' || entry.name === 'shots') return []
    return entry.isDirectory() ? walk(path) : /\.(ts|mjs)$/.test(entry.name) ? [path] : []
  })
const sources = walk('src')
const text = (path: string) => readFileSync(join(root, path), 'utf8')
const imports = (path: string) =>
  [...text(path).matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map((found) => found[1] ?? '')

/** What a room may import besides itself; `''` are the files directly in src. */
const mayImport: Record<string, readonly string[]> = {
  'ubus-client': [],
  messages: [],
  whitelist: ['messages', 'machine'],
  logger: ['messages', 'machine'],
  firewall: ['messages', 'machine', 'whitelist'],
  'block-page': ['messages', 'machine', 'whitelist'],
  documents: ['messages', 'machine', 'logger', 'whitelist', 'registers'],
  registers: ['messages', 'machine', 'logger', 'timetable'],
  forward: ['messages', 'machine', 'logger'],
  timetable: ['messages'],
  seats: ['messages', 'machine', 'logger', 'timetable'],
  district: ['messages', 'machine', 'node-machine.ts', 'forward', 'logger', 'whitelist', 'documents'],
  migrate: ['messages', 'machine', 'logger'],
  needs: ['messages', 'whitelist', 'logger'],
  alarms: ['messages', 'machine'],
  health: ['messages', 'machine', 'whitelist', 'firewall'],
  'luci-bridge': [
    ...[
      'messages',
      'health',
      'machine',
      'whitelist',
      'firewall',
      'block-page',
      'logger',
      'documents',
      'registers',
      'ubus-client',
    ],
    ...['needs', 'seats', 'timetable'],
  ],
  'luci-views': ['messages', 'luci-bridge/contract.ts'],
}
/** Files with effects; all others in `src` reach the world only through what they are given. */
const withEffects = [
  ...['main', 'cli', 'node-machine', 'ubus-client/connection', 'block-page/server', 'firewall/gate-socket'],
  ...['logger/gate-ring', 'health/gate-probe', 'forward/link', 'secret-input'],
  ...['district/cli', 'district/clickhouse'],
]

const test = suite('the house')

test('imports run one way', () => {
  const wrong: string[] = []
  for (const path of sources) {
    const room = relative('src', path).split('/')[0] ?? ''
    const allowed = mayImport[room]
    if (allowed === undefined) continue // a file directly in src: it joins the rooms
    for (const name of imports(path)) {
      const target = name.startsWith('.')
        ? relative('src', join(dirname(path), name))
        : name === 'ubus-client'
          ? name
          : undefined
      if (target === undefined || target.startsWith(`${room}/`)) continue
      const seen = target === 'machine.ts' ? 'machine' : allowed.includes(target) ? target : target.split('/')[0]
      if (!allowed.includes(seen ?? '')) wrong.push(`${path} imports ${name}`)
    }
  }
  assert.equal(wrong, [])
})

test('no circles', () => {
  const graph = new Map(
    sources.map((path) => [
      path,
      imports(path)
        .filter((n) => n.startsWith('.'))
        .map((n) => join(dirname(path), n)),
    ]),
  )
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, above: readonly string[]): void => {
    if (above.includes(path)) circles.push([...above.slice(above.indexOf(path)), path].join(' -> '))
    else if (!done.has(path)) {
      for (const next of graph.get(path) ?? []) visit(next, [...above, path])
      done.add(path)
    }
  }
  for (const path of sources) visit(path, [])
  assert.equal(circles, [])
})

test('pure files have no effects', () => {
  const effects = /from 'node:(fs|net|child_process|http|https|dgram|tls|os|process)'|\bprocess\.|\bDate\.now\(/
  const isPure = (path: string) => !withEffects.includes(relative('src', path).replace(/\.ts$/, ''))
  const code = (path: string) => text(path).replace(/import type [^\n]+|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  assert.equal(
    sources.filter((path) => isPure(path) && effects.test(code(path))),
    [],
  )
})

test('files and functions stay small', () => {
  const long: string[] = []
  for (const path of [...sources, ...walk('build'), ...walk('test')]) {
    const lines = text(path).split('\n')
    if (lines.length > 401) long.push(`${path}: ${lines.length} lines`)
    if (!path.startsWith('src')) continue
    // The formatter closes a block at the indentation at which it opened it.
    lines.forEach((line, at) => {
      const open =
        /^( *)(export )?(async )?(function\b|(?!if|for|while|switch|return|class)[\w#]+\(.*\{$|const \w+ = .*=> \{$)/.exec(
          line,
        )
      if (open === null || !line.endsWith('{')) return
      const closes = new RegExp(`^${open[1]}\\}[,;)]*$`)
      const end = lines.findIndex((each, place) => place > at && closes.test(each))
      if (end - at > 60) long.push(`${path}:${at + 1}: a function of ${end - at} lines`)
    })
  }
  assert.equal(long, [])
})

test('no room for odds and ends', () => {
  const odd = [...sources, ...walk('test'), ...walk('build')].filter((p) =>
    /(^|\/)(utils?|common|helpers?|misc)(\/|\.)/.test(p),
  )
  assert.equal(odd, [])
})

test.run()
