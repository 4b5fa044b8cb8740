/** The module `uci`: reads packages, keeps edits in the page until `save` hands them to rpcd as staged changes. */
import { rpc } from './rpc.ts'

export type Value = string | readonly string[] | null | undefined
export type Section = { '.name': string; '.type': string; '.anonymous'?: boolean; '.index'?: number } & Record<
  string,
  Value | boolean | number
>

const callGet = rpc.declare({ object: 'uci', method: 'get', params: ['config'], expect: { values: {} } })
const callSet = rpc.declare({ object: 'uci', method: 'set', params: ['config', 'section', 'values'], reject: true })
const callAdd = rpc.declare({
  object: 'uci',
  method: 'add',
  params: ['config', 'type', 'name', 'values'],
  reject: true,
  expect: { section: '' },
})
const callDelete = rpc.declare({
  object: 'uci',
  method: 'delete',
  params: ['config', 'section', 'options'],
  reject: true,
})

interface Package {
  readonly sections: Map<string, Section>
  readonly created: Set<string>
  /** Sections with the options that were set (a value) or taken away (null). */
  readonly changed: Map<string, Map<string, Value>>
  readonly removed: Set<string>
}

const packages = new Map<string, Package>()
let lastNew = 0

async function load(names: string | readonly string[]): Promise<string[]> {
  const wanted = (typeof names === 'string' ? [names] : [...names]).filter((name) => !packages.has(name))
  await Promise.all(
    wanted.map(async (name) => {
      const values = (await callGet(name)) as Record<string, Section>
      const sorted = Object.values(values).sort((a, b) => Number(a['.index'] ?? 0) - Number(b['.index'] ?? 0))
      const sections = new Map(sorted.map((section) => [section['.name'], section]))
      packages.set(name, { sections, created: new Set(), changed: new Map(), removed: new Set() })
    }),
  )
  return wanted
}

const packageOf = (config: string) => packages.get(config)

function get(config: string, section: string, option?: string): unknown {
  const found = packageOf(config)?.sections.get(section)
  return option === undefined ? found : found?.[option]
}

function set(config: string, section: string, option: string, value: Value): void {
  const loaded = packageOf(config)
  const found = loaded?.sections.get(section)
  if (loaded === undefined || found === undefined) return
  const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  if (JSON.stringify(found[option]) === JSON.stringify(value) || (empty && found[option] === undefined)) return
  if (empty) delete found[option]
  else found[option] = value as string
  const changes = loaded.changed.get(section) ?? new Map<string, Value>()
  loaded.changed.set(section, changes.set(option, empty ? null : value))
}

function add(config: string, type: string, name?: string): string {
  lastNew += 1
  const id = name ?? `new${lastNew}`
  const loaded = packageOf(config)
  loaded?.sections.set(id, { '.name': id, '.type': type, '.anonymous': name === undefined })
  loaded?.created.add(id)
  return id
}

function remove(config: string, section: string): void {
  const loaded = packageOf(config)
  if (loaded === undefined) return
  loaded.sections.delete(section)
  loaded.changed.delete(section)
  if (!loaded.created.delete(section)) loaded.removed.add(section)
}

async function savePackage(config: string, loaded: Package): Promise<void> {
  for (const section of loaded.removed) await callDelete(config, section)
  for (const id of loaded.created) {
    const {
      '.name': _name,
      '.type': type,
      '.anonymous': anonymous,
      ...values
    } = loaded.sections.get(id) ?? { '.type': '' }
    await callAdd(config, type, anonymous ? undefined : id, values)
    loaded.changed.delete(id)
  }
  for (const [section, changes] of loaded.changed) {
    const values = Object.fromEntries([...changes].filter(([, value]) => value !== null))
    const gone = [...changes].filter(([, value]) => value === null).map(([option]) => option)
    if (Object.keys(values).length > 0) await callSet(config, section, values)
    if (gone.length > 0) await callDelete(config, section, gone)
  }
}

/** Everything is read anew afterwards. */
async function save(): Promise<void> {
  const names = [...packages.keys()]
  for (const [config, loaded] of packages) await savePackage(config, loaded)
  packages.clear()
  await load(names)
}

export const uci = {
  load,
  unload: (names: string | readonly string[]) => {
    for (const name of [names].flat()) packages.delete(name)
  },
  get,
  set,
  unset: (config: string, section: string, option?: string) =>
    option === undefined ? remove(config, section) : set(config, section, option, null),
  add,
  remove,
  sections: (config: string, type?: string): Section[] =>
    [...(packageOf(config)?.sections.values() ?? [])].filter(
      (section) => type === undefined || section['.type'] === type,
    ),
  save,
}
