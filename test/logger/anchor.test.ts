/** What the router remembers of its journal: a stick that is missing at the start, and an end that was cut off. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Journal } from '../../src/logger/journal.ts'
import type { Files } from '../../src/machine/machine.ts'
import { Lab, verify, visit } from './journal-lab.ts'

const test = suite('anchor')
const DIR = '/flash/journal'
const anchor = '/etc/journal.json'
const MINUTE = 60_000

/** A router whose journal lies on a stick that is mounted at `/flash`. */
class Router extends Lab {
  isMounted = true

  constructor() {
    super()
    const real = this.files.statSync
    const statSync = ((path: string) => {
      const found = real(path)
      return path.startsWith('/flash') && this.isMounted ? { ...found, dev: 7 } : { ...found, dev: 1 }
    }) as Files['statSync']
    Object.assign(this.files, { statSync })
    this.volume.mkdirSync('/etc')
    this.volume.mkdirSync(DIR, { recursive: true })
  }

  start(options = {}): Journal {
    return this.open({ anchor, ...options })
  }

  /** The mount point stays behind, with nothing in it. */
  pull(): void {
    this.volume.renameSync('/flash', '/stick')
    this.volume.mkdirSync('/flash')
    this.isMounted = false
  }

  putBack(): void {
    assert.equal(this.volume.readdirSync('/flash'), [], 'nothing is written beside the stick')
    this.volume.rmdirSync('/flash')
    this.volume.renameSync('/stick', '/flash')
    this.isMounted = true
  }

  rows() {
    return this.lines().map((line) => JSON.parse(line))
  }

  /** One word for each row that is no day and no seal. */
  story(): string[] {
    return this.rows().flatMap(({ site, event, gap }) => site ?? event ?? gap?.why ?? [])
  }

  assertWhole(): void {
    assert.is(verify(this.days(), { whole: true }).wrong, undefined)
    assert.equal(
      this.rows().map(({ n }) => n),
      this.rows().map((_, at) => at + 1),
    )
  }
}

/** A journal of two visits, ended well or by a power cut. */
function afterBoot(isCut: boolean): Router {
  const router = new Router()
  const journal = router.start()
  if (isCut) journal.attach({ state: () => [], rows: () => [visit('open.kz', { cut: true })] })
  journal.append(visit('one.kz'))
  journal.seal()
  journal.append(visit('two.kz'))
  journal.flush()
  if (!isCut) journal.close()
  router.cutPower()
  router.now += 10 * MINUTE
  return router
}

for (const isCut of [false, true])
  test(`a stick that is missing at the start is no new journal: rows wait and join it (${isCut ? 'power cut' : 'clean'})`, () => {
    const router = afterBoot(isCut)
    router.pull()
    const journal = router.start()
    assert.ok(journal.isApart)
    assert.match(journal.trouble?.text ?? '', /nothing is mounted at \/flash: the journal's disk is away/)
    for (let day = 0; day < 3; day++) {
      journal.append(visit(`away-${day}.kz`))
      journal.seal({ kernel: { lab: { allowed: 3 } }, recorded: { lab: { allowed: 3 } } })
      assert.not.ok(journal.flush())
      router.now += 86_400_000
    }
    router.putBack()
    assert.ok(journal.flush())
    assert.not.ok(journal.isApart)
    assert.is(journal.trouble, undefined)
    journal.append(visit('after.kz'))
    journal.close()
    const before = isCut ? ['one.kz', 'two.kz', 'open.kz', 'power-cut'] : ['one.kz', 'two.kz', 'stopped', 'daemon-down']
    const away = ['away-0.kz', 'disk-away', 'away-1.kz', 'away-2.kz']
    assert.equal(router.story(), [...before, ...away, 'disk-back', 'after.kz', 'stopped'])
    const counted = router.rows().filter(({ seal }) => seal?.kernel !== undefined)
    assert.is(counted.length, 3, 'what the kernel had counted is in the seals')
    assert.is(router.days().length, 4)
    assert.is(journal.missing, undefined)
    router.assertWhole()
  })

test('kills on the way lose nothing and repeat nothing, whether the stick is back or not', () => {
  const router = afterBoot(true)
  router.pull()
  router.start().append(visit('first.kz'))
  const second = router.start()
  second.append(visit('second.kz'))
  second.flush()
  second.append(visit('third.kz'))
  router.putBack()
  // Killed again as soon as it has read what was left, and in the middle of its first flush.
  router.start()
  const fourth = router.start()
  router.before = (call, path) => {
    if (call === 'rename' && path.endsWith('journal.spool')) throw new Error('killed')
  }
  fourth.flush()
  router.before = () => {}
  const last = router.start()
  last.close()
  const story = router.story().filter((word) => word.endsWith('.kz') || word === 'power-cut')
  assert.equal(story, ['one.kz', 'two.kz', 'open.kz', 'power-cut', 'first.kz', 'second.kz', 'third.kz'])
  router.assertWhole()
})

test('a kill between the numbers and the disk neither loses nor repeats a row', () => {
  for (const failing of ['open', 'write', 'fsync', 'rename']) {
    const router = afterBoot(true)
    router.pull()
    const first = router.start()
    first.append(visit('away.kz'))
    first.flush()
    router.putBack()
    router.before = (call, path) => {
      if (call === failing && path.startsWith('/flash')) throw new Error('killed')
    }
    assert.not.ok(first.flush())
    router.before = () => {}
    router.start().close()
    const story = ['one.kz', 'two.kz', 'open.kz', 'power-cut', 'away.kz', 'disk-away', 'stopped']
    assert.equal(
      router.story().filter((word) => word !== 'disk-back'),
      story,
      failing,
    )
    router.assertWhole()
  }
})

test('a daemon that starts anew while the stick is out brings along what the one before could not write', () => {
  const router = afterBoot(false)
  const first = router.start()
  first.append(visit('written.kz'))
  first.flush()
  router.pull()
  first.append(visit('pulled.kz'))
  first.close()
  const second = router.start()
  assert.ok(second.isApart)
  assert.ok(second.left.clean)
  second.append(visit('away.kz'))
  second.flush()
  router.putBack()
  second.close()
  const sites = router.story().filter((word) => word.endsWith('.kz'))
  assert.equal(sites, ['one.kz', 'two.kz', 'written.kz', 'pulled.kz', 'away.kz'])
  assert.not.ok(router.story().includes('rows-missing'))
  router.assertWhole()
})

test('before the clock is set rows join the day that the stick has, and bear it', () => {
  const router = afterBoot(false)
  const { now } = router
  router.pull()
  router.now = MINUTE
  const journal = router.start()
  journal.append(visit('early.kz'))
  router.now = now
  router.putBack()
  journal.close()
  assert.is(router.days().length, 1)
  assert.equal(
    router.rows().flatMap(({ site, clock }) => (clock === undefined ? [] : site)),
    ['early.kz'],
  )
  router.assertWhole()
})

test('another stick, with nothing on it: the journal begins anew and says how many rows it lacks', () => {
  const router = afterBoot(false)
  router.pull()
  const journal = router.start()
  journal.append(visit('away.kz'))
  router.volume.rmSync('/stick', { recursive: true })
  router.volume.mkdirSync('/stick')
  router.putBack()
  journal.flush()
  assert.match(journal.missing?.text ?? '', /lacks its last 6 rows, of 6 /)
  journal.close()
  assert.equal(router.story(), ['rows-missing', 'away.kz', 'stopped'])
  assert.is(router.rows().find(({ gap }) => gap !== undefined).gap.rows, 6)
  router.assertWhole()
  assert.is(router.start().missing, undefined, 'said once')
})

test('rows that were cut off the end, or replaced, are said at the next start', () => {
  const changes: readonly (readonly [(lines: string[]) => string[], RegExp, number | undefined])[] = [
    [(lines) => lines.slice(0, -1), /its last 1 rows/, 1],
    [(lines) => lines.slice(0, -4), /its last 4 rows/, 4],
    [
      (lines) => lines.slice(0, -2).concat(lines.slice(-2).map((line) => line.replace(/"head":"./, '"head":"z'))),
      /not those that this router had written/,
      undefined,
    ],
  ]
  for (const [change, words, rows] of changes) {
    const router = afterBoot(false)
    const path = `${DIR}/2026-10-05.jsonl`
    const lines = String(router.volume.readFileSync(path)).split('\n').slice(0, -1)
    router.volume.writeFileSync(path, `${change(lines).join('\n')}\n`)
    const journal = router.start()
    assert.match(journal.missing?.text ?? '', words)
    journal.close()
    const { gap } = router.rows().find((row) => row.gap?.why === 'rows-missing')
    assert.is(gap.rows, rows)
    assert.is(gap.to, '2026-10-05T09:00:00+05:00')
  }
  assert.is(afterBoot(false).start().missing, undefined)
  assert.is(afterBoot(true).start().missing, undefined)
})

test('an anchor that makes no sense, or is about another folder, is none', () => {
  for (const text of [
    '',
    '{',
    '[]',
    '{"format":2}',
    '{"format":1,"dir":"/flash/journal"}',
    '{"format":1,"dir":"/x","mount":"/","last":99,"at":1}',
  ]) {
    const router = afterBoot(false)
    router.volume.writeFileSync(anchor, text)
    const journal = router.start()
    assert.is(journal.missing, undefined)
    assert.not.ok(journal.isApart)
    journal.close()
    router.assertWhole()
  }
})

test('a disk that cannot be read, or an anchor that cannot be written, is a fault and no end', () => {
  const router = afterBoot(false)
  const real = router.files.readdirSync
  let isBroken = true
  const readdirSync = ((path: string) => {
    if (isBroken && path === DIR) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
    return real(path)
  }) as Files['readdirSync']
  Object.assign(router.files, { readdirSync })
  const journal = router.start()
  assert.match(journal.trouble?.text ?? '', /EIO/)
  journal.append(visit('meanwhile.kz'))
  assert.not.ok(journal.flush())
  isBroken = false
  router.before = (_call, path) => {
    if (path.startsWith('/etc')) throw new Error('read-only')
  }
  assert.ok(journal.flush())
  journal.close()
  assert.equal(router.story().slice(-4), ['meanwhile.kz', 'disk-away', 'disk-back', 'stopped'])
  router.assertWhole()
})

test.run()
