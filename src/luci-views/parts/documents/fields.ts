/** The form of a paper, made of what the paper says that it asks for. */
import type { PaperField, Status } from '../../../luci-bridge/contract.ts'
import { type Field, input, select } from '../field.ts'

export interface FormField extends Field {
  readonly name: string
  /** What stands in the way, under the field; empty takes it away. */
  complain(text: string): void
}

type Rooms = Status['rooms']

function textarea({ name, label, initial = '' }: PaperField): Field {
  const control = E('textarea', { name, rows: 4 }, []) as HTMLTextAreaElement
  control.value = initial
  return {
    node: E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [label]), control]),
    value: () => control.value,
    set: (text) => {
      control.value = text
    },
  }
}

function checkbox({ name, label, initial }: PaperField): Field {
  const control = E('input', { type: 'checkbox', name }, []) as HTMLInputElement
  control.checked = initial === '1'
  return {
    node: E('label', { class: 'aq-check' }, [control, ' ', label]),
    value: () => (control.checked ? '1' : ''),
    set: (text) => {
      control.checked = text === '1'
    },
  }
}

/** Of the HTML input, where it is one. */
const inputTypes: Partial<Record<PaperField['type'], string>> = { date: 'date', month: 'month', number: 'number' }

function control(field: PaperField, rooms: Rooms): Field {
  const { name, label, type, initial = '', choices = [] } = field
  const spec = { name, label, value: initial }
  const none = field.required ? [] : [['', '–'] as const]
  if (type === 'lines') return textarea(field)
  if (type === 'flag') return checkbox(field)
  if (type === 'room') return select(spec, [...none, ...rooms.map(({ id, name: text }) => [id, text] as const)])
  if (type === 'choice')
    return select(spec, [...none, ...choices.map(({ value, label: text }) => [value, text] as const)])
  return input({ ...spec, type: inputTypes[type] ?? 'text' })
}

export function formField(field: PaperField, rooms: Rooms): FormField {
  const inner = control(field, rooms)
  const news = E('p', { class: 'aq-bad', role: 'alert', 'data-name': `wrong-${field.name}` }, [])
  return {
    ...inner,
    name: field.name,
    node: E('div', {}, [inner.node, news]),
    complain: (text) => {
      news.textContent = text
    },
  }
}
