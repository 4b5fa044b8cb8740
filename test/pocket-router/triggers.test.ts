/** Tests procd's triggers in the stand-in. */
import type { Value } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findCommands } from './triggers.ts'

const test = suite('triggers')

const run = (...words: string[]) => ['run_script', ...words]
const commands = (script: Value[], data: Record<string, Value>, event = 'config.change') =>
  findCommands([[event, script, 1000]], 'config.change', data).map(
    ({ command, delay }) => `${command.join(' ')} ${delay}`,
  )

test('a package starts its script, another does not', () => {
  const script = ['if', ['eq', 'package', 'dhcp'], run('dnsmasq', 'reload')]
  assert.equal(commands(script, { package: 'dhcp' }), ['dnsmasq reload 1000'])
  assert.equal(commands(script, { package: 'network' }), [])
})

test('events by name and by prefix', () => {
  assert.equal(commands(run('x'), {}, 'config.*'), ['x 1000'])
  assert.equal(commands(run('x'), {}, 'interface.*'), [])
})

test('conditions', () => {
  const cases: [Value[], boolean][] = [
    [['eq', 'package', ['a', 'b']], true],
    [['has', 'package'], true],
    [['has', 'nosuch'], false],
    [['not', ['eq', 'package', 'a']], false],
    [['and', ['has', 'package'], ['eq', 'package', 'b']], false],
    [['or', ['has', 'nosuch'], ['eq', 'package', 'a']], true],
    [['nosuch', 'package', 'a'], false],
  ]
  for (const [condition, holds] of cases) {
    const [command] = commands(['if', condition, run('yes'), run('no')], { package: 'a' })
    assert.is(command, holds ? 'yes 1000' : 'no 1000', JSON.stringify(condition))
  }
})

test('several statements, and things that are none', () => {
  assert.equal(commands([run('a'), run('b')], {}), ['a 1000', 'b 1000'])
  assert.equal(findCommands(['x', ['config.change'], ['config.change', 'x']], 'config.change', {}), [])
})

test.run()
