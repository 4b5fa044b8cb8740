/** Defines a UCI package in memory. Source: libuci's list.c, its behaviour told in our own words. */

/** A string for `option`, an array for `list`. */
export type UciValue = string | string[]

export interface UciSection {
  name: string
  type: string
  /** Written without a name; `name` is then made up, as `cfg0a1b2c`. */
  anonymous: boolean
  options: Map<string, UciValue>
}

export interface UciPackage {
  sections: UciSection[]
  /** How many sections were ever made: part of the next made-up name. */
  made: number
}

export function emptyPackage(): UciPackage {
  return { sections: [], made: 0 }
}

/** Names of sections and options: letters, digits, underscore. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(text)
}

/** Names of packages (file names) may also hold a hyphen. */
export function isPackageName(text: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(text)
}

/** Types may hold every printable ASCII character but the blank. */
export function isType(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

/** The made-up name of the n-th section: its number, and Bernstein's hash of its type. */
function madeUpName(number: number, type: string): string {
  let hash = 5381
  for (const byte of new TextEncoder().encode(type)) hash = (Math.imul(hash, 33) + byte) | 0
  const counter = number.toString(16).padStart(2, '0')
  return `cfg${counter}${(hash & 0xffff).toString(16).padStart(4, '0')}`
}

/** Without a name the section is anonymous. */
export function addSection(uci: UciPackage, type: string, name?: string): UciSection {
  uci.made += 1
  const anonymous = name === undefined
  const section = { name: name ?? madeUpName(uci.made, type), type, anonymous, options: new Map<string, UciValue>() }
  uci.sections.push(section)
  return section
}

/** An empty value removes the option. */
export function setOption(section: UciSection, option: string, value: string): void {
  if (value === '') section.options.delete(option)
  else section.options.set(option, value)
}

/** An `option` that is already there becomes the first item of the list. */
export function addListItem(section: UciSection, option: string, value: string): void {
  const old = section.options.get(option)
  if (Array.isArray(old)) old.push(value)
  else section.options.set(option, old === undefined ? [value] : [old, value])
}
