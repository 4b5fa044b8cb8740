/** Several lines to type in. */
import type { Field } from '../field.ts'

export interface TextAreaSpec {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly rows?: number
  readonly placeholder?: string
}

export function textArea({ name, label, value = '', rows = 4, placeholder }: TextAreaSpec): Field {
  const control = E('textarea', { name, rows, placeholder, class: 'cbi-input-textarea' }, []) as HTMLTextAreaElement
  control.value = value
  return {
    node: E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [label]), control]),
    value: () => control.value.trim(),
    set: (text) => {
      control.value = text
    },
  }
}

/** Its lines, without empty ones. */
export const linesOf = (field: Field): string[] =>
  field
    .value()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
