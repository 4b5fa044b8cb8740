/** Tests the structure of the sources: imports run one way, pure files stay pure, files and functions stay small. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
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

/** What a room may import besides itself. The rooms stand on 8 floors; `main.ts` and `cli.ts` stand on the roof. */
const mayImport: Record<string, readonly string[]> = {
  'ubus-client': [],
  machine: [],
  messages: [],
  kernel: ['machine', 'messages'],
  migrate: ['machine', 'messages'],
  timetable: ['machine', 'messages'],
  whitelist: ['machine', 'messages'],
  catalogue: ['machine', 'messages', 'whitelist'],
  'list-import': ['machine', 'messages', 'whitelist'],
  'district-list': ['machine', 'messages', 'forward', 'settings', 'whitelist'],
  settings: ['machine', 'messages', 'kernel', 'timetable', 'whitelist'],
  logger: ['machine', 'messages', 'kernel'],
  seating: ['machine', 'messages', 'timetable'],
  registers: ['machine', 'messages', 'logger', 'timetable'],
  firewall: ['machine', 'messages', 'kernel', 'settings', 'whitelist'],
  forward: ['machine', 'messages', 'logger', 'settings'],
  'missing-names': ['messages', 'logger', 'whitelist'],
  'block-page': ['machine', 'messages', 'firewall', 'whitelist'],
  documents: ['machine', 'messages', 'logger', 'registers', 'seating', 'settings', 'whitelist'],
  control: ['machine', 'messages', 'firewall', 'logger', 'settings', 'timetable', 'ubus-client', 'whitelist'],
  alarms: ['machine', 'messages', 'control', 'firewall', 'kernel', 'logger'],
  health: ['machine', 'messages', 'control', 'firewall', 'logger', 'whitelist'],
  recording: ['machine', 'messages', 'control', 'firewall', 'forward', 'kernel', 'logger', 'settings', 'whitelist'],
  'luci-bridge': [
    ...[
      'machine',
      'messages',
      'ubus-client',
      'kernel',
      'whitelist',
      'settings',
      'timetable',
      'firewall',
      'logger',
      'registers',
    ],
    ...[
      'seating',
      'missing-names',
      'block-page',
      'documents',
      'control',
      'health',
      'recording',
      'list-import',
      'catalogue',
      'district-list',
    ],
  ],
  commands: [
    ...[
      'machine',
      'messages',
      'ubus-client',
      'whitelist',
      'settings',
      'firewall',
      'logger',
      'registers',
      'migrate',
      'block-page',
    ],
    ...['documents', 'health', 'luci-bridge', 'list-import', 'catalogue'],
  ],
  'luci-views': ['messages', 'luci-bridge', 'whitelist'],
  district: ['machine', 'messages', 'forward', 'logger', 'whitelist', 'documents', 'district-list'],
}
/** How many rooms may stand upon one another. */
const floors = 8
/** Files with effects; all others in `src` reach the world only through what they are given. */
const withEffects = [
  ...['main', 'cli', 'machine/node-machine', 'ubus-client/connection', 'block-page/server', 'firewall/gate-socket'],
  ...['logger/haproxy-log-reader', 'health/gate-probe', 'forward/syslog-link', 'commands/password-prompt'],
  ...[
    'district/cli',
    'district/clickhouse',
    'district/page/server',
    'district-list/https-get',
    'firewall/other-address-server',
  ],
]

const test = suite('the house')

test('every folder of src has a row, and main and cli alone stand outside', () => {
  const entries = readdirSync(join(root, 'src'), { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  assert.equal(folders.sort(), Object.keys(mayImport).sort())
  const loose = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  assert.equal(loose.sort(), ['cli.ts', 'main.ts'])
})

test('imports run one way', () => {
  const wrong: string[] = []
  for (const path of sources) {
    const room = relative('src', path).split('/')[0] ?? ''
    const allowed = mayImport[room]
    if (allowed === undefined) continue // main and cli join the rooms
    for (const name of imports(path)) {
      const target = name.startsWith('.')
        ? relative('src', join(dirname(path), name)).split('/')[0]
        : name === 'ubus-client'
          ? name
          : undefined
      if (target !== undefined && target !== room && !allowed.includes(target)) wrong.push(`${path} imports ${name}`)
    }
  }
  assert.equal(wrong, [])
})

test('pages know of the bridge only its contract, and of lists how their bytes are read', () => {
  const wrong = sources
    .filter((path) => path.startsWith('src/luci-views/'))
    .flatMap((path) => imports(path).map((name) => join(dirname(path), name)))
    .filter(
      (path) =>
        path.startsWith('src/') &&
        !/^src\/(luci-views|messages)\//.test(path) &&
        !['src/luci-bridge/contract.ts', 'src/whitelist/encodings.ts'].includes(path),
    )
  assert.equal(wrong, [])
})

test(`rooms stand on ${floors} floors, without a circle`, () => {
  const floorOf = (room: string, above: readonly string[]): number => {
    assert.not.ok(above.includes(room), `a circle of rooms: ${[...above, room].join(' -> ')}`)
    return 1 + Math.max(0, ...(mayImport[room] ?? []).map((below) => floorOf(below, [...above, room])))
  }
  const highest = Math.max(...Object.keys(mayImport).map((room) => floorOf(room, [])))
  assert.ok(highest <= floors, `${highest} floors`)
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

test('timers come from the machine, so that tests can move time', () => {
  // ubus-client has a clock of its own; the two others are programs of the browser.
  const others = /^src\/(luci-views\/|ubus-client\/clock\.ts|block-page\/drill-script\.ts)/
  const isFree = (path: string) => others.test(path) || withEffects.includes(relative('src', path).replace(/\.ts$/, ''))
  const code = (path: string) => text(path).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  assert.equal(
    sources.filter((path) => !isFree(path) && /(?<![.\w])(setTimeout|setInterval)\(/.test(code(path))),
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

test('each file says in its first line what it does', () => {
  const silent = [...walk('src'), ...walk('build'), ...walk('test')].filter(
    (path) => !path.endsWith('.d.ts') && !/^(#!.*\n)?(\/\*\*|\/\/)/.test(text(path)),
  )
  assert.equal(silent, [])
})

test('no room for odds and ends', () => {
  const odd = [...sources, ...walk('test'), ...walk('build')].filter((p) =>
    /(^|\/)(utils?|common|helpers?|misc)(\/|\.)/.test(p),
  )
  assert.equal(odd, [])
})

test('the guide for developers and the README name files and rooms that are there', () => {
  const gone: string[] = []
  // Pictures that a run leaves there are not tracked.
  for (const page of ['docs/development.md', 'README.md', 'docs/packaging.md', 'docs/pages.md', 'docs/bridge.md'])
    for (const [, path = ''] of text(page).matchAll(/`((?:src|test|build|docs|openwrt-package)\/[\w./-]*)`/g))
      if (path !== 'test/browser/shots' && !existsSync(join(root, path))) gone.push(`${page}: ${path}`)
  // A file of the folder that was named just before stands there without its folder.
  const names = new Set(sources.map((path) => basename(path)))
  for (const [, name = ''] of text('docs/development.md').matchAll(/`([\w-]+\.ts)`/g))
    if (!names.has(name)) gone.push(`docs/development.md: ${name}`)
  assert.equal(gone, [])
})

test('the README has every room in its table', () => {
  const rows = [...text('README.md').matchAll(/^\| ((?:`[\w.-]+`(?:, )?)+) \|/gm)].flatMap(
    ([, names = '']) => names.match(/[\w.-]+/g) ?? [],
  )
  const entries = readdirSync(join(root, 'src'))
  assert.equal(
    entries.filter((entry) => !rows.includes(entry)),
    [],
  )
})

test.run()
