/** Minutes: numbers, signing, and decisions that become entries of the plan. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  emptyMinutes,
  type MeetingInput,
  nextNumber,
  planDecisions,
  readMeeting,
  removeMeeting,
  saveMeeting,
  signMeeting,
} from '../../src/registers/minutes.ts'
import { emptyPlan } from '../../src/registers/year-plan.ts'

const test = suite('minutes')
const author = { user: 'deputy', at: '2026-09-02T05:00:00Z', today: '2026-09-02' }
let next = 0
const id = () => `d${next++}`
const input: MeetingInput = {
  ...{ number: '1', date: '2026-09-02', place: 'Балқаш' },
  chair: { name: 'Ахметова Г. С.', post: 'директор' },
  secretary: { name: 'Ким О. В.', post: '' },
  present: [{ name: 'Серікова А. Б.', post: 'информатика мұғалімі' }],
  items: [
    {
      question: 'Ақ тізім туралы',
      speaker: 'Серікова А. Б.',
      heard: 'Бірінші.\r\n\r\n\r\nЕкінші.',
      decisions: [
        { text: 'Ақ тізім бекітілсін', who: 'директор', due: '2026-09-05' },
        { text: 'Назарға алынсын', who: '' },
      ],
      votes: { for: 5, against: 0, abstained: 0 },
    },
  ],
}
const meeting = (changes: Partial<MeetingInput> = {}, name = 'm1') =>
  readMeeting({ ...input, ...changes }, author, name, id)

test('a meeting is read, cleaned, with names for its decisions', () => {
  const read = meeting()
  assert.is(read.items[0]?.heard, 'Бірінші.\n\nЕкінші.')
  assert.is(read.items[0]?.decisions.length, 2)
  assert.is(read.items[0]?.decisions[1]?.due, undefined)
})

for (const [what, changes, words] of [
  ['no agenda', { items: [] }, /items/],
  ['a day that is none', { date: '2026-02-30' }, /date/],
  ['no chair', { chair: { name: ' ', post: '' } }, /chair/],
  ['an empty decision', { items: [{ question: 'q', decisions: [{ text: '', who: '' }] }] }, /items 1 decision 1/],
  [
    'half a vote',
    { items: [{ question: 'q', decisions: [], votes: { for: 0.5, against: 0, abstained: 0 } }] },
    /votes/,
  ],
] as const) {
  test(`${what} is refused by name`, () => {
    assert.throws(() => meeting(changes), words)
  })
}

test('numbers go on within a school year, and none comes twice', () => {
  assert.is(nextNumber(emptyMinutes, '2026-09-02'), '1')
  const book = saveMeeting(emptyMinutes, meeting({ number: '3/1' }))
  assert.is(nextNumber(book, '2026-10-01'), '4')
  assert.is(nextNumber(book, '2027-09-01'), '1')
  assert.throws(() => saveMeeting(book, meeting({ number: '3/1' }, 'm2')), /number/)
  assert.is(saveMeeting(book, meeting({ number: '3/1', date: '2027-09-03' }, 'm2')).meetings.length, 2)
})

test('signed minutes stay as they are', () => {
  const book = signMeeting(saveMeeting(emptyMinutes, meeting()), 'm1', author)
  assert.throws(() => saveMeeting(book, meeting({ place: 'x' })), /signed/)
  assert.throws(() => removeMeeting(book, 'm1'), /stay/)
  assert.throws(() => signMeeting(book, 'm1', author), /already/)
  assert.is(removeMeeting(saveMeeting(emptyMinutes, meeting()), 'm1').meetings.length, 0)
})

test('decisions with a day go into the plan, once', () => {
  const read = meeting()
  const first = planDecisions(emptyPlan, read, author, id)
  assert.is(first.added, 1)
  const [entry] = first.plan.entries
  assert.equal([entry?.kind, entry?.due, entry?.who.text], ['decision', '2026-09-05', 'директор'])
  assert.is(planDecisions(first.plan, read, author, id).added, 0)
  const items = [
    {
      ...read.items[0],
      decisions: [...(read.items[0]?.decisions ?? []), { text: 'Тағы', who: 'x', due: '2026-10-01' }],
    },
  ]
  const longer = meeting({ items: items as MeetingInput['items'] })
  assert.is(planDecisions(first.plan, longer, author, id).added, 1)
})

test.run()
