/** LuCI's modules and globals, as far as our pages use them. Source: luci-base, htdocs/luci-static/resources/*.js. */

/** Text only ever goes in as a member of an array: LuCI takes a bare string for HTML (luci.js, dom.append). */
type LuciChild = Node | string | number | null | undefined
type LuciContent = Node | readonly LuciChild[]
/** `null` leaves an attribute out; every other value is set, even `false`. A function becomes a listener. */
type LuciAttributes = Readonly<Record<string, string | number | null | undefined | ((event: Event) => unknown)>>

declare function E(tag: string, attributes: LuciAttributes, content?: LuciContent): HTMLElement
declare function E(fragment: []): DocumentFragment
/** Translates; the second is gettext's context. Both stand in the source as they are, for the catalogue. */
declare function _(text: string, context?: string): string
/** Translates with a number; `%d` in the texts is for `format`. */
declare function N_(count: number, one: string, many: string, context?: string): string

interface String {
  /** `%s` and `%d` (cbi.js); nothing is escaped. */
  format(...values: readonly (string | number)[]): string
}

interface LuciEnvironment {
  readonly sessionid?: string
  readonly pollinterval?: number
  readonly resource_version?: string
}

declare const L: {
  readonly env: LuciEnvironment
  /** `true`: may write; `false`: may only read; `null`: neither. */
  hasViewPermission(): boolean | null
  url(...parts: string[]): string
  resource(...parts: string[]): string
}

declare module 'luci:view' {
  interface ViewSpec<Data> {
    load?(): Data | Promise<Data>
    render(data: Data): Node | Promise<Node>
    handleSaveApply?: ((event: Event) => unknown) | null
    handleSave?: ((event: Event) => unknown) | null
    handleReset?: ((event: Event) => unknown) | null
  }
  const view: { extend<Data>(spec: ViewSpec<Data>): unknown }
  export default view
}

declare module 'luci:rpc' {
  interface Declaration {
    readonly object: string
    readonly method: string
    readonly params?: readonly string[]
    readonly nobatch?: boolean
  }
  const rpc: {
    /** Arguments by position, as `params` names them. Resolves with ubus' status where that is not 0. */
    declare(declaration: Declaration): (...values: unknown[]) => Promise<unknown>
    getSessionID(): string
    getBaseURL(): string
  }
  export default rpc
}

declare module 'luci:ui' {
  const ui: {
    /** A bare string as the title would be HTML, as everywhere (ui.js, showModal). */
    showModal(title: readonly LuciChild[] | null, content: LuciContent, ...classes: string[]): HTMLElement
    hideModal(): void
    addNotification(title: readonly LuciChild[] | null, content: LuciContent, ...classes: string[]): HTMLElement
    /** The control that was pressed is disabled until the promise settles. */
    createHandlerFn(
      context: unknown,
      handler: (event: Event) => unknown,
    ): (event: Event) => Promise<unknown> | undefined
  }
  export default ui
}

declare module 'luci:poll' {
  const poll: {
    /** Seconds. `false` where it is there already. */
    add(task: () => unknown, seconds?: number): boolean
    remove(task: () => unknown): boolean
  }
  export default poll
}

declare module 'luci:dom' {
  const dom: {
    content(node: Node, content: LuciContent | null): Node | null
    append(node: Node, content: LuciContent): Node | null
  }
  export default dom
}

declare module 'luci:uci' {
  type UciValue = string | readonly string[] | null | undefined
  interface UciSection {
    readonly '.name': string
    readonly '.type': string
    readonly [option: string]: UciValue
  }
  const uci: {
    load(packages: string | readonly string[]): Promise<unknown>
    unload(packages: string | readonly string[]): void
    sections(config: string, type?: string): UciSection[]
    get(config: string, section: string, option?: string): UciValue
    set(config: string, section: string, option: string, value: UciValue): void
    unset(config: string, section: string, option?: string): void
    add(config: string, type: string, name?: string): string
    remove(config: string, section: string): void
    save(): Promise<unknown>
  }
  export default uci
}

declare module 'luci:form' {
  type Validate = (section: string, value: string) => true | string
  interface FormOption {
    datatype?: string
    placeholder?: string
    default?: string
    optional?: boolean
    rmempty?: boolean
    readonly?: boolean
    validate?: Validate
    /** Stores what the field shows. */
    write(section: string, value: string): void
    value(key: string, text?: string): void
    depends(option: string, value: string): void
  }
  type OptionClass = abstract new (...args: never[]) => FormOption
  interface FormSection {
    anonymous?: boolean
    addremove?: boolean
    sortable?: boolean
    /** Creates a section; `name` is what was typed for one that is not anonymous. */
    handleAdd(event: Event, name?: string): unknown
    option(type: OptionClass, name: string, title?: string, description?: string): FormOption
    tab(name: string, title: string, description?: string): void
    taboption(tab: string, type: OptionClass, name: string, title?: string, description?: string): FormOption
  }
  type SectionClass = abstract new (...args: never[]) => FormSection
  interface FormMap {
    readonly?: boolean
    section(
      type: SectionClass,
      typeOrName: string,
      typeOrTitle?: string,
      title?: string,
      description?: string,
    ): FormSection
    render(): Promise<Node>
    save(callback?: () => unknown, silent?: boolean): Promise<unknown>
    reset(): Promise<unknown>
  }
  const form: {
    readonly Map: new (config: string, title?: string, description?: string) => FormMap
    readonly NamedSection: SectionClass
    readonly TypedSection: SectionClass
    readonly TableSection: SectionClass
    readonly GridSection: SectionClass
    readonly Value: OptionClass
    readonly Flag: OptionClass
    readonly ListValue: OptionClass
    readonly DynamicList: OptionClass
    readonly TextValue: OptionClass
    readonly DummyValue: OptionClass
  }
  export default form
}
