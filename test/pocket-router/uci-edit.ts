/** What rpcd's `uci` does to a package on behalf of a caller. Every edit is made at once and noted as a change to stage. */

import { type InputTable, STATUS, type Table, type Value } from 'ubus-client'
import { applyChange, type UciChange } from './uci-changes.ts'
import { addSection, findSection, isName, type UciPackage, type UciSection, type UciValue } from './uci-model.ts'

/** A package in hand, and what was done to it. */
export interface Edit {
  readonly package: UciPackage
  readonly changes: UciChange[]
}

function make(edit: Edit, change: UciChange): void {
  applyChange(edit.package, change)
  edit.changes.push(change)
}

/** The text of a value that a caller gave: numbers in digits, booleans 1 and 0. Others have none. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString()
  if (typeof value === 'boolean') return value ? '1' : '0'
  return undefined
}

/** The section as `uci get` shows it. */
export function describeSection(section: UciSection, index?: number): InputTable {
  return {
    '.anonymous': section.anonymous,
    '.type': section.type,
    '.name': section.name,
    ...(index === undefined ? {} : { '.index': index }),
    ...Object.fromEntries(section.options),
  }
}

export function matches(section: UciSection, type: string | undefined, match: Table | undefined): boolean {
  if (type !== undefined && section.type !== type) return false
  const wanted = Object.entries(match ?? {}).flatMap(([option, value]) => {
    const text = textOf(value)
    return text === undefined ? [] : [[option, text] as const]
  })
  const present = wanted.filter(([option]) => section.options.has(option))
  if (wanted.length > 0 && present.length === 0) return false
  return present.every(([option, text]) => holds(section.options.get(option), text))
}

function holds(value: UciValue | undefined, text: string): boolean {
  const items = typeof value === 'string' ? value.split(/[ \t]+/) : (value ?? [])
  return items.includes(text)
}

/** Gives the name of the new section, or a status. A name that is taken changes that section's type. */
export function add(edit: Edit, type: string, name: string | undefined, values: Table): string | number {
  const section = name === undefined ? addAnonymous(edit, type) : addNamed(edit, type, name)
  let status: number = STATUS.OK
  for (const [option, value] of Object.entries(values)) {
    const failed = addOption(edit, section, option, value)
    if (status === STATUS.OK) status = failed
  }
  return status === STATUS.OK ? section : status
}

function addAnonymous(edit: Edit, type: string): string {
  const { name } = addSection(edit.package, type)
  edit.changes.push({ command: 'add', section: name, value: type })
  return name
}

function addNamed(edit: Edit, type: string, name: string): string {
  if (findSection(edit.package, name)?.type !== type) make(edit, { command: 'set', section: name, value: type })
  return name
}

function addOption(edit: Edit, section: string, option: string, value: Value): number {
  if (!isName(option)) return STATUS.INVALID_ARGUMENT
  const list = Array.isArray(value)
  let status: number = STATUS.OK
  for (const item of list ? value : [value]) {
    const text = textOf(item)
    if (text === undefined) status = STATUS.INVALID_ARGUMENT
    else if (list) make(edit, { command: 'list-add', section, option, value: text })
    else setText(edit, section, option, text)
  }
  return status
}

function setText(edit: Edit, section: string, option: string, value: string): void {
  const old = findSection(edit.package, section)?.options.get(option)
  if (old === value || (old === undefined && value === '')) return
  if (value === '') make(edit, { command: 'remove', section, option })
  else make(edit, { command: 'set', section, option, value })
}

/** Sets options of one section. Statuses: a bad name or value 2, no such section 4. */
export function set(edit: Edit, name: string, values: Table): number {
  let status: number = STATUS.OK
  for (const [option, value] of Object.entries(values)) {
    const failed = setOne(edit, name, option, value)
    if (failed !== STATUS.OK) status = failed
  }
  return status
}

function setOne(edit: Edit, name: string, option: string, value: Value): number {
  if (!isName(option)) return STATUS.INVALID_ARGUMENT
  const section = findSection(edit.package, name)
  if (section === undefined) return STATUS.NOT_FOUND
  const old = section.options.get(option)
  if (Array.isArray(value)) return setList(edit, section.name, option, old !== undefined, value)
  const text = textOf(value)
  if (text === undefined) return STATUS.INVALID_ARGUMENT
  if (Array.isArray(old)) make(edit, { command: 'remove', section: section.name, option })
  setText(edit, section.name, option, text)
  return STATUS.OK
}

function setList(edit: Edit, section: string, option: string, old: boolean, items: readonly Value[]): number {
  if (old) make(edit, { command: 'remove', section, option })
  const texts = items.map(textOf).filter((text) => text !== undefined)
  for (const value of texts) make(edit, { command: 'list-add', section, option, value })
  return texts.length > 0 ? STATUS.OK : STATUS.INVALID_ARGUMENT
}

/** Deletes the named options of a section, or without any the section. */
export function remove(edit: Edit, name: string, options: readonly string[] | undefined): number {
  const section = findSection(edit.package, name)
  if (section === undefined) return STATUS.NOT_FOUND
  if (options === undefined) {
    make(edit, { command: 'remove', section: section.name })
    return STATUS.OK
  }
  const present = options.filter((option) => section.options.has(option))
  for (const option of present) make(edit, { command: 'remove', section: section.name, option })
  return present.length > 0 ? STATUS.OK : STATUS.NOT_FOUND
}

/** What is not there is passed over with status 0, as in rpcd. */
export function rename(edit: Edit, name: string, option: string | undefined, to: string): void {
  const section = findSection(edit.package, name)
  if (section === undefined || (option !== undefined && !section.options.has(option))) return
  make(edit, { command: 'rename', section: section.name, ...(option === undefined ? {} : { option }), value: to })
}

/** Puts the sections first, in this order. */
export function order(edit: Edit, names: readonly Value[]): number {
  let status: number = STATUS.OK
  let position = 0
  for (const name of names) {
    const section = typeof name === 'string' ? findSection(edit.package, name) : undefined
    if (section === undefined) {
      if (status === STATUS.OK) status = typeof name === 'string' ? STATUS.NOT_FOUND : STATUS.INVALID_ARGUMENT
      continue
    }
    if (edit.package.sections[position] !== section) {
      make(edit, { command: 'order', section: section.name, value: String(position) })
    }
    position += 1
  }
  return status
}
