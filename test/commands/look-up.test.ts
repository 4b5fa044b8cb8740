/** Tests the look-up of listed names with private addresses. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findPrivate } from '../../src/commands/look-up.ts'
import type { Found } from '../../src/firewall/probe-resolver.ts'
import { parse } from '../../src/whitelist/parse.ts'

const test = suite('names that lead into the school')

test('are those with private addresses alone, of entries that do not say so', async () => {
  const answers: Record<string, Found> = {
    'moodle.kz': ['192.168.3.10', 'fd00::10'],
    'said.kz': ['192.168.3.10'],
    'both.kz': ['192.168.3.10', '198.18.0.1'],
    'open.kz': ['198.18.0.1'],
    'gone.kz': 'none',
  }
  const list = ['moodle.kz', 'both.kz', 'open.kz', 'gone.kz', 'silent.kz'].map((name) => `  - domain: ${name}\n`)
  const { whitelist } = parse(`sites:\n${list.join('')}  - {domain: said.kz, inside: true}\n  - address: 10.0.0.1\n`, {
    rooms: [],
  })
  const asked: string[] = []
  const found = await findPrivate(whitelist?.sites ?? [], '127.0.0.1#53', async (server, name) => {
    asked.push(`${server} ${name}`)
    return answers[name] ?? 'unknown'
  })
  assert.equal(
    found.map(({ domain }) => domain),
    ['moodle.kz'],
  )
  assert.equal(asked.length, 5)
})

test.run()
