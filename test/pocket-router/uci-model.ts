/** The changes of a UCI package that libuci knows. Source: libuci's list.c, its behaviour told in our own words. */
import type { UciPackage, UciSection } from '../../src/settings/uci-model.ts'

export * from '../../src/settings/uci-model.ts'

/** Values may hold no control character but tab and line ends. */
export function isText(text: string): boolean {
  return !/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(text)
}

/** Finds `name`, or `@type[n]`, `@[n]` with n counted from the end when negative. */
export function findSection(uci: UciPackage, name: string): UciSection | undefined {
  const extended = /^@([^[\]]*)\[(-?\d+)\]$/.exec(name)
  if (extended === null) return uci.sections.find((section) => section.name === name)
  const [, type, index] = extended
  return uci.sections.filter((section) => type === '' || section.type === type).at(Number(index))
}

export function moveSection(uci: UciPackage, section: UciSection, position: number): void {
  const others = uci.sections.filter((other) => other !== section)
  others.splice(position, 0, section)
  uci.sections = others
}

export function removeSection(uci: UciPackage, section: UciSection): void {
  uci.sections = uci.sections.filter((other) => other !== section)
}
