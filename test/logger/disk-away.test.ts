/** Tests a journal on a USB stick that is removed and put back. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Lab, verify, visit } from './journal-lab.ts'

const test = suite('disk away')
const DIR = '/flash/journal'
const sites = (lines: readonly string[]) => lines.flatMap((line) => /"site":"([^"]+)"/.exec(line)?.[1] ?? [])
const events = (lines: readonly string[]) => lines.flatMap((line) => /"event":"([^"]+)"/.exec(line)?.[1] ?? [])

/** `empty`: the mount's folder stays behind, with nothing in it. */
function pull(lab: Lab, empty: boolean): () => void {
  lab.volume.renameSync(DIR, '/stick')
  if (empty) lab.volume.mkdirSync(DIR)
  return () => {
    if (empty) assert.equal(lab.volume.readdirSync(DIR), [], 'nothing is written beside the stick')
    else assert.not.ok(lab.volume.existsSync(DIR), 'no folder is made in place of the stick')
    if (empty) lab.volume.rmdirSync(DIR)
    lab.volume.renameSync('/stick', DIR)
  }
}

for (const empty of [false, true])
  test(`rows wait in RAM, over a change of day, and all catch up${empty ? ' (an empty folder stays)' : ''}`, () => {
    const lab = new Lab()
    const journal = lab.open()
    journal.attach({ state: () => ['state'], rows: () => [visit('open')] })
    journal.append(visit('before'))
    assert.ok(journal.flush())
    const putBack = pull(lab, empty)
    for (let day = 0; day < 3; day++) {
      journal.append(visit(`day ${day}`))
      assert.not.ok(journal.flush())
      assert.match(journal.trouble?.text ?? '', /journal: disk: .*(not there|ENOENT)/)
      lab.now += 86_400_000
    }
    putBack()
    assert.ok(journal.flush())
    assert.is(journal.trouble, undefined)
    journal.close()
    assert.equal(sites(lab.lines()), ['before', 'day 0', 'day 1', 'day 2'])
    assert.equal(events(lab.lines()), ['disk-away', 'disk-back', 'stopped'])
    assert.is(verify(lab.days()).wrong, undefined)
    assert.is(lab.said.filter((line) => line.includes('disk')).length, 1)
  })

test('RAM is bounded: what does not fit is counted in a gap row, and the numbers go on without a hole', () => {
  const lab = new Lab()
  const journal = lab.open({ maxWaiting: 20_000 })
  journal.append(visit('before'))
  journal.flush()
  const putBack = pull(lab, true)
  let kept = 0
  for (let n = 0; n < 1000; n++) {
    if (journal.append(visit(`away-${n}`)) !== undefined) kept++
    if (n % 100 === 0) assert.not.ok(journal.flush())
  }
  const held = journal.waiting.reduce((sum, line) => sum + line.length, 0)
  assert.ok(held < 21_000, `${held}`)
  assert.ok(lab.volume.statSync('/ram/journal.spool').size < 60_000)
  putBack()
  assert.ok(journal.flush())
  journal.append(visit('after'))
  journal.close()
  const lines = lab.lines()
  assert.is(sites(lines).length, kept + 2)
  const gap = lines.map((line) => JSON.parse(line).gap).find((each) => each !== undefined)
  assert.is(gap.why, 'no-space')
  assert.is(gap.rows, 1000 - kept)
  assert.equal(
    lines.map((line) => JSON.parse(line).n),
    lines.map((_, at) => at + 1),
  )
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a daemon that is killed meanwhile brings its rows along', () => {
  const lab = new Lab()
  const first = lab.open()
  first.append(visit('before'))
  first.flush()
  const putBack = pull(lab, true)
  first.append(visit('away'))
  assert.not.ok(first.flush())
  putBack()
  const second = lab.open()
  second.append(visit('after'))
  second.close()
  assert.equal(sites(lab.lines()), ['before', 'away', 'after'])
  assert.is(verify(lab.days()).wrong, undefined)
})

test('a file that is shorter than what was written is never filled up', () => {
  const lab = new Lab()
  const journal = lab.open()
  journal.append(visit('before'))
  journal.flush()
  const path = `${DIR}/2026-10-05.jsonl`
  const whole = lab.volume.readFileSync(path) as Buffer
  journal.append(visit('after'))
  lab.volume.writeFileSync(path, whole.subarray(0, 100))
  assert.not.ok(journal.flush())
  assert.is(lab.volume.statSync(path).size, 100)
  lab.volume.writeFileSync(path, whole)
  assert.ok(journal.flush())
  assert.equal(sites(lab.lines()), ['before', 'after'])
})

test.run()
