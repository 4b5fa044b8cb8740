import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type InputTable } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileRouteLock, setRouteLock } from '../../src/firewall/route-lock.ts'
import type { Call } from '../../src/machine/ubus-call.ts'
import { startPocketRouter } from '../pocket-router/router.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(import.meta.filename)
const test = suite('route lock')
const mask = 0x0f000000

type Sections = Record<string, Record<string, unknown>>

/** UCI as ubus shows it, in memory; `calls` is what changed it. */
function fakeUci(values: Sections) {
  const calls: string[] = []
  const call: Call = async (_object, method, args = {}) => {
    if (method === 'get') return { values: structuredClone(values) }
    const {
      section,
      type,
      name,
      values: options,
    } = args as {
      section?: string
      type?: string
      name?: string
      values?: Record<string, string>
    }
    calls.push(`${method} ${section ?? name ?? ''}`.trim())
    if (method === 'delete') delete values[section ?? '']
    if (method === 'add') values[name ?? ''] = { '.type': type, '.name': name, ...options }
    return {}
  }
  return { call, calls, values }
}

test('a network has three rules in each version: two marks that have a way, and none for the rest', () => {
  const rules = compileRouteLock(['lan'], mask)
  assert.equal(
    rules.map(({ section, type, values }) => `${type} ${section} ${Object.values(values).join(' ')}`),
    [
      'rule aqtizim_lan_allowed4 lan 0x01000000/0x0f000000 main 900',
      'rule aqtizim_lan_exempt4 lan 0x05000000/0x0f000000 main 900',
      'rule aqtizim_lan_shut4 lan unreachable 901',
      'rule6 aqtizim_lan_allowed6 lan 0x01000000/0x0f000000 main 900',
      'rule6 aqtizim_lan_exempt6 lan 0x05000000/0x0f000000 main 900',
      'rule6 aqtizim_lan_shut6 lan unreachable 901',
    ],
  )
})

test('sections bear plain names, whatever the network is called', () => {
  for (const { section } of compileRouteLock(['br-lan.1'], mask)) assert.match(section, /^\w+$/)
})

test('a second time changes nothing, and commits nothing', async () => {
  const uci = fakeUci({})
  const rules = compileRouteLock(['lan', 'media'], mask)
  assert.is(await setRouteLock(uci.call, rules), true)
  assert.is(uci.calls.length, 13)
  assert.is(uci.calls.at(-1), 'commit')
  uci.calls.length = 0
  assert.is(await setRouteLock(uci.call, rules), false)
  assert.equal(uci.calls, [])
})

test('what is not ours is left alone, and what is ours and wrong is made anew', async () => {
  const foreign = { '.type': 'rule', in: 'lan', lookup: '100' }
  const uci = fakeUci({
    lan: { '.type': 'interface', device: 'br-lan' },
    vpn_rule: foreign,
    aqtizim_gone_shut4: { '.type': 'rule', in: 'gone', action: 'unreachable', priority: '901' },
  })
  const rules = compileRouteLock(['lan'], mask)
  await setRouteLock(uci.call, rules)
  assert.equal(uci.values.vpn_rule, foreign)
  assert.is(uci.values.aqtizim_gone_shut4, undefined)
  uci.values.aqtizim_lan_shut4 = { '.type': 'rule', in: 'lan', action: 'unreachable', priority: '9999' }
  uci.calls.length = 0
  assert.is(await setRouteLock(uci.call, rules), true)
  assert.equal(uci.calls, ['delete aqtizim_lan_shut4', 'add aqtizim_lan_shut4', 'commit'])
  assert.is(uci.values.aqtizim_lan_shut4?.priority, '901')
})

test('no rules take all of ours away, and nothing else', async () => {
  const uci = fakeUci({ lan: { '.type': 'interface' } })
  await setRouteLock(uci.call, compileRouteLock(['lan'], mask))
  await setRouteLock(uci.call, [])
  assert.equal(Object.keys(uci.values), ['lan'])
})

test('the same with the uci of the pocket router', async () => {
  const root = mkdtempSync(join(tmpdir(), 'route-lock-'))
  mkdirSync(join(root, 'etc/config'), { recursive: true })
  writeFileSync(join(root, 'etc/config/network'), "config interface 'lan'\n\toption device 'lo'\n")
  const router = await startPocketRouter({ root, socket: join(root, 'ubus.sock') })
  const ubus = connect({ path: router.socket, reconnect: false })
  try {
    const call: Call = (object, method, args = {}) => ubus.call(object, method, args as InputTable)
    const rules = compileRouteLock(['lan'], mask)
    assert.is(await setRouteLock(call, rules), true)
    assert.is(await setRouteLock(call, rules), false)
    const { values } = (await call('uci', 'get', { config: 'network' })) as { values: Sections }
    assert.equal(Object.keys(values), ['lan', ...rules.map(({ section }) => section)])
    assert.is(await setRouteLock(call, []), true)
    const { values: left } = (await call('uci', 'get', { config: 'network' })) as { values: Sections }
    assert.equal(Object.keys(left), ['lan'])
  } finally {
    await ubus.close()
    await router.stop()
    rmSync(root, { recursive: true, force: true })
  }
})

test.run()
