/** Tests the compression of days that are over, and which days go. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keepUp } from '../../src/logger/upkeep.ts'
import { Lab, verify, visit } from './journal-lab.ts'

const test = suite('upkeep')
const DIR = '/flash/journal'

function sixDays() {
  const lab = new Lab()
  const journal = lab.open()
  for (let day = 0; day < 6; day++) {
    for (let i = 0; i < 30; i++) journal.append(visit(`site-${i}.kz`))
    journal.flush()
    lab.now += 86_400_000
  }
  lab.now -= 86_400_000
  return { lab, journal }
}

const names = (lab: Lab) =>
  (lab.volume.readdirSync(DIR) as string[]).filter((name) => name.includes('jsonl')).map((name) => name.slice(8))

test('days that are over are compressed one by one, the two newest are not, and the chain holds', () => {
  const { lab, journal } = sixDays()
  const before = lab.lines()
  while (keepUp(lab.files, DIR, journal, { keepDays: 400 }));
  assert.equal(names(lab), ['05.jsonl.gz', '06.jsonl.gz', '07.jsonl.gz', '08.jsonl.gz', '09.jsonl', '10.jsonl'])
  assert.equal(lab.lines(), before)
  assert.is(verify(lab.days()).wrong, undefined)
})

test('the oldest go after keep_days, and a row says so before', () => {
  const { lab, journal } = sixDays()
  while (keepUp(lab.files, DIR, journal, { keepDays: 4 }));
  assert.equal(names(lab), ['07.jsonl.gz', '08.jsonl.gz', '09.jsonl', '10.jsonl'])
  assert.match(
    lab.lines().at(-1) ?? '',
    /"event":"expired","from":"2026-10-05","to":"2026-10-06","days":2,"last":64,"sha256":"[0-9a-f]{64}"/,
  )
  assert.is(verify(lab.days()).wrong, undefined)
})

test('whichever change of a file fails, no row is lost', () => {
  const rows = (lab: Lab) => lab.lines().filter((line) => line.includes('"site"')).length
  for (let failing = 1; failing < 40; failing++) {
    const { lab, journal } = sixDays()
    let calls = 0
    lab.before = () => {
      if (++calls === failing) throw new Error('EIO')
    }
    for (let i = 0; i < 8; i++) {
      try {
        keepUp(lab.files, DIR, journal, { keepDays: 400 })
      } catch (error) {
        assert.match(String(error), /EIO/)
        assert.is(rows(lab), 180)
        assert.is(verify(lab.days()).wrong, undefined)
      }
    }
    assert.is(rows(lab), 180)
    assert.is(names(lab).filter((name) => name.endsWith('.gz')).length, 4)
  }
})

test('with the disk full nothing goes before its row is written', () => {
  const { lab, journal } = sixDays()
  lab.before = (call, path) => {
    if (call === 'write' && path.startsWith('/flash')) throw new Error('ENOSPC')
  }
  assert.throws(() => keepUp(lab.files, DIR, journal, { keepDays: 3 }), /ENOSPC/)
  assert.is(names(lab).length >= 6, true)
})

test.run()
