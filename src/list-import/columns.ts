/** Finds out what the columns of a table hold by its head in Kazakh, Russian or English. */
import type { Row } from './rows.ts'

export type ColumnKind = 'site' | 'title' | 'subject' | 'rooms' | 'ports'

/** In this order: "Адрес сайта" is a site and "Название сайта" a title. */
const HEADS: readonly (readonly [ColumnKind, RegExp])[] = [
  ['site', /domain|url|link|address|host|адрес|домен|ссылк|сілтеме|мекен/],
  ['title', /title|name|назван|наименован|атау|^аты/],
  ['subject', /subject|предмет|пән/],
  ['rooms', /room|кабинет/],
  ['ports', /port|порт/],
  ['site', /web|site|сайт|ресурс|resource/],
]

/** A head is short: a sentence with the word "site" in it is none. */
const HEAD_LENGTH = 40
/** Sheets have a line or two above their head. */
const HEAD_WITHIN = 5

export interface Head {
  /** Index of the row; rows up to it hold no sites. */
  readonly row: number
  /** By index of the cell. */
  readonly kinds: ReadonlyMap<number, ColumnKind>
}

/** The head of a table; `hasSite`: whether a row has a site in it, and is no head therefore. */
export function findHead(rows: readonly Row[], hasSite: (row: Row) => boolean): Head | undefined {
  for (const [index, row] of rows.slice(0, HEAD_WITHIN).entries()) {
    if (hasSite(row)) return undefined
    if (row.cells.filter(({ text }) => text !== '').length < 2) continue // a line above the head
    const kinds = new Map<number, ColumnKind>()
    for (const [column, { text }] of row.cells.entries()) {
      const kind = kindOf(text)
      if (kind !== undefined && ![...kinds.values()].includes(kind)) kinds.set(column, kind)
    }
    if ([...kinds.values()].includes('site')) return { row: index, kinds }
  }
  return undefined
}

function kindOf(text: string): ColumnKind | undefined {
  const plain = text.trim().toLowerCase()
  return plain.length > HEAD_LENGTH ? undefined : HEADS.find(([, pattern]) => pattern.test(plain))?.[0]
}
