/** Tests the routing rules that are written to UCI `network`. */
import * as fs from 'node:fs'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type InputTable } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileRouteLock, setRouteLock } from '../../src/firewall/route-lock.ts'
import type { Files } from '../../src/machine/machine.ts'
import type { Call } from '../../src/machine/ubus-call.ts'
import { MessageError } from '../../src/messages/message.ts'
import { startPocketRouter } from '../pocket-router/router.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(import.meta.filename)
const test = suite('route lock')
const mask = 0x0f000000

type Sections = Record<string, Record<string, unknown>>

/** UCI as it stands on the disk and as ubus changes it, in memory; `calls` is what changed it. */
function fakeUci(values: Sections, staged: string[][] = []) {
  const calls: string[] = []
  let next = structuredClone(values)
  const act = (method: string, args: Record<string, unknown>) => {
    const { section, type, name } = args as Record<string, string>
    const options = args.values as Record<string, string> | undefined
    if (method === 'changes') return { changes: structuredClone(staged) }
    calls.push(`${method} ${section ?? name ?? ''}`.trim())
    if (method === 'revert') staged.length = 0
    if (method === 'revert') next = structuredClone(values)
    if (method === 'delete') delete next[section ?? '']
    if (method === 'add') next[name ?? ''] = { '.type': type, ...options }
    if (method === 'commit') {
      for (const key of Object.keys(values)) delete values[key]
      Object.assign(values, structuredClone(next))
    }
    return {}
  }
  const call: Call = async (_object, method, args = {}) => act(method, args)
  const text = () =>
    Object.entries(values)
      .map(([name, { '.type': type, '.name': _, ...options }]) =>
        [
          `config ${type} '${name}'`,
          ...Object.entries(options).map(([key, value]) => `\toption ${key} '${value}'`),
        ].join('\n'),
      )
      .join('\n\n')
  const files = { readFileSync: () => Buffer.from(`${text()}\n`) } as unknown as Files
  return { tools: { call, files, networkFile: '/etc/config/network' }, calls, values }
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
  assert.is(await setRouteLock(uci.tools, rules), true)
  assert.is(uci.calls.length, 13)
  assert.is(uci.calls.at(-1), 'commit')
  uci.calls.length = 0
  assert.is(await setRouteLock(uci.tools, rules), false)
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
  await setRouteLock(uci.tools, rules)
  assert.equal(uci.values.vpn_rule, foreign)
  assert.is(uci.values.aqtizim_gone_shut4, undefined)
  uci.values.aqtizim_lan_shut4 = { '.type': 'rule', in: 'lan', action: 'unreachable', priority: '9999' }
  uci.calls.length = 0
  assert.is(await setRouteLock(uci.tools, rules), true)
  assert.equal(uci.calls, ['delete aqtizim_lan_shut4', 'add aqtizim_lan_shut4', 'commit'])
  assert.is(uci.values.aqtizim_lan_shut4?.priority, '901')
})

test('no rules take all of ours away, and nothing else', async () => {
  const uci = fakeUci({ lan: { '.type': 'interface' } })
  await setRouteLock(uci.tools, compileRouteLock(['lan'], mask))
  await setRouteLock(uci.tools, [])
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
    const tools = { call, files: fs as Files, networkFile: join(root, 'etc/config/network') }
    const rules = compileRouteLock(['lan'], mask)
    assert.is(await setRouteLock(tools, rules), true)
    assert.is(await setRouteLock(tools, rules), false)
    const { values } = (await call('uci', 'get', { config: 'network' })) as { values: Sections }
    assert.equal(Object.keys(values), ['lan', ...rules.map(({ section }) => section)])
    assert.is(await setRouteLock(tools, []), true)
    const { values: left } = (await call('uci', 'get', { config: 'network' })) as { values: Sections }
    assert.equal(Object.keys(left), ['lan'])
    // What somebody else has staged is neither committed nor taken back.
    await call('uci', 'set', { config: 'network', section: 'lan', values: { proto: 'static' } })
    await assertFails(setRouteLock(tools, rules), 'network-staged')
    assert.not.match(fs.readFileSync(tools.networkFile, 'utf8'), /static|aqtizim/)
    const { changes } = (await call('uci', 'changes', { config: 'network' })) as { changes: unknown[] }
    assert.is(changes.length, 1)
  } finally {
    await ubus.close()
    await router.stop()
    rmSync(root, { recursive: true, force: true })
  }
})

async function assertFails(work: Promise<unknown>, code: string): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.is(error instanceof MessageError && error.says.code, code)
}

test('what somebody has staged is left to them; what we have left half done is not', async () => {
  const foreign = fakeUci({ lan: { '.type': 'interface' } }, [['set', 'lan', 'proto', 'static']])
  await assertFails(setRouteLock(foreign.tools, compileRouteLock(['lan'], mask)), 'network-staged')
  assert.equal(foreign.calls, [])
  const own = fakeUci({ lan: { '.type': 'interface' } }, [['add', 'aqtizim_lan_shut4', 'rule']])
  assert.is(await setRouteLock(own.tools, compileRouteLock(['lan'], mask)), true)
  assert.equal([own.calls[0], own.calls.at(-1)], ['revert', 'commit'])
})

test('rpcd is asked only where there is something to write, and is named where it is away', async () => {
  const uci = fakeUci({ lan: { '.type': 'interface' } })
  const rules = compileRouteLock(['lan'], mask)
  await setRouteLock(uci.tools, rules)
  const call: Call = async () =>
    Promise.reject(Object.assign(new Error('There is no object "uci"'), { code: 'NOT_FOUND' }))
  assert.is(await setRouteLock({ ...uci.tools, call }, rules), false)
  await assertFails(setRouteLock({ ...uci.tools, call }, []), 'rpcd-away')
  const late: Call = async () => Promise.reject(Object.assign(new Error('No reply'), { code: 'TIMEOUT' }))
  await assertFails(setRouteLock({ ...uci.tools, call: late }, []), 'route-lock-unsaved')
})

test.run()
