/** The district's list over a real HTTPS server: what is kept, what is refused with which code, and when it is asked for. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { DistrictListFollower } from '../../src/district-list/follower.ts'
import { createGet } from '../../src/district-list/https-get.ts'
import type { ReadList } from '../../src/district-list/list-reader.ts'
import type { Machine } from '../../src/machine/machine.ts'
import { nodeMachine } from '../../src/machine/node-machine.ts'
import { breathe } from '../../src/machine/timers.ts'
import type { Message } from '../../src/messages/message.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { type Publisher, publisher, Web } from './web.ts'

const test = suite("the district's list")
const root = mkdtempSync(join(tmpdir(), 'district-list-'))
const real = nodeMachine()
let web: Web
let own: Publisher
let path = ''
let lists = 0

/** A router whose clock stands until it is moved. */
class Router {
  readonly rows: (readonly [string, Readonly<Record<string, string | number>>])[] = []
  readonly follower: DistrictListFollower
  settings: { url: string; key: string } | undefined
  /** Milliseconds of each timer that was set. */
  readonly limits: number[] = []
  /** How often the kept list was read. */
  reads = 0
  #uptime = 0
  #look = () => {}

  constructor(settings: Router['settings'], { authorities = web.ca, seconds = 60, ahead = 0 } = {}) {
    this.settings = settings
    const timers: Machine['timers'] = {
      after: (ms, run) => {
        this.limits.push(ms)
        return real.timers.after(ms, run)
      },
      every: (_ms, run) => {
        this.#look = run
        const timer = { stop() {}, unref: () => timer }
        return timer
      },
    }
    const readFileSync = ((file: string, encoding: 'utf8') => {
      if (file === path) this.reads++
      return real.files.readFileSync(file, encoding)
    }) as typeof real.files.readFileSync
    const files = { ...real.files, readFileSync }
    const now = () => real.now() + ahead
    const machine = { ...real, files, timers, now, uptime: () => this.#uptime, log: () => {} }
    this.follower = new DistrictListFollower({
      ...{ machine, path, breathe, seconds },
      settings: () => this.settings,
      get: createGet({ machine, authorities }),
      random: () => 0.5,
      event: (name, details) => this.rows.push([name, details]),
    })
  }

  /** Milliseconds go by, and the settings are looked at. */
  pass(ms: number): void {
    this.#uptime += ms
    this.#look()
  }

  async kept(): Promise<ReadList | undefined> {
    return this.follower.list()
  }

  async fetch(): Promise<Message | undefined> {
    await this.follower.fetch()
    return this.follower.standing().fault
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const settings = () => ({ url: `${web.url}/list.yaml`, key: own.key })
const site = (name: string) => `  - domain: ${name}\n`

/** The code of the fault, and that of the fault within it. */
async function refusal(router: Router): Promise<(string | undefined)[]> {
  const fault = await router.fetch()
  const inner = fault?.values.fault
  return [fault?.code, typeof inner === 'object' ? inner.code : undefined]
}

test.before(async () => {
  web = await Web.start(root)
})
test.before.each(() => {
  own = publisher()
  web.answers.clear()
  path = join(root, `kept-${++lists}.json`)
})
test.after(() => {
  web.stop()
  rmSync(root, { recursive: true })
})

test('a signed list is kept, over a restart too, and the same is not fetched twice', async () => {
  const text = web.publish(own, 7, site('bilimland.kz'))
  const router = new Router(settings())
  assert.is(await router.kept(), undefined)
  assert.is(await router.fetch(), undefined)
  const kept = await router.kept()
  assert.equal([kept?.version, kept?.date, kept?.text], [7, '2026-11-30', text])
  assert.equal(router.rows, [['district-list-new', { version: 7, date: '2026-11-30', entries: 1 }]])
  const again = new Router(settings())
  assert.is((await again.kept())?.version, 7)
  web.asked.length = 0
  assert.is(await again.fetch(), undefined)
  assert.equal(web.asked, ['/list.yaml.sig'])
  assert.equal(again.rows, [])
})

test('what is not signed, older, other or wrong is refused, and what is there stays', async () => {
  web.publish(own, 5, site('a.kz'))
  const router = new Router(settings())
  assert.is(await router.fetch(), undefined)
  const signedText = web.publish(own, 6, site('b.kz'))
  const refused = async (code: string) => {
    assert.equal(await refusal(router), ['district-list-refused', code])
    assert.is((await router.kept())?.version, 5)
    assert.is(router.follower.faults().length, 1)
    assert.is(router.rows.at(-1)?.[0], 'district-list-refused')
  }
  web.serve('/list.yaml', signedText.replace('b.kz', 'c.kz'))
  await refused('district-list-wrong-signature')
  web.serve('/list.yaml', signedText.slice(0, -3))
  await refused('district-list-wrong-signature')
  web.publish(publisher(), 6, site('b.kz'))
  await refused('district-list-other-key')
  web.publish(own, 4, site('old.kz'))
  await refused('district-list-older')
  web.publish(own, 5, site('other.kz'))
  await refused('district-list-other-content')
  for (const [sites, code] of [
    [site('kz'), 'district-list-wrong'],
    [`${site('d.kz')}    rooms: [lab]\n`, 'district-list-own-key'],
    [`${site('d.kz')}    inside: true\n    resolver: 10.0.0.1\n`, 'district-list-own-key'],
  ] as const) {
    web.publish(own, 6, sites)
    await refused(code)
  }
  web.serve('/list.yaml', '<!doctype html><title>Log in</title>')
  await refused('district-list-no-list')
  web.serve('/list.yaml.sig', '<!doctype html><title>Log in</title>')
  await refused('district-list-no-signature')
  web.publish(own, 6, site('b.kz'))
  assert.is(await router.fetch(), undefined)
  assert.equal([(await router.kept())?.version, router.follower.faults()], [6, []])
})

test('a list of more than its bound, one that breaks off and one that does not come are no list', async () => {
  const text = web.publish(own, 1, site('a.kz'))
  const router = new Router(settings())
  const unreached = async (code: string, asking = router) => {
    assert.equal(await refusal(asking), ['district-list-unreached', code])
    assert.equal([await router.kept(), router.follower.faults(), router.rows], [undefined, [], []])
  }
  const ten = Buffer.alloc(10 * 1024 * 1024, 'a')
  web.serve('/list.yaml', ten)
  await unreached('district-list-large')
  // Without a length in its head.
  web.answers.set('/list.yaml', (_request, response) => {
    response.writeHead(200, { 'Transfer-Encoding': 'chunked' })
    response.end(ten)
  })
  await unreached('district-list-large')
  web.serve('/list.yaml.sig', 'a'.repeat(5000))
  await unreached('district-list-large')
  web.publish(own, 1, site('a.kz'))
  web.answers.set('/list.yaml', (_request, response) => {
    response.writeHead(200, { 'Content-Length': text.length })
    response.write(text.slice(0, 20), () => response.destroy())
  })
  await unreached('server-broke-off')
  web.answers.set('/list.yaml', () => {})
  await unreached('district-list-slow', new Router(settings(), { seconds: 1 }))
  web.answers.delete('/list.yaml')
  await unreached('district-list-status')
})

test('nothing but HTTPS is followed, and nobody but the authorities of the router is trusted', async () => {
  web.publish(own, 1, site('a.kz'))
  const lead = (from: string, to: string, status = 302) =>
    web.answers.set(from, (_request, response) => response.writeHead(status, { Location: to }).end())
  const at = { url: `${web.url}/moved`, key: own.key }
  const router = new Router(at)
  for (const to of ['http://localhost/list.yaml', 'file:///etc/passwd', '//', 'ftp://localhost/'])
    for (const status of [301, 307]) {
      lead('/moved.sig', to, status)
      const [code, inner] = await refusal(router)
      assert.equal([code, inner], ['district-list-unreached', 'district-list-redirect'], to)
    }
  lead('/moved.sig', '/moved.sig')
  assert.equal(await refusal(router), ['district-list-unreached', 'district-list-redirects'])
  lead('/moved.sig', '/list.yaml.sig')
  lead('/moved', `${web.url}/list.yaml`)
  assert.is(await router.fetch(), undefined)
  assert.is((await router.kept())?.version, 1)
  // One limit for all that an attempt asks for.
  assert.equal([...new Set(router.limits.splice(0))], [60_000])
  web.asked.length = 0
  web.publish(own, 2, site('a.kz'))
  assert.is(await router.fetch(), undefined)
  assert.equal(web.asked, ['/moved.sig', '/list.yaml.sig', '/moved', '/list.yaml'])
  assert.equal(router.limits, [60_000])
  const other = mkdtempSync(join(root, 'other-'))
  const stranger = await Web.start(other)
  stranger.stop()
  const distrusting = new Router(settings(), { authorities: stranger.ca })
  assert.equal(await refusal(distrusting), ['district-list-unreached', 'certificate-other-authority'])
  assert.is((await distrusting.kept())?.version, 2)
  const bare = new Router(settings(), { authorities: join(root, 'none.crt') })
  assert.equal(await refusal(bare), ['district-list-unreached', 'district-list-no-authorities'])
  const byAddress = new Router({ ...settings(), url: settings().url.replace('localhost', '127.0.0.1') })
  assert.equal(await refusal(byAddress), ['district-list-unreached', 'certificate-other-name'])
})

test('it comes each day; after a failure sooner, and with other settings soon', async () => {
  web.publish(own, 1, site('a.kz'))
  const router = new Router(settings())
  const comes = async (ms: number, times: number) => {
    web.asked.length = 0
    router.pass(ms)
    await until('the attempt to end', () => !router.follower.standing().running)
    assert.is(web.asked.filter((name) => name.endsWith('.sig')).length, times, `${ms} ms`)
  }
  await comes(4 * MINUTE, 0)
  await comes(2 * MINUTE, 1)
  await comes(23 * HOUR, 0)
  await comes(2 * HOUR, 1)
  web.answers.clear()
  await comes(25 * HOUR, 1)
  await comes(10 * MINUTE, 0)
  await comes(6 * MINUTE, 1)
  await comes(16 * MINUTE, 0)
  await comes(16 * MINUTE, 1)
  assert.is((await router.kept())?.version, 1)
  router.settings = { ...settings(), url: `${web.url}/elsewhere` }
  await comes(1, 0)
  assert.is(router.follower.standing().fault, undefined)
  await comes(6 * MINUTE, 1)
  router.settings = undefined
  await comes(48 * HOUR, 0)
  assert.equal([await router.kept(), router.follower.faults()], [undefined, []])
})

test('what somebody changed on the flash is not believed, and another key begins anew', async () => {
  web.publish(own, 9, site('a.kz'))
  const router = new Router(settings())
  await router.fetch()
  const kept = readFileSync(path, 'utf8')
  for (const broken of [kept.replace('a.kz', 'evil.kz'), kept.slice(0, 50), '[]', 'null', '']) {
    writeFileSync(path, broken)
    assert.is(await router.kept(), undefined, broken)
    assert.is(await router.fetch(), undefined)
    assert.is((await router.kept())?.version, 9)
  }
  const next = publisher()
  web.publish(next, 1, site('new.kz'))
  router.settings = { ...settings(), key: next.key }
  assert.is(await router.kept(), undefined)
  assert.is(await router.fetch(), undefined)
  assert.is((await router.kept())?.version, 1)
})

test('who comes while list and signature are published asks for both once more', async () => {
  const old = web.publish(own, 1, site('a.kz'))
  const router = new Router(settings())
  await router.fetch()
  const text = web.publish(own, 2, site('b.kz'))
  let asked = 0
  web.answers.set('/list.yaml', (_request, response) => response.end(asked++ === 0 ? old : text))
  assert.is(await router.fetch(), undefined)
  assert.equal([asked, (await router.kept())?.version, router.rows.length], [2, 2, 2])
  web.serve('/list.yaml', old)
  web.serve('/list.yaml.sig', own.sign('another'))
  web.asked.length = 0
  assert.equal(await refusal(router), ['district-list-refused', 'district-list-wrong-signature'])
  assert.equal(web.asked, ['/list.yaml.sig', '/list.yaml', '/list.yaml.sig', '/list.yaml'])
})

test('the same list with another comment above its signature is no news', async () => {
  const text = web.publish(own, 1, site('a.kz'))
  const router = new Router(settings())
  await router.fetch()
  const kept = readFileSync(path, 'utf8')
  web.serve('/list.yaml.sig', own.sign(text).replace('a list', 'the same list'))
  assert.is(await router.fetch(), undefined)
  assert.equal([router.rows.length, readFileSync(path, 'utf8')], [1, kept])
})

test('what came for settings that are others by now is dropped', async () => {
  const router = new Router(settings())
  const change = (to: Router['settings'], body: string) =>
    web.answers.set('/list.yaml', (_request, response) => {
      router.settings = to
      response.end(body)
    })
  const text = web.publish(own, 1, site('a.kz'))
  for (const to of [{ ...settings(), key: publisher().key }, { ...settings(), url: `${web.url}/other` }, undefined])
    for (const body of [text, text.slice(1)]) {
      router.settings = settings()
      change(to, body)
      await router.fetch()
      assert.equal(router.follower.standing(), { running: false })
      assert.equal([router.rows, router.follower.faults(), existsSync(path)], [[], [], false])
    }
})

test('a signed list that is no UTF-8 is refused', async () => {
  const [head = '', tail = ''] = web.publish(own, 1, '  # @\n  - domain: a.kz\n').split('@')
  const bytes = Buffer.concat([Buffer.from(head), Buffer.from([0xe9]), Buffer.from(tail)])
  web.serve('/list.yaml', bytes)
  web.serve('/list.yaml.sig', own.sign(bytes))
  assert.equal(await refusal(new Router(settings())), ['district-list-refused', 'district-list-not-utf8'])
})

test('all who ask share one reading, until the list or the key is another, or nobody asks for long', async () => {
  web.publish(own, 1, site('a.kz'))
  const router = new Router(settings())
  await router.fetch()
  router.reads = 0
  const readings = await Promise.all([router.kept(), router.kept()])
  assert.is(readings[0], readings[1])
  assert.is(readings[0]?.whitelist.sites.length, 1)
  router.pass(1)
  assert.is(await router.kept(), readings[0])
  assert.is(router.reads, 1)
  router.settings = { ...settings(), key: publisher().key }
  assert.is(await router.kept(), undefined)
  router.settings = settings()
  web.publish(own, 2, site('b.kz'))
  await router.fetch()
  const next = await router.kept()
  assert.is(next?.version, 2)
  router.settings = undefined
  router.pass(11 * MINUTE)
  router.settings = settings()
  const anew = await router.kept()
  assert.is(anew?.version, 2)
  assert.is.not(anew, next)
})

test('a list that cannot be kept is told', async () => {
  path = join(root, 'no-folder/kept.json')
  web.publish(own, 1, site('a.kz'))
  const router = new Router(settings())
  assert.is((await router.fetch())?.code, 'district-list-unkept')
  assert.is(router.follower.faults().length, 1)
})

test('a list that nothing is heard of for two weeks is a fault, also over restarts, until it is heard of again', async () => {
  web.publish(own, 1, site('a.kz'))
  const day = 24 * HOUR
  const codes = (router: Router) => router.follower.faults().map(({ code }) => code)
  const first = new Router(settings())
  assert.is(first.follower.standing().heard, undefined)
  assert.is(await first.fetch(), undefined)
  const heard = first.follower.standing().heard ?? ''
  assert.ok(Date.parse(heard) > 0)
  web.answers.clear()
  const second = new Router(settings(), { ahead: 14 * day })
  second.pass(1000)
  await second.fetch()
  assert.equal([codes(second), second.follower.standing().heard], [[], heard])
  const third = new Router(settings(), { ahead: 16 * day })
  third.pass(1000)
  await third.fetch()
  assert.equal(codes(third), ['district-list-stale'])
  web.publish(own, 1, site('a.kz'))
  assert.is(await third.fetch(), undefined)
  assert.equal(codes(third), [])
  // Settings that are new begin a time of their own, and a clock that is not set begins none.
  const other = new Router({ ...settings(), url: `${web.url}/other.yaml` }, { ahead: 100 * day })
  other.pass(1000)
  assert.equal(codes(other), [])
  const unset = new Router({ ...settings(), url: `${web.url}/unset.yaml` }, { ahead: -real.now() })
  unset.pass(1000)
  assert.equal(codes(unset), [])
})

test.run()
