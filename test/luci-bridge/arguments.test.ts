/** Tests the checks of the methods' arguments. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import type { MethodName } from '../../src/luci-bridge/contract.ts'
import { declarations } from '../../src/luci-bridge/declarations.ts'
import { wrongArgument } from '../../src/luci-bridge/object.ts'

const test = suite('arguments of the ubus methods')

const sha256 = 'a'.repeat(64)
const right: Record<string, Record<string, unknown>> = {
  list_check: { text: 'sites: []' },
  approve: { sha256, by: 'А. Директор', post: 'директор', order: '12', date: '2026-09-01', signature: 'x' },
  journal: { since: '2026-09-01', room: 'lab', pc: 'PC-01', site: 'vk.com', verdict: 'refused', limit: 10, open: true },
  room_set: { room: 'lab', state: 'paused' },
  lesson_start: { room: 'lab', class: '7 «Ә»' },
  lesson_end: { room: 'lab' },
}
/** Method, argument, and values that it must not take. */
const wrong: [MethodName, string, unknown[]][] = [
  ['list_check', 'text', [undefined, 7, null, ['a'], 'x'.repeat(4 * 1024 * 1024 + 1)]],
  ['approve', 'sha256', [undefined, 'a', sha256.toUpperCase(), `${sha256}\n`, 7]],
  ['approve', 'by', [undefined, '', 'a\nb', 'a\u0000b', 'x'.repeat(201), {}]],
  ['approve', 'post', [undefined, 'a\tb', 7]],
  ['approve', 'order', ['x'.repeat(101), 'a\rb']],
  ['approve', 'date', [undefined, '', '1.9.2026', '2026-9-1', '2026-09-01T10:00']],
  ['approve', 'signature', [7, 'x'.repeat(2001)]],
  ['journal', 'since', [7, '\u0007', 'x'.repeat(41)]],
  ['journal', 'until', [{}, 'x'.repeat(41)]],
  ['journal', 'room', [7, 'a\nb']],
  ['journal', 'pc', [false, 'x'.repeat(65)]],
  ['journal', 'site', [1, 'x'.repeat(254)]],
  ['journal', 'verdict', ['maybe', '', true]],
  ['journal', 'limit', [0, 1001, 1.5, '10', Number.NaN]],
  ['journal', 'open', ['yes', 1]],
  ['room_set', 'room', [undefined, 'x'.repeat(33), 'a\nb']],
  ['lesson_start', 'room', [undefined, 7, 'a\nb']],
  ['lesson_start', 'class', [undefined, 7, '', 'x'.repeat(33), '7\n', '7\u009b']],
  ['lesson_end', 'room', [undefined, 'x'.repeat(33), 'a\nb']],
  ['room_set', 'state', [undefined, 'shut', '']],
]

const check = (method: MethodName, args: unknown) => v.safeParse(declarations[method].takes, args)

test('what is right passes as it is', () => {
  for (const [method, args] of Object.entries(right)) {
    const checked = check(method as MethodName, args)
    assert.ok(checked.success, method)
    assert.equal(checked.output, args)
  }
})

test('each wrong argument is refused in a sentence that begins with its name', () => {
  for (const [method, name, values] of wrong)
    for (const value of values) {
      const { [name]: _, ...others } = right[method] ?? {}
      const checked = check(method, value === undefined ? others : { ...others, [name]: value })
      assert.is(checked.success, false, `${method} ${name} ${String(value).slice(0, 20)}`)
      assert.is(wrongArgument(checked.issues ?? [])?.split('.')[0], name)
    }
})

test('what no method has asked for gets no further', () => {
  for (const [method, args] of Object.entries(right)) {
    const checked = check(method as MethodName, { ...args, evil: 'x', __proto__: { user: 'root' } })
    assert.ok(checked.success)
    assert.equal(Object.keys(checked.output).sort(), Object.keys(args).sort())
  }
})

test('arguments that are no table are refused', () => {
  for (const method of Object.keys(declarations) as MethodName[])
    for (const args of [null, 7, 'text', undefined]) assert.is(check(method, args).success, false)
})

test.run()
