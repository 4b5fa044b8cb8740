/** Suggestions that nobody wants to see again outlive the daemon, with who said so. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openIgnoredNeeds } from '../../src/luci-bridge/ignored-needs.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('ignored suggestions')
const path = '/etc/aqtizim/ignored-needs.json'
const need = { site: 'kitap.kz', name: 'www.google-analytics.com' }

test('one is kept once, with who ignored it last, and comes back', () => {
  const machine = fakeMachine(undefined, { '/etc/aqtizim/keep': '' })
  const ignored = openIgnoredNeeds(machine, path)
  ignored.set(need, 'aigul', true)
  ignored.set(need, 'dana', true)
  const again = openIgnoredNeeds(machine, path)
  assert.equal(
    again.all().map(({ site, name, user }) => [site, name, user]),
    [[need.site, need.name, 'dana']],
  )
  assert.is(machine.files.statSync(path).mode & 0o777, 0o600)
  again.set(need, 'aigul', false)
  assert.equal(openIgnoredNeeds(machine, path).all(), [])
})

test('a thousand are kept, the newest', () => {
  const machine = fakeMachine(undefined, { '/etc/aqtizim/keep': '' })
  const ignored = openIgnoredNeeds(machine, path)
  for (let at = 0; at < 1005; at++) ignored.set({ site: 'a.kz', name: `n${at}.kz` }, 'aigul', true)
  assert.equal([ignored.all().length, ignored.all()[0]?.name], [1000, 'n5.kz'])
})

test('a damaged file is kept aside, and nothing is ignored', () => {
  for (const text of ['{"format":1,"needs":[{"site":7}]}', '{', '[]', '{"format":2,"needs":[]}']) {
    const machine = fakeMachine(undefined, { [path]: text })
    assert.equal(openIgnoredNeeds(machine, path).all(), [])
    const names = machine.files.readdirSync('/etc/aqtizim').map(String)
    assert.ok(
      names.some((name) => name.startsWith('ignored-needs.json.damaged')),
      text,
    )
  }
})

test.run()
