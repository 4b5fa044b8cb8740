/** Contract, argument checks, signatures, ACL file, pages and document name the same methods and arguments. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { schemas } from '../../src/luci-bridge/arguments.ts'
import type { MethodName, Role } from '../../src/luci-bridge/contract.ts'
import { signatureOf } from '../../src/luci-bridge/signature.ts'
import { declarations, grantedBy, groups } from './access-file.ts'
import { methodNames } from './fake-daemon.ts'
import { commandLineOnly, expected } from './roles.ts'

const test = suite('contract, access lists and pages')
const roles = Object.keys(expected) as Role[]
const isMethod = (name: string): name is MethodName => name in schemas
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Methods and their argument types, out of the contract's text: types are gone when a test runs. */
function contractMethods(): string[] {
  const folder = fileURLToPath(new URL('../../src/luci-bridge/contract', import.meta.url))
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8')
    const bodies = [...text.matchAll(/export interface \w+Methods(?: extends [\w, ]+)? \{\n([\s\S]*?)\n\}/g)]
    return bodies.flatMap(([, body = '']) => [...body.matchAll(/^ {2}(\w+): \{/gm)].map((found) => found[1] ?? ''))
  })
}

test('the contract and the argument checks have the same methods', () => {
  assert.equal(contractMethods().sort(), [...methodNames].sort())
})

test('signatures name every argument, and the session', () => {
  for (const method of methodNames) {
    const signature = signatureOf(method)
    assert.equal(Object.keys(signature), [...Object.keys(schemas[method].entries), 'ubus_rpc_session'], method)
  }
  assert.equal(signatureOf('journal').limit, 'int32')
  assert.equal(signatureOf('list_edit'), { base: 'string', edit: 'table', ubus_rpc_session: 'string' })
})

test('the ACL file grants each role what is written down for it, read and write apart', () => {
  for (const role of roles) {
    const group = groups[`aqtizim-${role}`]
    const [reads, writes] = [grantedBy(group, 'read'), grantedBy(group, 'write')]
    const granted = new Set([...reads, ...writes].filter((name) => name !== ':subscribe'))
    assert.equal([...granted].sort(), [...expected[role]].sort(), role)
    assert.equal(
      writes.filter((name) => reads.includes(name) && name !== 'status'),
      [],
      `${role} twice`,
    )
  }
})

test('groups for menu entries grant no more than the sight of a page', () => {
  const others = Object.entries(groups).filter(([name]) => !roles.some((role) => name === `aqtizim-${role}`))
  assert.ok(others.length > 0)
  for (const [name, group] of others) {
    assert.match(name, /^aqtizim-for-(admin|teacher|director|psychologist)(-(teacher|director|psychologist))*$/)
    assert.equal(group.read?.ubus, { aqtizim: ['status'], uci: ['changes'] }, name)
    assert.equal(group.write?.ubus, { aqtizim: ['status'] }, name)
    assert.is(group.read?.uci ?? group.write?.uci, undefined)
  }
})

test('no group has a wildcard, a file or a program, and only the settings page has UCI', () => {
  for (const [name, group] of Object.entries(groups)) {
    const words = [...JSON.stringify({ ...group, description: '' }).matchAll(/"([^"]*)"/g)].map(
      (found) => found[1] ?? '',
    )
    for (const word of words) assert.match(word, /^:?[\w-]*$/, name)
    for (const rights of [group.read, group.write]) {
      const scopes = Object.keys(rights ?? {})
      assert.equal(
        scopes.filter((scope) => scope !== 'ubus' && !(scope === 'uci' && name === 'aqtizim-admin')),
        [],
      )
    }
  }
  assert.equal(groups['aqtizim-admin']?.write?.uci, ['aqtizim'])
})

test('a page declares methods that there are, with arguments that they take, and with all that they need', () => {
  for (const { file, method, params } of declarations()) {
    assert.ok(isMethod(method), `${file}: ${method}`)
    const entries: v.ObjectEntries = schemas[method].entries
    const known = Object.keys(entries)
    assert.equal(
      params.filter((name) => !known.includes(name)),
      [],
      `${file}: ${method}`,
    )
    const needed = known.filter((name) => entries[name]?.type !== 'exact_optional')
    assert.equal(
      needed.filter((name) => !params.includes(name)),
      [],
      `${file}: ${method}`,
    )
  }
})

test('some role may call what a page declares', () => {
  const granted = new Set(roles.flatMap((role) => expected[role]))
  for (const { file, method } of declarations()) assert.ok(granted.has(method as MethodName), `${file}: ${method}`)
})

test('none is granted that no page uses', () => {
  const used = new Set<string>([...declarations().map(({ method }) => method), ...commandLineOnly])
  assert.equal(
    methodNames.filter((method) => !used.has(method)),
    [],
  )
})

test('menu entries name groups that there are', () => {
  const menu = read('../../openwrt-package/luci-app-aqtizim/root/usr/share/luci/menu.d/luci-app-aqtizim.json')
  const entries = Object.entries(JSON.parse(menu) as Record<string, { depends?: { acl?: string[] } }>)
  for (const [path, { depends }] of entries) {
    assert.is(depends?.acl?.length, 1, path)
    for (const name of depends?.acl ?? []) assert.ok(name in groups, `${path}: ${name}`)
  }
})

/** Rows `| method | what | a t d p |` of docs/bridge.md. */
function documented(): Record<Role, string[]> {
  const rows = [...read('../../docs/bridge.md').matchAll(/^\| `(\w+)` \|.*\| ([atdp ]+) \|$/gm)]
  const of = (letter: string) => rows.filter(([, , who = '']) => who.includes(letter)).map((row) => row[1] ?? '')
  return { admin: of('a'), teacher: of('t'), director: of('d'), psychologist: of('p') }
}

test('the document lists each method with those who may call it', () => {
  const found = documented()
  for (const role of roles) assert.equal([...found[role]].sort(), [...expected[role]].sort(), role)
})

test('the checks of arguments refuse what is no table', () => {
  for (const method of methodNames) assert.not(v.safeParse(schemas[method], 'text').success)
})

test.run()
