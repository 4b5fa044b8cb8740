/** Tests the journal's writer: numbers, chain, kills and full disks. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSigningKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { JournalBusy } from '../../src/machine/pid-lock.ts'
import { Lab, START, verify, visit } from './journal-lab.ts'

const test = suite('journal')
const sites = (lines: readonly string[]) => lines.flatMap((line) => /"site":"([^"]+)"/.exec(line)?.[1] ?? [])

test('rows are numbered from 1 and go on after a restart, in one chain', () => {
  const lab = new Lab()
  const first = lab.open()
  first.append(visit('one'))
  first.close()
  const second = lab.open()
  assert.ok(second.left.clean)
  second.append(visit('two'))
  second.close()
  const lines = lab.lines()
  assert.equal(
    lines.map((line) => JSON.parse(line).n),
    lines.map((_, index) => index + 1),
  )
  assert.equal(sites(lines), ['one', 'two'])
  const result = verify(lab.days())
  assert.is(result.wrong, undefined)
  assert.is(result.unsealed, 1)
  assert.is(result.seals, 2)
})

test('a kill loses no row: what was not flushed comes from RAM', () => {
  const lab = new Lab()
  const first = lab.open()
  first.append(visit('one'))
  first.flush()
  first.append(visit('two'))
  first.seal()
  first.append(visit('three'))
  assert.equal(sites(lab.lines()), ['one'])
  const second = lab.open()
  assert.not.ok(second.left.clean)
  second.close()
  assert.equal(sites(lab.lines()), ['one', 'two', 'three'])
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a kill between the disk and the spool writes nothing twice', () => {
  const lab = new Lab()
  const first = lab.open()
  first.append(visit('one'))
  lab.before = (call, path) => {
    if (call === 'rename' && path.startsWith('/ram')) throw new Error('killed')
  }
  first.flush()
  lab.before = () => {}
  lab.open().close()
  assert.equal(sites(lab.lines()), ['one'])
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a power cut: the open visits that the disk had are left, those written since are not', () => {
  const lab = new Lab()
  const first = lab.open()
  first.attach({ state: () => ['state'], rows: () => [visit('open'), visit('closing')] })
  first.append(visit('one'))
  first.flush()
  // The day's file was synchronised, `open.json` not yet.
  lab.before = (_call, path) => {
    if (path.includes('open.json')) throw new Error('power')
  }
  first.attach({ state: () => ['state'], rows: () => [visit('open')] })
  first.append(visit('closing'))
  first.flush()
  lab.before = () => {}
  lab.cutPower()
  const second = lab.open()
  assert.not.ok(second.left.clean)
  assert.equal(second.left.spool, [])
  assert.equal(
    second.left.rows.map((row) => ('site' in row ? row.site : '')),
    ['open'],
  )
  // The row that came through is later, but of the visit that goes on nobody knows more than was saved.
  assert.is(second.left.lastWritten, START / 1000)
  second.close()
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a torn last row is cut, said, and the chain holds', () => {
  const lab = new Lab()
  const first = lab.open()
  first.append(visit('one'))
  first.append(visit('two'))
  first.flush()
  lab.cutPower()
  const path = '/flash/journal/2026-10-05.jsonl'
  const whole = lab.volume.readFileSync(path) as Buffer
  for (let cut = 1; cut < 60; cut++) {
    lab.volume.writeFileSync(path, whole.subarray(0, whole.length - cut))
    lab.cutPower()
    const second = lab.open()
    second.append(visit('three'))
    second.close()
    assert.is(verify(lab.days()).wrong, undefined)
    assert.equal(sites(lab.lines()), ['one', 'three'])
    assert.ok(lab.lines().some((line) => line.includes('"event":"torn-tail"')))
  }
})

test('each day has its file, the one before is closed by a signed seal', () => {
  const lab = new Lab()
  const key = createSigningKey()
  const journal = lab.open({ key })
  journal.append(visit('monday'))
  lab.now += 86_400_000
  journal.append(visit('tuesday'))
  lab.now -= 86_400_000
  journal.append(visit('clock went back'))
  journal.close()
  assert.equal(
    lab.days().map(({ name, lines }) => [name.slice(-16), sites(lines)]),
    [
      ['2026-10-05.jsonl', ['monday']],
      ['2026-10-06.jsonl', ['tuesday', 'clock went back']],
    ],
  )
  assert.match(lab.days()[0]?.lines.at(-1) ?? '', /"closes":true,"key":"[0-9a-f]{16}","sig":"[^"]+"\}\}$/)
  assert.is(verify(lab.days(), { keys: [verifyingKeyOf(key)] }).signatures, 1)
  assert.is(verify(lab.days(), { keys: [verifyingKeyOf(createSigningKey())] }).wrong?.code, 'signature')
})

test('days turn while the disk is away, and all catches up', () => {
  const lab = new Lab()
  const journal = lab.open()
  journal.append(visit('one'))
  assert.ok(journal.flush())
  lab.before = (call, path) => {
    if (path.startsWith('/flash') && call !== 'open')
      throw Object.assign(new Error('EROFS: read-only'), { code: 'EROFS' })
  }
  for (let day = 0; day < 3; day++) {
    journal.append(visit(`day ${day}`))
    assert.not.ok(journal.flush())
    assert.match(journal.trouble?.text ?? '', /EROFS/)
    lab.now += 86_400_000
  }
  lab.before = () => {}
  assert.ok(journal.flush())
  assert.is(journal.trouble, undefined)
  journal.close()
  assert.equal(sites(lab.lines()), ['one', 'day 0', 'day 1', 'day 2'])
  assert.is(lab.days().length, 4)
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a disk that stays away: memory is bounded, and a gap row says how many rows are missing', () => {
  const lab = new Lab()
  const journal = lab.open({ maxWaiting: 2000 })
  lab.before = (_call, path) => {
    if (path.startsWith('/flash')) throw new Error('ENOSPC')
  }
  for (let i = 0; i < 100; i++) journal.append(visit(`site ${i}`))
  const kept = journal.waiting.length - 1
  assert.ok(kept > 3 && kept < 12)
  assert.is(lab.said.length, 0)
  journal.flush()
  journal.flush()
  assert.is(lab.said.length, 1)
  lab.before = () => {}
  journal.flush()
  journal.close()
  assert.match(lab.lines().join('\n'), new RegExp(`"why":"no-space","rows":${100 - kept}\\b`))
  assert.is(verify(lab.days()).wrong, undefined)
})

test('half a batch on the disk is cut off before the next one', () => {
  const lab = new Lab()
  const journal = lab.open()
  journal.append(visit('one'))
  journal.flush()
  journal.append(visit('two'))
  lab.before = (call, path) => {
    if (call === 'fsync' && path.endsWith('.jsonl')) throw new Error('EIO')
  }
  assert.not.ok(journal.flush())
  lab.before = () => {}
  journal.append(visit('three'))
  journal.close()
  assert.equal(sites(lab.lines()), ['one', 'two', 'three'])
  assert.is(verify(lab.days()).wrong, undefined)
})

/** Runs a day's work in which the n-th change of a file fails; gives how many changes there were. */
function workWithFault(failing: number, kill: 'killed' | 'power' | 'goes on'): { lab: Lab; calls: number } {
  const lab = new Lab()
  let calls = 0
  const journal = lab.open()
  lab.before = () => {
    if (++calls === failing || (calls > failing && kill !== 'goes on')) throw new Error('EIO')
  }
  try {
    for (let i = 0; i < 6; i++) {
      journal.append(visit(`site-${i}`))
      if (i % 2 === 1) journal.flush()
      if (i === 3) lab.now += 86_400_000
    }
    if (kill === 'goes on') journal.close()
  } catch (error) {
    assert.match(String(error), /EIO/)
  }
  lab.before = () => {}
  if (kill === 'power') lab.cutPower()
  return { lab, calls }
}

for (const kill of ['killed', 'power', 'goes on'] as const) {
  test(`whichever change of a file fails (then ${kill}): old or new, never half`, () => {
    const { calls } = workWithFault(Number.POSITIVE_INFINITY, kill)
    assert.ok(calls > 20)
    for (let n = 1; n <= calls; n++) {
      const { lab } = workWithFault(n, kill)
      if (kill !== 'goes on' || lab.volume.existsSync('/ram/journal.lock')) lab.open().close()
      const found = sites(lab.lines())
      assert.is(verify(lab.days()).wrong, undefined, `${n}: ${JSON.stringify(verify(lab.days()).wrong)}`)
      const expected = [0, 1, 2, 3, 4, 5].map((i) => `site-${i}`).slice(0, found.length)
      assert.equal(found, expected, `change ${n}`)
      if (kill === 'goes on') assert.is(found.length, 6, `change ${n}`)
    }
  })
}

test('there is one writer', () => {
  const lab = new Lab()
  const proc = (pid: string, start: number, state = 'S') => {
    lab.volume.mkdirSync(`/proc/${pid}`, { recursive: true })
    lab.volume.writeFileSync(`/proc/${pid}/stat`, `77 (no de) ${state} ${'0 '.repeat(18)}${start} 0`)
  }
  lab.volume.mkdirSync('/proc/sys/kernel/random', { recursive: true })
  lab.volume.writeFileSync('/proc/sys/kernel/random/boot_id', 'boot-1\n')
  proc('self', 500)
  proc('77', 500)
  const journal = lab.open()
  const isBusy = (error: unknown) => error instanceof JournalBusy && /pid 77/.test(error.message)
  assert.throws(() => lab.open(), isBusy)
  // It was killed, and nobody has asked what became of it.
  proc('77', 500, 'Z')
  lab.open()
  proc('77', 500)
  assert.throws(() => lab.open(), isBusy)
  // The number was given to another process, or the router was started again: the lock is nobody's.
  proc('77', 900)
  lab.open()
  lab.volume.writeFileSync('/proc/sys/kernel/random/boot_id', 'boot-2\n')
  lab.open()
  assert.ok(journal.last >= 0)
})

test('rows written before the clock was set say so, in the file that was there', () => {
  const lab = new Lab()
  const first = lab.open()
  first.append(visit('before'))
  first.close()
  lab.now = 5_000
  const second = lab.open()
  second.append(visit('early'))
  second.close()
  assert.is(lab.days().length, 1)
  const line = lab.lines().find((text) => text.includes('early')) ?? ''
  assert.match(line, /"clock":"unset"\}$/)
  assert.is(verify(lab.days()).wrong, undefined)
})

test('another zone of the router counts from the next row on, and a row says so', () => {
  const lab = new Lab()
  const journal = lab.open()
  journal.append(visit('one'))
  const [, offset] = /([+-]\d\d:\d\d)$/.exec(journal.time(1_780_000_000)) ?? []
  assert.is(offset, '+05:00')
  journal.followZone('Asia/Almaty')
  journal.followZone('Asia/Tokyo')
  journal.followZone('Asia/Tokyo')
  assert.match(journal.time(1_780_000_000), /\+09:00$/)
  journal.close()
  const rows = lab.lines().map((line) => JSON.parse(line))
  assert.equal(
    rows.filter(({ event }) => event === 'zone').map(({ n: _, ...row }) => row),
    [{ at: rows.find(({ event }) => event === 'zone').at, event: 'zone', from: 'Asia/Almaty', to: 'Asia/Tokyo' }],
  )
  for (const { at } of rows.slice(rows.findIndex(({ event }) => event === 'zone'))) assert.match(at, /\+09:00$/)
  assert.is(verify(lab.days()).wrong, undefined)
})

for (const [what, now, zone, days] of [
  ['tomorrow begins a new day', '2026-10-05T15:00:00Z', 'Pacific/Kiritimati', ['2026-10-05', '2026-10-06']],
  ['yesterday stays in the day', '2026-10-05T04:00:00Z', 'Pacific/Pago_Pago', ['2026-10-05']],
] as const)
  test(`a zone in which it is ${what}`, () => {
    const lab = new Lab()
    lab.now = Date.parse(now)
    const journal = lab.open()
    journal.append(visit('one'))
    journal.followZone(zone)
    journal.append(visit('two'))
    journal.close()
    assert.equal(
      lab.lines().flatMap((line) => JSON.parse(line).day?.date ?? []),
      days,
    )
    assert.is(verify(lab.days()).wrong, undefined)
    assert.equal(sites(lab.lines()), ['one', 'two'])
    lab.open().close()
    assert.is(verify(lab.days()).wrong, undefined)
  })

test.run()
