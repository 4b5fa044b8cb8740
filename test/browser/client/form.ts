/** The module `form`: sections and options of a UCI package as fields. Tables and tabs are drawn plainly, one below the other. */
import { create, dom } from './dom.ts'
import { type Section, uci, type Value } from './uci.ts'
import { ui } from './ui.ts'
import { translate as _ } from './words.ts'

type Validate = (section: string, value: string) => true | string

interface Widget {
  readonly node: Node
  read(): Value
}

/** Those of LuCI's data types that our pages name. */
const dataTypes: Readonly<Record<string, RegExp>> = {
  uinteger: /^\d+$/,
  port: /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
  macaddr: /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i,
}

export class AbstractValue {
  readonly map: FormMap
  readonly name: string
  readonly title: string
  readonly description: string
  datatype?: string
  placeholder?: string
  default?: string
  optional = false
  rmempty = true
  readonly = false
  validate?: Validate
  protected readonly choices: (readonly [string, string])[] = []
  readonly #conditions: (readonly [string, string])[] = []
  readonly #widgets = new Map<string, { readonly widget: Widget; readonly row: HTMLElement }>()

  constructor(map: FormMap, name: string, title = '', description = '') {
    this.map = map
    this.name = name
    this.title = title
    this.description = description
  }
  value(key: string, text = key): void {
    this.choices.push([key, text])
  }
  depends(option: string, value: string): void {
    this.#conditions.push([option, value])
  }
  protected widget(_value: Value, _disabled: boolean): Widget {
    throw new Error('an option without a field')
  }
  draw(section: Section): HTMLElement {
    const widget = this.widget((section[this.name] as Value) ?? this.default, this.readonly || this.map.readonly)
    const id = `widget.cbid.${this.map.config}.${section['.name']}.${this.name}`
    const control = widget.node as Element
    if (control.matches('input, select, textarea')) control.id = id
    const row = create('div', { class: 'cbi-value', 'data-name': this.name }, [
      create('label', { class: 'cbi-value-title', for: id }, [this.title]),
      create('div', { class: 'cbi-value-field' }, [
        widget.node,
        ...(this.description === '' ? [] : [create('div', { class: 'cbi-value-description' }, [this.description])]),
      ]),
    ]) as HTMLElement
    this.#widgets.set(section['.name'], { widget, row })
    return row
  }
  read(section: string): Value {
    return this.#widgets.get(section)?.widget.read()
  }
  show(section: string, read: (option: string) => Value): void {
    const row = this.#widgets.get(section)?.row
    if (row === undefined || this.#conditions.length === 0) return
    row.hidden = !this.#conditions.some(([option, value]) => read(option) === value)
  }
  /** What is wrong with the field, marked at the field. */
  check(section: string): string | undefined {
    const shown = this.#widgets.get(section)
    if (shown === undefined || shown.row.hidden) return undefined
    const wrong = [shown.widget.read() ?? []]
      .flat()
      .map((each) => this.#wrong(section, each))
      .find((text) => text !== undefined)
    for (const field of shown.row.querySelectorAll('input,select,textarea'))
      field.classList.toggle('cbi-input-invalid', wrong !== undefined)
    return wrong === undefined ? undefined : `${this.title}: ${wrong}`
  }
  #wrong(section: string, value: string): string | undefined {
    if (value === '') return this.rmempty || this.optional ? undefined : _('Expecting: non-empty value')
    const pattern = dataTypes[this.datatype ?? '']
    if (pattern !== undefined && !pattern.test(value)) return `${_('Expecting:')} ${this.datatype}`
    const result = this.validate?.call(this, section, value)
    return typeof result === 'string' ? result : undefined
  }
  write(section: string, value: Value): void {
    uci.set(this.map.config, section, this.name, value)
  }
  store(section: string): void {
    const shown = this.#widgets.get(section)
    if (shown === undefined || this.readonly) return
    if (shown.row.hidden) uci.set(this.map.config, section, this.name, null)
    else this.write(section, shown.widget.read())
  }
}

const disabledBy = (disabled: boolean) => (disabled ? { disabled: '' } : {})

class TextField extends AbstractValue {
  password = false
  protected override widget(value: Value, disabled: boolean): Widget {
    const type = this.password ? 'password' : 'text'
    const text = typeof value === 'string' ? value : ''
    const attributes = {
      type,
      class: 'cbi-input-text',
      value: text,
      placeholder: this.placeholder,
      ...disabledBy(disabled),
    }
    const node = create('input', attributes) as HTMLInputElement
    return { node, read: () => node.value.trim() }
  }
}
class TextArea extends AbstractValue {
  protected override widget(value: Value, disabled: boolean): Widget {
    const node = create('textarea', { class: 'cbi-input-textarea', ...disabledBy(disabled) }) as HTMLTextAreaElement
    node.value = typeof value === 'string' ? value : ''
    return { node, read: () => node.value }
  }
}
class Flag extends AbstractValue {
  enabled = '1'
  disabled = '0'
  protected override widget(value: Value, disabled: boolean): Widget {
    const node = create('input', { type: 'checkbox', ...disabledBy(disabled) }) as HTMLInputElement
    node.checked = value === this.enabled
    return { node, read: () => (node.checked ? this.enabled : this.disabled) }
  }
}
class ListField extends AbstractValue {
  protected override widget(value: Value, disabled: boolean): Widget {
    const options = this.choices.map(([key, text]) =>
      create('option', { value: key, selected: key === value ? '' : null }, [text]),
    )
    const node = create('select', { class: 'cbi-input-select', ...disabledBy(disabled) }, options) as HTMLSelectElement
    return { node, read: () => node.value }
  }
}
/** One line each. */
class DynamicList extends AbstractValue {
  protected override widget(value: Value, disabled: boolean): Widget {
    const node = create('textarea', { class: 'cbi-dynlist', rows: 2, ...disabledBy(disabled) }) as HTMLTextAreaElement
    node.value = [value ?? []].flat().join('\n')
    return {
      node,
      read: () =>
        node.value
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
    }
  }
}
class DummyValue extends AbstractValue {
  protected override widget(value: Value): Widget {
    return { node: create('span', {}, [String(value ?? '')]), read: () => value }
  }
  override store(): void {}
}

type OptionClass = typeof AbstractValue

export class AbstractSection {
  readonly map: FormMap
  readonly title: string
  readonly description: string
  anonymous = false
  addremove = false
  sortable = false
  readonly options: AbstractValue[] = []
  constructor(map: FormMap, title = '', description = '') {
    this.map = map
    this.title = title
    this.description = description
  }
  option(kind: OptionClass, name: string, title?: string, description?: string): AbstractValue {
    const option = new kind(this.map, name, title, description)
    this.options.push(option)
    return option
  }
  tab(): void {}
  taboption(_tab: string, kind: OptionClass, name: string, title?: string, description?: string): AbstractValue {
    return this.option(kind, name, title, description)
  }
  sections(): Section[] {
    return []
  }
  protected addType(): string | undefined {
    return undefined
  }
  draw(): Node {
    const type = this.addType()
    const editable = this.addremove && !this.map.readonly
    const body = this.sections().map((section) => this.#drawOne(section, editable))
    const add = editable && type !== undefined ? this.#adding(type) : []
    return create('div', { class: 'cbi-section' }, [
      create('h3', {}, [this.title]),
      create('p', {}, [this.description]),
      ...body,
      ...add,
    ])
  }
  /** One that is not anonymous asks for its name. */
  #adding(type: string): Node[] {
    const attributes = { type: 'text', class: 'cbi-section-create-name', 'data-type': type, 'aria-label': type }
    const name = this.anonymous ? undefined : (create('input', attributes) as HTMLInputElement)
    const press = (event: Event) => {
      if (name?.value !== '') this.handleAdd(event, name?.value)
    }
    return [...(name === undefined ? [] : [name]), this.#button(_('Add'), press)]
  }
  /** A name that is there already is not looked for, as in LuCI. */
  handleAdd(_event: Event, name?: string): unknown {
    return uci.add(this.map.config, this.addType() ?? '', name)
  }
  #button(text: string, act: (event: Event) => unknown): Node {
    const click = ui.createHandlerFn(this, (event: unknown) => {
      this.map.store()
      act(event as Event)
      this.map.redraw()
    })
    return create('button', { class: 'btn cbi-button', type: 'button', click }, [text])
  }
  #drawOne(section: Section, editable: boolean): Node {
    const id = section['.name']
    const refresh = () => {
      for (const option of this.options)
        option.show(id, (name) => this.options.find((each) => each.name === name)?.read(id))
    }
    const remove = editable ? [this.#button(_('Delete'), () => uci.remove(this.map.config, id))] : []
    const fields = this.options.map((option) => option.draw(section))
    const node = create('div', { class: 'cbi-section-node', 'data-section': id, change: refresh }, [
      ...fields,
      ...remove,
    ])
    refresh()
    return node
  }
}

class NamedSection extends AbstractSection {
  readonly #name: string
  constructor(map: FormMap, name: string, _type?: string, title?: string, description?: string) {
    super(map, title, description)
    this.#name = name
  }
  override sections(): Section[] {
    const found = uci.get(this.map.config, this.#name) as Section | undefined
    return found === undefined ? [] : [found]
  }
}

class TypedSection extends AbstractSection {
  readonly #type: string
  constructor(map: FormMap, type: string, title?: string, description?: string) {
    super(map, title, description)
    this.#type = type
  }
  override sections(): Section[] {
    return uci.sections(this.map.config, this.#type)
  }
  protected override addType(): string {
    return this.#type
  }
}

export class FormMap {
  readonly config: string
  readonly #title: string
  readonly #description: string
  readonly #sections: AbstractSection[] = []
  readonly = false
  #root: Node | undefined
  constructor(config: string, title = '', description = '') {
    this.config = config
    this.#title = title
    this.#description = description
  }
  section(kind: new (map: FormMap, ...rest: string[]) => AbstractSection, ...rest: string[]): AbstractSection {
    const section = new kind(this, ...rest)
    this.#sections.push(section)
    return section
  }
  async render(): Promise<Node> {
    await uci.load(this.config)
    this.#root = create('div', { class: 'cbi-map' }, [])
    dom.bindClassInstance(this.#root, this)
    this.redraw()
    return this.#root
  }
  redraw(): void {
    if (this.#root === undefined) return
    const heads = [
      ...(this.#title === '' ? [] : [create('h2', {}, [this.#title])]),
      create('div', { class: 'cbi-map-descr' }, [this.#description]),
    ]
    dom.content(this.#root, [...heads, ...this.#sections.map((section) => section.draw())])
  }
  #each(act: (option: AbstractValue, section: string) => void): void {
    for (const section of this.#sections)
      for (const { '.name': id } of section.sections()) for (const option of section.options) act(option, id)
  }
  store(): void {
    this.#each((option, section) => option.store(section))
  }
  async save(): Promise<void> {
    const wrong: string[] = []
    this.#each((option, section) => {
      const text = option.check(section)
      if (text !== undefined) wrong.push(text)
    })
    if (wrong.length > 0) {
      ui.showModal(_('Save error'), [
        create('p', {}, [_('An error occurred while saving the form:')]),
        ...wrong.map((text) => create('p', {}, [text])),
        create('div', { class: 'right' }, [create('button', { class: 'btn', click: ui.hideModal }, [_('Dismiss')])]),
      ])
      throw new Error(wrong.join('; '))
    }
    this.store()
    await uci.save()
    this.redraw()
  }
  async reset(): Promise<void> {
    uci.unload(this.config)
    await uci.load(this.config)
    this.redraw()
  }
}

export const form = {
  Map: FormMap,
  NamedSection,
  TypedSection,
  TableSection: TypedSection,
  GridSection: TypedSection,
  Value: TextField,
  Flag,
  ListValue: ListField,
  DynamicList,
  TextValue: TextArea,
  DummyValue,
}
