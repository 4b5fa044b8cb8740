/** The object `uci` of rpcd (uci.c), over real UCI files. */

import { type InputTable, STATUS, type Table } from 'ubus-client'
import type { Signature } from '../arguments.ts'
import { type LocalObject, method, type Reply } from '../local-client.ts'
import { describeChange } from '../uci-changes.ts'
import { add, describeSection, type Edit, matches, order, remove, rename, set } from '../uci-edit.ts'
import { findSection, isName, type UciPackage } from '../uci-model.ts'
import { commonStage, type UciStore } from '../uci-store.ts'
import { type Applying, createApplying } from './uci-apply.ts'

export interface UciSurroundings {
  readonly store: UciStore
  /** Whether the session may read or write the package. */
  mayAccess(session: string, config: string, permission: 'read' | 'write'): boolean
  /** A package's file has been written. */
  committed(config: string): void
}

const target = { config: 'string', section: 'string' } as const
const session = { ubus_rpc_session: 'string' } as const
const choice = { type: 'string', match: 'table' } as const

const signatures = {
  get: { ...target, option: 'string', ...choice, ...session },
  add: { config: 'string', type: 'string', name: 'string', values: 'table', ...session },
  set: { ...target, ...choice, values: 'table', ...session },
  delete: { ...target, ...choice, option: 'string', options: 'array', ...session },
  rename: { ...target, option: 'string', name: 'string', ...session },
  order: { config: 'string', sections: 'array', ...session },
  config: { config: 'string', ...session },
} as const satisfies Record<string, Signature>

export function createUci(around: UciSurroundings): LocalObject {
  const applying = createApplying(around)
  const get = method(signatures.get, (given) =>
    read(around, given, (uci) => {
      if (given.section === undefined) return describePackage(uci, given.type, given.match)
      const section = findSection(uci, given.section)
      if (section === undefined) return STATUS.OK
      if (given.option === undefined) return { values: describeSection(section) }
      const value = section.options.get(given.option)
      return value === undefined ? STATUS.OK : { value }
    }),
  )
  return {
    path: 'uci',
    methods: {
      configs: method({}, () => ({ configs: around.store.configs() })),
      get,
      state: get,
      ...editMethods(around),
      changes: method(signatures.config, (given) => listChanges(around, given.config, given.ubus_rpc_session)),
      ...endMethods(around, applying),
      ...applying.methods,
    },
  }
}

function endMethods(around: UciSurroundings, applying: Applying): LocalObject['methods'] {
  const end = (act: (config: string, stage: string) => number) =>
    method(signatures.config, (given) => (applying.isPending() ? STATUS.PERMISSION_DENIED : write(around, given, act)))
  return {
    revert: end((config, stage) => {
      const loaded = around.store.load(config, stage)
      if ('failed' in loaded) return loaded.failed
      around.store.revert(config, stage)
      return STATUS.OK
    }),
    commit: end((config, stage) => {
      const status = around.store.commit(config, stage)
      if (status === STATUS.OK) around.committed(config)
      return status
    }),
  }
}

function editMethods(around: UciSurroundings): LocalObject['methods'] {
  return {
    add: method(signatures.add, (given) => {
      const { type, name, values } = given
      if (type === undefined) return STATUS.INVALID_ARGUMENT
      return change(around, given, isPlainType(type) && (name === undefined || isName(name)), (edit) => {
        const added = add(edit, type, name, values ?? {})
        return typeof added === 'string' ? { section: added } : added
      })
    }),
    set: method(signatures.set, (given) => {
      const { section, type, match, values } = given
      if (values === undefined || (section ?? type ?? match) === undefined) return STATUS.INVALID_ARGUMENT
      return change(around, given, isSectionName(section), (edit) =>
        worst(chosen(edit, given), (name) => set(edit, name, values), Object.keys(values).length === 0),
      )
    }),
    delete: method(signatures.delete, (given) => {
      const { section, type, match, option, options } = given
      if ((section ?? type ?? match) === undefined) return STATUS.INVALID_ARGUMENT
      const named = options?.filter((name) => typeof name === 'string') ?? (option === undefined ? undefined : [option])
      const valid = isSectionName(section) && (type === undefined || isPlainType(type))
      return change(around, given, valid, (edit) => last(chosen(edit, given), (name) => remove(edit, name, named)))
    }),
    rename: method(signatures.rename, (given) => {
      const { section, option, name } = given
      if (section === undefined || name === undefined) return STATUS.INVALID_ARGUMENT
      return change(around, given, isName(name), (edit) => {
        rename(edit, section, option, name)
        return STATUS.OK
      })
    }),
    order: method(signatures.order, (given) => {
      const { sections } = given
      if (sections === undefined) return STATUS.INVALID_ARGUMENT
      return change(around, given, true, (edit) => order(edit, sections))
    }),
  }
}

interface Target {
  readonly config?: string
  readonly ubus_rpc_session?: string
}

function read(around: UciSurroundings, given: Target, show: (uci: UciPackage) => Reply): Reply {
  const { config, ubus_rpc_session: sid } = given
  if (config === undefined) return STATUS.INVALID_ARGUMENT
  if (sid !== undefined && !around.mayAccess(sid, config, 'read')) return STATUS.PERMISSION_DENIED
  const loaded = around.store.load(config, sid ?? commonStage)
  return 'failed' in loaded ? loaded.failed : show(loaded.package)
}

function write(around: UciSurroundings, given: Target, act: (config: string, stage: string) => Reply): Reply {
  const { config, ubus_rpc_session: sid } = given
  if (config === undefined) return STATUS.INVALID_ARGUMENT
  if (sid !== undefined && !around.mayAccess(sid, config, 'write')) return STATUS.PERMISSION_DENIED
  return act(config, sid ?? commonStage)
}

/** Stages what `act` did, unless it gives a bad status. */
function change(around: UciSurroundings, given: Target, valid: boolean, act: (edit: Edit) => Reply): Reply {
  return write(around, given, (config, stage) => {
    if (!valid) return STATUS.INVALID_ARGUMENT
    const loaded = around.store.load(config, stage)
    if ('failed' in loaded) return loaded.failed
    const edit: Edit = { package: loaded.package, changes: [] }
    const reply = act(edit)
    if (typeof reply !== 'number' || reply === STATUS.OK) around.store.stage(config, stage, edit.changes)
    return reply
  })
}

/** The section that is named, or all that match. */
function chosen(edit: Edit, given: { section?: string; type?: string; match?: Table }): string[] {
  if (given.section !== undefined) return [given.section]
  return edit.package.sections.filter((one) => matches(one, given.type, given.match)).map(({ name }) => name)
}

function worst(names: readonly string[], act: (name: string) => number, nothing: boolean): number {
  const statuses = names.map(act)
  if (nothing || names.length === 0) return STATUS.NOT_FOUND
  return statuses.findLast((status) => status !== STATUS.OK) ?? STATUS.OK
}

function last(names: readonly string[], act: (name: string) => number): number {
  return names.map(act).at(-1) ?? STATUS.NOT_FOUND
}

function describePackage(uci: UciPackage, type: string | undefined, match: Table | undefined): InputTable {
  const sections = uci.sections.flatMap((section, index) =>
    matches(section, type, match) ? [[section.name, describeSection(section, index)] as const] : [],
  )
  return { values: Object.fromEntries(sections) }
}

function listChanges(around: UciSurroundings, config: string | undefined, sid: string | undefined): Reply {
  const stage = sid ?? commonStage
  const describe = (name: string) => around.store.changes(name, stage).map(describeChange)
  if (config !== undefined) return read(around, { config, ...optional(sid) }, () => ({ changes: describe(config) }))
  const readable = around.store
    .changed(stage)
    .filter((name) => sid === undefined || around.mayAccess(sid, name, 'read'))
  return { changes: Object.fromEntries(readable.map((name) => [name, describe(name)])) }
}

function optional(sid: string | undefined): { ubus_rpc_session?: string } {
  return sid === undefined ? {} : { ubus_rpc_session: sid }
}

/** rpcd is stricter with types than the file format is. */
function isPlainType(type: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(type)
}

function isSectionName(name: string | undefined): boolean {
  return name === undefined || isName(name) || /^@[A-Za-z0-9_-]*\[-?\d+\]$/.test(name)
}
