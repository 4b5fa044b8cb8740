/** The calendar file, read back by a reader of our own that knows RFC 5545's lines. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { escapeText, foldLine, printCalendar } from '../../src/registers/icalendar.ts'
import { suggestPlan } from '../../src/registers/plan-days.ts'
import { typed } from '../../src/registers/plan-schema.ts'
import { schoolYear } from '../../src/registers/school-year.ts'
import { addEntry, emptyPlan, fillPlan, markDone, type Plan } from '../../src/registers/year-plan.ts'
import * as fc from '../properties.ts'

const test = suite('the calendar')
const author = { user: 'u', at: '2026-09-10T05:06:07.123Z', today: '2026-09-10' }
const options = { language: 'kk', school: '№ 2 мектеп' } as const

const unfold = (text: string) => text.replace(/\r\n[ \t]/g, '')
const plain = (text: string) => text.replace(/\\([\\;,nN])/g, (_, mark: string) => (/n/i.test(mark) ? '\n' : mark))
/** Each component's properties; a line that is no property fails. */
function read(text: string): Map<string, string>[] {
  assert.ok(text.endsWith('\r\n'))
  assert.not.match(text.replaceAll('\r\n', ''), /[\r\n]/)
  for (const line of text.slice(0, -2).split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  const stack: string[] = []
  const events: Map<string, string>[] = []
  for (const line of unfold(text).slice(0, -2).split('\r\n')) {
    const [, name = '', value = ''] = /^([A-Z-]+(?:;[A-Z]+=[A-Z]+)?):(.*)$/.exec(line) ?? assert.unreachable(line) ?? []
    if (name === 'BEGIN') {
      stack.push(value)
      if (value === 'VEVENT') events.push(new Map())
    } else if (name === 'END') assert.is(stack.pop(), value)
    else if (stack.at(-1) === 'VEVENT') events.at(-1)?.set(name, plain(value))
    else if (stack.at(-1) === 'VALARM') events.at(-1)?.set(`ALARM-${name}`, plain(value))
  }
  assert.equal(stack, [])
  return events
}

test('one event in full', () => {
  const input = { kind: 'other', title: 'Жиналыс; бірге, «ата-аналар»', who: 'Ә', due: '2026-12-31' } as const
  const plan = addEntry({ ...emptyPlan, calendar: 'cal1' }, input, author, 'e1')
  assert.is(
    unfold(printCalendar(plan, plan.entries, options)),
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//aqtizim//plan of the year//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'X-WR-CALNAME:Ақ тізім: жылдық жоспар\\, № 2 мектеп',
      'BEGIN:VEVENT',
      'UID:e1@cal1.aqtizim',
      'DTSTAMP:20260910T050607Z',
      'SEQUENCE:0',
      'DTSTART;VALUE=DATE:20261231',
      'DTEND;VALUE=DATE:20270101',
      'SUMMARY:Жиналыс\\; бірге\\, «ата-аналар»',
      'DESCRIPTION:Ә',
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Жиналыс\\; бірге\\, «ата-аналар»',
      'TRIGGER:-PT39H',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  )
})

test('a whole year reads back, with names that stay when it is changed', () => {
  let next = 0
  const fill = (plan: Plan) => fillPlan(plan, suggestPlan(2026, schoolYear(2026).terms), author, () => `i${next++}`)
  const plan = fill({ ...emptyPlan, calendar: 'c' })
  const events = read(printCalendar(plan, plan.entries, { ...options, language: 'ru' }))
  assert.is(events.length, plan.entries.length)
  const names = events.map((each) => each.get('UID'))
  assert.is(new Set(names).size, names.length)
  const first = plan.entries[0]?.id ?? ''
  const done = markDone(plan, first, { date: '2026-09-10', note: 'так' }, author)
  const after = read(printCalendar(done, done.entries, { ...options, language: 'ru' }))
  assert.equal(
    after.map((each) => each.get('UID')),
    names,
  )
  const event = after.find((each) => each.get('UID') === `${first}@c.aqtizim`)
  assert.match(event?.get('SUMMARY') ?? '', /^✓ /)
  assert.match(event?.get('DESCRIPTION') ?? '', /Выполнено: 2026-09-10\nтак/)
  assert.not.ok(event?.has('ALARM-TRIGGER'))
  assert.is(event?.get('SEQUENCE'), '1')
})

const anyText = fc.string({ unit: 'binary', maxLength: 300 })

test('no text breaks out of its line, and what can be shown comes back', () => {
  fc.assert(
    fc.property(anyText, anyText, (title, who) => {
      const words = { title: typed(title), who: typed(who) }
      const entry = { id: 'e', kind: 'other', ...words, from: '2026-09-01' } as const
      const plan = { calendar: 'c', entries: [{ ...entry, due: '2026-09-01', at: author.at, changes: 0 }] }
      const [event, ...more] = read(printCalendar(plan, plan.entries, options))
      assert.equal(more, [])
      const shown = title
        .replace(/\r\n?/g, '\n')
        .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, ' ')
        .replace(/[\ud800-\udfff]/gu, ' ')
      assert.is(event?.get('SUMMARY'), shown)
    }),
  )
})

test('folding cuts at 75 octets and never inside a letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const line = escapeText(text)
      const folded = foldLine(`X:${line}`)
      for (const part of folded.split('\r\n')) {
        assert.ok(Buffer.byteLength(part) <= 75)
        assert.is(Buffer.from(part).toString(), part, 'no letter is cut in two')
      }
      assert.is(folded.replace(/\r\n /g, ''), `X:${line}`)
    }),
  )
  assert.is(foldLine('a'.repeat(75)), 'a'.repeat(75))
  assert.is(foldLine(`${'a'.repeat(74)}ә`), `${'a'.repeat(74)}\r\n ә`)
})

test.run()
