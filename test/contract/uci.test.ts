/** Checks rpcd's object `uci`, on the stand-in or on a real rpcd. */
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { InputTable, Table } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeOf, frame, needing, openTarget } from './target.ts'

const target = await openTarget()
const uciSuite = suite('contract: uci')
frame(uciSuite, target)
const test = needing(uciSuite, target, 'uci')

const config = 'contract_test'
const file = path.join(target.configFolder, config)
const start = `
config room 'informatics'
	option name 'Кабинет'
	list network 'lan'
	list network 'lab'

config pc
	option mac '02:00:00:00:00:07'
	option tags 'old slow'

config pc
	option mac '02:00:00:00:00:08'
`

const uci = (method: string, args: InputTable = {}): Promise<Table> =>
  target.bus.call('uci', method, { config, ...args })
const code = (method: string, args: InputTable = {}) => codeOf(uci(method, args))
const changes = async () => (await uci('changes')).changes
const names = async () => Object.keys(Object((await uci('get')).values))

uciSuite.before.each(async () => {
  if (!fs.existsSync(target.configFolder)) return
  fs.writeFileSync(file, start)
  if (target.objects.includes('uci')) await uci('revert')
})
uciSuite.after(() => fs.rmSync(file, { force: true }))

test('get: a package, with made-up names for sections that have none', async () => {
  assert.equal((await uci('get')).values, {
    informatics: {
      '.anonymous': false,
      '.type': 'room',
      '.name': 'informatics',
      '.index': 0,
      name: 'Кабинет',
      network: ['lan', 'lab'],
    },
    cfg027918: {
      '.anonymous': true,
      '.type': 'pc',
      '.name': 'cfg027918',
      '.index': 1,
      mac: '02:00:00:00:00:07',
      tags: 'old slow',
    },
    cfg037918: { '.anonymous': true, '.type': 'pc', '.name': 'cfg037918', '.index': 2, mac: '02:00:00:00:00:08' },
  })
})

test('get: sections by name, by place, by type and by what they hold', async () => {
  const section = { '.anonymous': true, '.type': 'pc', '.name': 'cfg037918', mac: '02:00:00:00:00:08' }
  assert.equal(await uci('get', { section: 'cfg037918' }), { values: section })
  assert.equal(await uci('get', { section: '@pc[-1]' }), { values: section })
  assert.equal(await uci('get', { section: '@pc[1]' }), { values: section })
  const keys = async (args: InputTable) => Object.keys(Object((await uci('get', args)).values))
  assert.equal(await keys({ type: 'pc' }), ['cfg027918', 'cfg037918'])
  assert.equal(await keys({ match: { network: 'lab' } }), ['informatics'])
  assert.equal(await keys({ match: { tags: 'slow' } }), ['cfg027918'])
  assert.equal(await keys({ type: 'pc', match: { network: 'lab' } }), [])
})

test('get: options and lists; what is not there is an empty answer', async () => {
  assert.equal(await uci('get', { section: 'informatics', option: 'name' }), { value: 'Кабинет' })
  assert.equal(await uci('get', { section: 'informatics', option: 'network' }), { value: ['lan', 'lab'] })
  assert.equal(await uci('get', { section: 'informatics', option: 'nosuch' }), {})
  assert.equal(await uci('get', { section: 'nosuch' }), {})
  assert.equal(await uci('get', { section: '@pc[9]' }), {})
})

test('a package that is not there is NOT_FOUND, one without a name INVALID_ARGUMENT', async () => {
  assert.is(await code('get', { config: 'contract_nosuch' }), 'NOT_FOUND')
  assert.is(await code('set', { config: 'contract_nosuch', section: 'a', values: { b: '1' } }), 'NOT_FOUND')
  assert.is(await code('commit', { config: 'contract_nosuch' }), 'NOT_FOUND')
  assert.is(await codeOf(target.bus.call('uci', 'get')), 'INVALID_ARGUMENT')
})

test('configs: lists the package', async () => {
  const { configs } = await target.bus.call('uci', 'configs')
  assert.ok(Array.isArray(configs) && configs.includes(config))
})

test('set: stages values, which get shows before they are committed', async () => {
  assert.equal(
    await uci('set', { section: 'informatics', values: { name: 'N', network: ['a', 'b'], n: 7, on: true } }),
    {},
  )
  assert.equal(await changes(), [
    ['set', 'informatics', 'name', 'N'],
    ['remove', 'informatics', 'network'],
    ['list-add', 'informatics', 'network', 'a'],
    ['list-add', 'informatics', 'network', 'b'],
    ['set', 'informatics', 'n', '7'],
    ['set', 'informatics', 'on', '1'],
  ])
  assert.equal((await uci('get', { section: 'informatics', option: 'network' })).value, ['a', 'b'])
  assert.is(fs.readFileSync(file, 'utf8'), start)
})

test('set: the same value again is no change, an empty one removes', async () => {
  await uci('set', { section: 'informatics', values: { name: 'Кабинет' } })
  assert.equal(await changes(), [])
  await uci('set', { section: 'informatics', values: { name: '' } })
  assert.equal(await changes(), [['remove', 'informatics', 'name']])
})

test('set: a string takes the place of a list', async () => {
  await uci('set', { section: 'informatics', values: { network: 'one' } })
  assert.equal(await changes(), [
    ['remove', 'informatics', 'network'],
    ['set', 'informatics', 'network', 'one'],
  ])
})

test('set: makes no section, and takes no bad name or value', async () => {
  assert.is(await code('set', { section: 'nosuch', values: { a: '1' } }), 'NOT_FOUND')
  assert.is(await code('set', { section: 'informatics', values: { 'a-b': '1' } }), 'INVALID_ARGUMENT')
  assert.is(await code('set', { section: 'informatics', values: { a: {} } }), 'INVALID_ARGUMENT')
  assert.is(await code('set', { section: 'informatics', values: { network: [] } }), 'INVALID_ARGUMENT')
  assert.is(await code('set', { section: 'in-formatics', values: { a: '1' } }), 'INVALID_ARGUMENT')
  assert.is(await code('set', { section: 'informatics' }), 'INVALID_ARGUMENT')
  assert.equal(await changes(), [])
})

test('set: by type and match changes every section that fits', async () => {
  await uci('set', { type: 'pc', values: { room: 'informatics' } })
  assert.equal(await changes(), [
    ['set', 'cfg027918', 'room', 'informatics'],
    ['set', 'cfg037918', 'room', 'informatics'],
  ])
  assert.is(await code('set', { type: 'nosuch', values: { a: '1' } }), 'NOT_FOUND')
})

test('add: named and unnamed sections', async () => {
  assert.equal(await uci('add', { type: 'room', name: 'media', values: { name: 'M' } }), { section: 'media' })
  assert.equal(await uci('add', { type: 'pc', values: { mac: 'x', tags: ['a', 'b'] } }), { section: 'cfg057918' })
  assert.equal(await changes(), [
    ['set', 'media', 'room'],
    ['set', 'media', 'name', 'M'],
    ['add', 'cfg057918', 'pc'],
    ['set', 'cfg057918', 'mac', 'x'],
    ['list-add', 'cfg057918', 'tags', 'a'],
    ['list-add', 'cfg057918', 'tags', 'b'],
  ])
  assert.is(await code('add', { type: 'a b' }), 'INVALID_ARGUMENT')
  assert.is(await code('add', { type: 'room', name: 'a-b' }), 'INVALID_ARGUMENT')
  assert.is(await code('add'), 'INVALID_ARGUMENT')
})

test('delete: sections, options, several, by type', async () => {
  await uci('delete', { section: 'cfg027918' })
  await uci('delete', { section: 'informatics', options: ['name', 'nosuch'] })
  await uci('delete', { section: 'informatics', option: 'network' })
  assert.equal(await changes(), [
    ['remove', 'cfg027918'],
    ['remove', 'informatics', 'name'],
    ['remove', 'informatics', 'network'],
  ])
  await uci('delete', { type: 'pc' })
  assert.equal(await names(), ['informatics'])
  assert.is(await code('delete', { section: 'nosuch' }), 'NOT_FOUND')
  assert.is(await code('delete', { section: 'informatics', option: 'nosuch' }), 'NOT_FOUND')
  assert.is(await code('delete'), 'INVALID_ARGUMENT')
})

test('rename: sections and options', async () => {
  await uci('rename', { section: 'cfg027918', name: 'seven' })
  await uci('rename', { section: 'seven', option: 'tags', name: 'labels' })
  assert.equal(await changes(), [
    ['rename', 'cfg027918', 'seven'],
    ['rename', 'seven', 'tags', 'labels'],
  ])
  const { values } = await uci('get', { section: 'seven' })
  assert.equal(values, {
    '.anonymous': false,
    '.type': 'pc',
    '.name': 'seven',
    mac: '02:00:00:00:00:07',
    labels: 'old slow',
  })
  assert.is(await code('rename', { section: 'seven', name: 'a-b' }), 'INVALID_ARGUMENT')
  assert.is(await code('rename', { section: 'nosuch', name: 'a' }), 'OK')
})

test('order: puts sections first', async () => {
  await uci('order', { sections: ['cfg037918', 'informatics'] })
  assert.equal(await names(), ['cfg037918', 'informatics', 'cfg027918'])
  assert.equal(await changes(), [['order', 'cfg037918', 0]])
  assert.is(await code('order', { sections: ['nosuch'] }), 'NOT_FOUND')
})

test('revert: forgets what was staged', async () => {
  await uci('set', { section: 'informatics', values: { name: 'N' } })
  await uci('revert')
  assert.equal(await changes(), [])
  assert.equal((await uci('get', { section: 'informatics', option: 'name' })).value, 'Кабинет')
})

test('commit: writes the file as uci prints it', async () => {
  await uci('set', { section: 'informatics', values: { name: 'it\'s "ours"\n\\ #1' } })
  await uci('add', { type: 'pc', values: { mac: 'x' } })
  await uci('order', { sections: ['cfg037918'] })
  await uci('commit')
  assert.is(
    fs.readFileSync(file, 'utf8'),
    `
config pc
	option mac '02:00:00:00:00:08'

config room 'informatics'
	option name 'it'\\''s "ours"
\\ #1'
	list network 'lan'
	list network 'lab'

config pc
	option mac '02:00:00:00:00:07'
	option tags 'old slow'

config pc
	option mac 'x'

`,
  )
  assert.equal(await changes(), [])
  assert.equal((await uci('get', { section: 'informatics', option: 'name' })).value, 'it\'s "ours"\n\\ #1')
})

test('commit: without changes leaves the file as it is', async () => {
  await uci('commit')
  assert.is(fs.readFileSync(file, 'utf8'), start)
})

test('a file that cannot be read is UNKNOWN_ERROR, and stays', async () => {
  const broken = "config room 'a'\n\toption name 'unterminated\n"
  fs.writeFileSync(file, broken)
  assert.is(await code('get'), 'UNKNOWN_ERROR')
  assert.is(await code('set', { section: 'a', values: { b: '1' } }), 'UNKNOWN_ERROR')
  assert.is(await code('commit'), 'UNKNOWN_ERROR')
  assert.is(fs.readFileSync(file, 'utf8'), broken)
})

const readings: [string, string, Table | string][] = [
  ['comments and blank lines', "# c\n\nconfig a 'n' # t\n\n\toption x 1 # u\n", { x: '1' }],
  ['semicolons', "config a 'n'; option x '1' ; list y 2 ; list y '3' # end\n", { x: '1', y: ['2', '3'] }],
  ['nothing behind a semicolon that touches a bare word', "config a 'n'\noption x 1; option y 2\n", { x: '1' }],
  ['a semicolon at the end of a line', "config a 'n';\noption x 1\n", 'UNKNOWN_ERROR'],
  ['quotes glued together', 'config a n\noption x \'a b\'"c d"e\\ f\n', { x: 'a bc de f' }],
  ['escapes', 'config a n\noption x "a\\"b\\\\c"\noption y \'a\\b\'\n', { x: 'a"b\\c', y: 'a\\b' }],
  [
    'lines joined',
    'config a n\noption x a\\\nb\noption y "c\\\nd"\noption z "e\nf"\n',
    { x: 'ab', y: 'cd', z: 'e\nf' },
  ],
  ['a later option instead of the former', 'config a n\noption x 1\noption x 2\n', { x: '2' }],
  ['a list that goes on an option', 'config a n\noption x 1\nlist x 2\n', { x: ['1', '2'] }],
  ['an option in the place of a list', 'config a n\nlist x 1\noption x 2\n', { x: '2' }],
  ['an empty option as none', "config a n\noption x ''\noption y 1\n", { y: '1' }],
  [
    'a section that is opened twice',
    'config a n\noption x 1\nconfig b m\nconfig a n\noption y 2\n',
    { x: '1', y: '2' },
  ],
  ['short keywords', 'c a n\no x 1\nl y 2\n', { x: '1', y: ['2'] }],
  ['a package line', 'package other\nconfig a n\noption x 1\n', { x: '1' }],
  ['carriage returns', 'config a n\r\n\toption x 1\r\n', { x: '1' }],
  ['a hash inside a word', 'config a n\noption x a#b\n', { x: 'a' }],
  ['an unknown keyword', 'config a n\nfoo x 1\n', 'UNKNOWN_ERROR'],
  ['an option before its section', 'option x 1\nconfig a n\n', 'UNKNOWN_ERROR'],
  ['a bad option name', 'config a n\noption x-y 1\n', 'UNKNOWN_ERROR'],
  ['a bad section name', 'config a n-m\n', 'UNKNOWN_ERROR'],
  ['too many words', 'config a n\noption x 1 2\n', 'UNKNOWN_ERROR'],
  ['a name with two types', 'config a n\nconfig b n\n', 'UNKNOWN_ERROR'],
  ['a config without a type', 'config\n', 'UNKNOWN_ERROR'],
]

for (const [what, text, expected] of readings) {
  test(`reads ${what}`, async () => {
    fs.writeFileSync(file, text)
    if (typeof expected === 'string') assert.is(await code('get'), expected)
    else {
      const { values } = await uci('get', { section: 'n' })
      assert.equal(values, { '.anonymous': false, '.type': 'a', '.name': 'n', ...expected })
    }
  })
}

uciSuite.run()
