/** Changes that are staged, not yet committed: what libuci keeps in its delta files. */

import {
  addListItem,
  addSection,
  findSection,
  isText,
  moveSection,
  removeSection,
  setOption,
  type UciPackage,
  type UciSection,
} from './uci-model.ts'

export interface UciChange {
  command: 'add' | 'set' | 'remove' | 'rename' | 'order' | 'list-add'
  section: string
  option?: string
  /** A value, a section's type, a new name, or for `order` a position in digits. */
  value?: string
}

/** The form of `uci changes`: command, section, then option and value where there are any. */
export function describeChange(change: UciChange): (string | number)[] {
  const tuple: (string | number)[] = [change.command, change.section]
  if (change.option !== undefined) tuple.push(change.option)
  if (change.value !== undefined) tuple.push(change.command === 'order' ? Number(change.value) : change.value)
  return tuple
}

/** A change that no longer fits the package is passed over, as libuci does. */
export function applyChange(uci: UciPackage, change: UciChange): void {
  const value = change.value ?? ''
  if (!isText(value)) return
  const section = findSection(uci, change.section)
  if (section === undefined) {
    if (change.option === undefined) createSection(uci, change, value)
    return
  }
  if (change.option === undefined) changeSection(uci, section, change, value)
  else changeOption(section, change.option, change, value)
}

function createSection(uci: UciPackage, change: UciChange, type: string): void {
  if (change.command !== 'add' && change.command !== 'set') return
  const section = addSection(uci, type, change.section)
  section.anonymous = change.command === 'add'
}

function changeSection(uci: UciPackage, section: UciSection, change: UciChange, value: string): void {
  if (change.command === 'set' && value === '') removeSection(uci, section)
  else if (change.command === 'set' || change.command === 'add') section.type = value
  else if (change.command === 'remove') removeSection(uci, section)
  else if (change.command === 'order') moveSection(uci, section, Number(value))
  else if (change.command === 'rename') {
    section.name = value
    section.anonymous = false
  }
}

function changeOption(section: UciSection, option: string, change: UciChange, value: string): void {
  if (change.command === 'set') setOption(section, option, value)
  else if (change.command === 'list-add') addListItem(section, option, value)
  else if (change.command === 'remove') section.options.delete(option)
  else if (change.command === 'rename') {
    section.options = new Map([...section.options].map(([name, old]) => [name === option ? value : name, old]))
  }
}
