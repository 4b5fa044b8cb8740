/** The form of minutes: people, agenda, what was heard, what was decided. */
import dom from 'luci:dom'
import type { Contract, MeetingMinutes, MeetingPerson } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { type Field, input } from '../field.ts'
import { linesOf, textArea } from './text-area.ts'

/** `Name, post` a line. */
const readPerson = (line: string): MeetingPerson => {
  const at = line.indexOf(',')
  return at < 0 ? { name: line.trim(), post: '' } : { name: line.slice(0, at).trim(), post: line.slice(at + 1).trim() }
}
const writePerson = ({ name, post }: MeetingPerson) => (post === '' ? name : `${name}, ${post}`)

interface Part<Value> {
  readonly node: HTMLElement
  value(): Value
}

/** Parts of one kind, one below the other, that can be added and taken away. */
function many<Value>(first: readonly Part<Value>[], make: () => Part<Value>, add: string, name: string) {
  let parts = [...first]
  const body = E('div', {}, [])
  function draw(): void {
    dom.content(
      body,
      parts.map((part) => {
        const drop = () => {
          parts = parts.filter((each) => each !== part)
          draw()
        }
        return E('div', { class: 'aq-card', 'data-name': name }, [part.node, button(_('Take away'), drop)])
      }),
    )
  }
  const more = () => {
    parts = [...parts, make()]
    draw()
  }
  draw()
  return {
    node: E('div', { class: 'aq-wide' }, [body, button(add, more, { name: `add-${name}` })]),
    values: () => parts.map((part) => part.value()),
  }
}

type Saved = Contract['minutes_save']['arguments']
type Item = Saved['items'][number]
type Decision = Item['decisions'][number]

function decisionPart(decision?: Decision): Part<Decision> {
  const text = textArea({ name: 'decision', label: _('Decided'), value: decision?.text ?? '', rows: 2 })
  const who = input({ name: 'decision-who', label: _('Who'), value: decision?.who ?? '' })
  const due = input({ name: 'decision-due', label: _('Due'), type: 'date', value: decision?.due ?? '' })
  return {
    node: E('div', { class: 'aq-form' }, [text.node, who.node, due.node]),
    value: () => ({
      ...(decision?.id === undefined ? {} : { id: decision.id }),
      ...{ text: text.value(), who: who.value() },
      ...(due.value() === '' ? {} : { due: due.value() }),
    }),
  }
}

function itemPart(item?: Item): Part<Item> {
  const question = input({ name: 'question', label: _('Question of the agenda'), value: item?.question ?? '' })
  const speaker = input({ name: 'speaker', label: _('Speaker'), value: item?.speaker ?? '' })
  const heard = textArea({ name: 'heard', label: _('Heard'), value: item?.heard ?? '' })
  const decisions = many((item?.decisions ?? []).map(decisionPart), decisionPart, _('Add a decision'), 'decision')
  return {
    node: E('div', { class: 'aq-form' }, [question.node, speaker.node, heard.node, decisions.node]),
    value: () => ({
      ...{ question: question.value(), speaker: speaker.value(), heard: heard.value() },
      decisions: decisions.values(),
      ...(item?.votes === undefined ? {} : { votes: item.votes }),
    }),
  }
}

export interface MinutesForm {
  readonly node: HTMLElement
  value(): Saved
}

export function minutesForm(before: MeetingMinutes | undefined, next: string, today: string): MinutesForm {
  const person = (name: string, label: string, value: MeetingPerson | undefined) =>
    input({ name, label, value: value === undefined ? '' : writePerson(value) })
  const people = (name: string, label: string, value: readonly MeetingPerson[] = []): Field =>
    textArea({ name, label, value: value.map(writePerson).join('\n') })
  const number = input({ name: 'number', label: _('Number'), value: before?.number ?? next })
  const day = input({ name: 'date', label: _('Day'), type: 'date', value: before?.date ?? today })
  const place = input({ name: 'place', label: _('Place'), value: before?.place ?? '' })
  const chair = person('chair', _('Chair (name, post)'), before?.chair)
  const secretary = person('secretary', _('Secretary (name, post)'), before?.secretary)
  const present = people('present', _('Present (name, post; one a line)'), before?.present)
  const absent = people('absent', _('Absent (name, post; one a line)'), before?.absent)
  const first = before === undefined ? [itemPart()] : before.items.map((item) => itemPart(item))
  const items = many(first, () => itemPart(), _('Add a question'), 'item')
  const fields = [number, day, place, chair, secretary, present, absent]
  return {
    node: E('div', { class: 'aq-form' }, [...fields.map(({ node }) => node), items.node]),
    value: () => ({
      ...(before === undefined ? {} : { id: before.id }),
      ...{ number: number.value(), date: day.value(), place: place.value() },
      ...{ chair: readPerson(chair.value()), secretary: readPerson(secretary.value()) },
      ...{ present: linesOf(present).map(readPerson), absent: linesOf(absent).map(readPerson) },
      items: items.values(),
    }),
  }
}
