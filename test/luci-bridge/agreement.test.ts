/** The ACL file and docs/bridge.md are made of the declared methods, signatures and pages agree with them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { accessLists, methodTable } from '../../build/access-lists.ts'
import type { MethodName, Role } from '../../src/luci-bridge/contract.ts'
import { declarations } from '../../src/luci-bridge/declarations.ts'
import { signatureOf } from '../../src/luci-bridge/signature.ts'
import { type PageName, placeOf } from '../../src/luci-views/parts/place.ts'
import { accessPath, grantedBy, groups, pageCalls } from './access-file.ts'
import { methodNames } from './fake-daemon.ts'
import { commandLineOnly, expected } from './roles.ts'

const test = suite('contract, access lists and pages')
const roles = Object.keys(expected) as Role[]
const bridgeDocument = '../../docs/bridge.md'
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** UPDATE_GOLDEN=1 writes them anew: read the difference, it is who may do what. */
test('the ACL file and the table of the document are made of the declarations', () => {
  const before = read(bridgeDocument)
  const table = /(?<=^\| method \|.*\n\|[-|]+\n)(\|.*\n)+/m
  // What does not match would be replaced by nothing, and agree for ever.
  const rows = table.exec(before)?.[0].match(/^\| `\w+` \|/gm) ?? []
  const isUpdate = process.env.UPDATE_GOLDEN === '1'
  assert.ok(isUpdate ? rows.length > 0 : rows.length === methodNames.length, `${rows.length} rows`)
  const document = before.replace(table, () => methodTable())
  if (isUpdate) {
    writeFileSync(accessPath, accessLists())
    writeFileSync(new URL(bridgeDocument, import.meta.url), document)
    return
  }
  assert.equal(groups, JSON.parse(accessLists()))
  assert.is(before, document)
})

test('rights that no mistake may widen', () => {
  const rolesOf = (name: MethodName) => declarations[name].roles
  for (const name of ['approve', 'list_return', 'user_confirm'] as const) assert.equal(rolesOf(name), ['director'])
  for (const name of ['user_set', 'user_delete', 'exempt_save'] as const) assert.equal(rolesOf(name), ['admin'])
  assert.equal(rolesOf('reload'), [])
  // The psychologist alone sees persons.
  for (const name of methodNames.filter((each) => each.startsWith('social_')))
    assert.equal(rolesOf(name), ['psychologist'], name)
  // Who puts the list into force does not write it.
  for (const name of methodNames.filter((each) => /^(list_(edit|save|send|restore)|import_)/.test(each)))
    assert.equal(rolesOf(name), ['admin', 'teacher'], name)
})

test('each role has the rights that are written down for it, and no others', () => {
  const declared = (role: Role) => methodNames.filter((name) => declarations[name].roles.includes(role))
  for (const role of roles) assert.equal(declared(role).sort(), [...expected[role]].sort(), role)
})

test('signatures name every argument, and the session', () => {
  for (const method of methodNames) {
    const signature = signatureOf(method)
    assert.equal(
      Object.keys(signature),
      [...Object.keys(declarations[method].takes.entries), 'ubus_rpc_session'],
      method,
    )
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

test('some role may call what a page declares', () => {
  const granted = new Set(roles.flatMap((role) => expected[role]))
  for (const { file, method } of pageCalls()) assert.ok(granted.has(method as MethodName), `${file}: ${method}`)
})

test('none is granted that no page uses', () => {
  const used = new Set<string>([...pageCalls().map(({ method }) => method), ...commandLineOnly])
  assert.equal(
    methodNames.filter((method) => !used.has(method)),
    [],
  )
})

interface MenuEntry {
  readonly action: { readonly type: string; readonly path?: string }
  readonly depends?: { readonly acl?: readonly string[] }
}
const menu = JSON.parse(
  read('../../openwrt-package/luci-app-aqtizim/root/usr/share/luci/menu.d/luci-app-aqtizim.json'),
) as Readonly<Record<string, MenuEntry>>

test('menu entries name groups that there are', () => {
  for (const [path, { depends }] of Object.entries(menu)) {
    assert.is(depends?.acl?.length, 1, path)
    for (const name of depends?.acl ?? []) assert.ok(name in groups, `${path}: ${name}`)
  }
})

test('pages stand where links lead, and their old addresses lead there too', () => {
  const views = Object.entries(menu).filter(([, { action }]) => action.type === 'view')
  assert.is(views.length, 13)
  for (const [path, { action, depends }] of views) {
    const name = action.path?.replace('aqtizim/', '') as PageName
    assert.is(placeOf(name).join('/'), path)
    assert.equal(menu[`admin/services/aqtizim/${name}`], { action: { type: 'alias', path }, depends })
  }
})

test('the checks of arguments refuse what is no table', () => {
  for (const method of methodNames) assert.not(v.safeParse(declarations[method].takes, 'text').success)
})

test.run()
