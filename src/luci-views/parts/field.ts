/** Fields to type in, each with its label. */

export interface FieldSpec {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly placeholder?: string
  /** Of the HTML input: text, date, number ... */
  readonly type?: string
}

export interface Field {
  readonly node: HTMLElement
  value(): string
  set(value: string): void
}

const labelled = (label: string, control: HTMLElement) =>
  E('label', { class: 'aq-field' }, [E('span', {}, [label]), control])

export function input({ name, label, value = '', placeholder, type = 'text' }: FieldSpec): Field {
  const control = E('input', { type, name, value, placeholder, class: 'cbi-input-text' }) as HTMLInputElement
  return {
    node: labelled(label, control),
    value: () => control.value.trim(),
    set: (text) => {
      control.value = text
    },
  }
}

/** `choices` are values with their texts; the first is chosen where `value` is none of them. */
export function select(
  spec: FieldSpec,
  choices: readonly (readonly [value: string, text: string])[],
  change?: () => unknown,
): Field {
  const options = choices.map(([value, text]) =>
    E('option', { value, selected: value === spec.value ? '' : null }, [text]),
  )
  const control = E('select', { name: spec.name, class: 'cbi-input-select', change }, options) as HTMLSelectElement
  return {
    node: labelled(spec.label, control),
    value: () => control.value,
    set: (text) => {
      control.value = text
    },
  }
}
