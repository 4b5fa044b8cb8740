/** Tests the file of seat plans: restarts, damage, a full disk, and what is logged. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openSeats, seatsHash } from '../../src/seating/store.ts'
import { Lab, visit } from '../logger/journal-lab.ts'

const test = suite('seat plans')
const path = '/etc/aqtizim/seats.json'
const plan = [
  { pc: 'PC-01', pupil: 'Planted Pupil' },
  { pc: 'PC-02', pupil: 'Әлия С.' },
]

function lab() {
  const made = new Lab()
  made.volume.mkdirSync('/etc/aqtizim', { recursive: true })
  const said: string[] = []
  const open = () => openSeats({ files: made.files, log: (_level, message) => void said.push(message) }, path)
  return { ...made, volume: made.volume, files: made.files, lab: made, said, open }
}

test('plans outlive a restart, in a file for its owner alone', () => {
  const { open, volume } = lab()
  const store = open()
  assert.equal(store.list(), [])
  store.save('10 «А»', plan)
  store.save('7 «Ә»', plan.slice(1))
  assert.is(volume.statSync(path).mode & 0o777, 0o600)
  const again = open()
  assert.equal(again.list(), ['7 «Ә»', '10 «А»'])
  assert.equal(again.get('10 «А»'), plan)
  assert.is(seatsHash(again.get('10 «А»')), seatsHash(plan))
  assert.is.not(seatsHash(again.get('7 «Ә»')), seatsHash(plan))
  assert.ok(again.remove('10 «А»'))
  assert.not.ok(again.remove('10 «А»'))
  again.save('7 «Ә»', [])
  assert.equal(open().list(), [])
})

test('what cannot be is refused with the argument named', () => {
  const { open } = lab()
  const store = open()
  assert.throws(() => store.save('=1+1', plan), /^class: /)
  assert.throws(() => store.save('__proto__', plan), /class: /)
  assert.throws(() => store.save('7 А', [{ pc: 'PC-01', pupil: 'a\nb' }]), /rows: control/)
  assert.throws(() => store.save('7 А', [plan[0], plan[0]] as never), /rows: a PC/)
  assert.equal(store.list(), [])
})

test('a full disk leaves the plan as it was', () => {
  const { lab: made, open } = lab()
  const store = open()
  store.save('7 А', plan)
  made.before = () => {
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
  }
  assert.throws(() => store.save('7 А', plan.slice(1)), /ENOSPC/)
  assert.equal(store.get('7 А'), plan)
  made.before = () => {}
  assert.equal(open().get('7 А'), plan)
})

test('a damaged file is kept aside, and the log quotes nothing of it', () => {
  for (const text of [
    '{"format":1,"classes":{"7 А":[{"pc":"PC-01","pupil":"Planted',
    '[]',
    '{"format":2}',
    '{"format":1,"classes":{"7":[{}]}}',
  ]) {
    const { open, volume, said } = lab()
    volume.writeFileSync(path, text)
    assert.equal(open().list(), [])
    assert.is(String(volume.readFileSync(`${path}.damaged`)), text)
    assert.is(said.length, 1)
    assert.not.match(said.join(), /Planted|PC-01/)
  }
})

test('pupils never reach the journal: what stands there is what the router saw', () => {
  const { lab: made, open } = lab()
  open().save('7 А', plan)
  const journal = made.open()
  journal.event('lesson', { state: 'start', room: 'informatics', class: '7 А', user: 'teacher' })
  journal.append(visit('bilimland.kz', { pc: 'PC-01', lesson: '7 А' }))
  journal.attach({ state: () => ['{"visits":[]}'], rows: () => [visit('open.kz', { pc: 'PC-02' })] })
  journal.flush()
  journal.close()
  const everything = Object.entries(made.volume.toJSON()).filter(([name]) => name !== path)
  assert.ok(everything.length >= 2)
  for (const [name, text] of everything) assert.not.match(text ?? '', /Planted|Әлия/, name)
  assert.not.match(made.said.join(), /Planted|Әлия/)
})

test.run()
