/** Tests what is open on demand over restarts, and with both clocks. */
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Openings, openingsLimit } from '../../src/control/openings.ts'
import type { Site } from '../../src/whitelist/whitelist.ts'

const test = suite('openings')
const path = '/etc/aqtizim/openings.json'
const at = (text: string) => Date.parse(`2026-10-05T${text}+05:00`)
const minute = 60_000
const site = { kind: 'domain', domain: 'youtube.com' } as unknown as Site

function router(now: number) {
  const { fs } = memfs({ '/etc/aqtizim/README': '' })
  const clock = { now, uptime: 1000 }
  const logged: string[] = []
  const machine = {
    files: fs as never,
    now: () => clock.now,
    uptime: () => clock.uptime,
    log: (_level: string, text: string) => void logged.push(text),
  }
  const pass = (ms: number) => {
    clock.now += ms
    clock.uptime += ms
  }
  return { fs, clock, logged, pass, start: () => new Openings(machine, path) }
}

const opening = (since: number, minutes: number, more: object = {}) => ({
  ...{ room: 'lab', site: 'youtube.com', since, until: since + minutes * minute, user: 'teacher', lesson: false },
  ...more,
})

test('it is open in its room until its time, and no moment longer', () => {
  const lab = router(at('09:00:00'))
  const openings = lab.start()
  assert.ok(openings.open(opening(lab.clock.now, 10)))
  assert.equal([openings.isOpened(site, 'lab'), openings.isOpened(site, 'media')], [true, false])
  assert.is(openings.nextEnd(), 10 * minute)
  lab.pass(10 * minute - 1)
  assert.ok(openings.isOpened(site, 'lab'))
  lab.pass(1)
  assert.not.ok(openings.isOpened(site, 'lab'))
  assert.equal([openings.key(), openings.nextEnd()], ['', undefined])
  assert.equal(
    openings.endExpired().map(({ user }) => user),
    ['teacher'],
  )
  assert.equal(openings.endExpired(), [])
})

test('a restart and a reboot keep it, and it ends in time', () => {
  const lab = router(at('09:00:00'))
  lab.start().open(opening(lab.clock.now, 10))
  lab.pass(4 * minute)
  lab.clock.uptime = 5 // a reboot
  const again = lab.start()
  assert.ok(again.isOpened(site, 'lab'))
  lab.pass(6 * minute)
  assert.not.ok(again.isOpened(site, 'lab'))
})

test('a clock that is set back makes it no longer, one that is set forward ends it', () => {
  const lab = router(at('09:00:00'))
  const openings = lab.start()
  openings.open(opening(lab.clock.now, 10))
  lab.pass(5 * minute)
  lab.clock.now -= 4 * minute
  assert.ok(openings.isOpened(site, 'lab'))
  lab.pass(5 * minute)
  assert.not.ok(openings.isOpened(site, 'lab'), 'ten minutes of the uptime')
  openings.endExpired()
  openings.open(opening(lab.clock.now, 10))
  lab.clock.now += 3_600_000
  assert.not.ok(openings.isOpened(site, 'lab'))
  openings.endExpired()
  openings.open(opening(lab.clock.now, 10))
  lab.clock.now -= 24 * 3_600_000
  assert.not.ok(openings.isOpened(site, 'lab'), 'before it was opened')
})

test('after a reboot with the clock back it is open no longer than it was opened for', () => {
  const lab = router(at('09:00:00'))
  lab.start().open(opening(lab.clock.now, 10))
  lab.pass(9 * minute)
  lab.clock.uptime = 5
  lab.clock.now = at('08:59:30')
  const again = lab.start()
  assert.ok(again.isOpened(site, 'lab'))
  lab.clock.uptime += 10 * minute
  assert.not.ok(again.isOpened(site, 'lab'))
})

test('while no clock is set it is shut, and it waits for the clock', () => {
  const lab = router(at('09:00:00'))
  lab.start().open(opening(lab.clock.now, 10))
  lab.clock.now = 60_000
  const again = lab.start()
  assert.equal([again.isOpened(site, 'lab'), again.endExpired()], [false, []])
  lab.clock.now = at('09:05:00')
  assert.ok(again.isOpened(site, 'lab'))
  lab.clock.now = at('09:10:00')
  assert.is(again.endExpired().length, 1)
})

test('what was shut by hand does not come back with a restart, on a full disk neither', () => {
  const lab = router(at('09:00:00'))
  const openings = lab.start()
  openings.open(opening(lab.clock.now, 10))
  const { writeFileSync } = lab.fs
  for (const name of ['writeFileSync', 'writeSync'] as const)
    Object.assign(lab.fs, {
      [name]: () => {
        throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
      },
    })
  assert.is(openings.end(({ room }) => room === 'lab').length, 1)
  Object.assign(lab.fs, { writeFileSync })
  assert.equal(lab.start().all(), [])
})

test('a damaged file opens nothing and is logged; there is an end to how many are open', () => {
  const lab = router(at('09:00:00'))
  for (const text of ['{"openings":', '{}', '[]', '{"openings":[{"room":7}]}', '\u0000']) {
    lab.fs.writeFileSync(path, text)
    assert.equal(lab.start().all(), [], text)
  }
  assert.ok(lab.logged.length >= 4)
  const openings = lab.start()
  for (let index = 0; index < openingsLimit; index++)
    assert.ok(openings.open(opening(lab.clock.now, 10, { site: `s${index}.kz` })))
  assert.not.ok(openings.open(opening(lab.clock.now, 10, { site: 'more.kz' })))
  assert.ok(openings.open(opening(lab.clock.now, 20, { site: 's7.kz' })), 'another time for one that is there')
})

test.run()
