/** What a pasted address can mean, and whether it lies inside the school. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Found } from '../../src/firewall/probe-resolver.ts'
import { siteMeans } from '../../src/luci-bridge/methods/site-means.ts'
import type { Tools } from '../../src/luci-bridge/tools.ts'

const test = suite('what an address means')
const root = { user: 'root', roles: [] }
const live = () => ({ plan: { facts: { upstreams: ['127.0.0.1#53'] } } })

test('a name with private addresses alone is told as one', async () => {
  const answers: Record<string, Found> = {
    'moodle.kz': ['192.168.3.10'],
    'xn--90aud6hb.xn--80ao21a': ['fd00::10'],
    'both.kz': ['192.168.3.10', '198.18.0.1'],
    'gone.kz': 'none',
  }
  const find = async (server: string, name: string) => (server === '127.0.0.1#53' && answers[name]) || 'unknown'
  const isPrivate = async (address: string, tools = { live } as unknown as Tools) => {
    const means = await siteMeans(tools, find)({ address }, root)
    return 'error' in means ? means.error : means.isPrivate === true
  }
  assert.is(await isPrivate('http://moodle.kz/login'), true)
  assert.is(await isPrivate('білім.қаз'), true)
  for (const name of ['both.kz', 'gone.kz', 'silent.kz']) assert.is(await isPrivate(name), false, name)
  assert.is(await isPrivate('moodle.kz', { live: () => undefined } as unknown as Tools), false)
})

test.run()
