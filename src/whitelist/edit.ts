/**
 * Edits the document as text: comments, order and all other entries stay as they are. Where the document
 * is written one entry after the other, only the entry concerned is touched; else the YAML library rewrites the whole.
 */

import { Document, isMap, isScalar, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml'
import { checkAddress } from './address.ts'
import { changeMap } from './edit-entry.ts'
import { readPlain } from './fast-reader.ts'
import { normaliseName } from './names.ts'
import { findTooDeep } from './nesting.ts'
import { type Parsed, type ParseOptions, parse } from './parse.ts'
import type { Problem } from './problems.ts'
import { PIECE_LIMIT, readPiece } from './read.ts'
import type { SiteChanges, SiteValues } from './site-input.ts'
import { outline, type Piece } from './split-entries.ts'
import type { Node } from './tree.ts'
import type { Whitelist } from './whitelist.ts'

export interface Edited {
  readonly text: string
  /** What `parse` says of `text`. */
  readonly problems: Problem[]
  /** What `text` lists; undefined where it has an error. */
  readonly whitelist: Whitelist | undefined
  /** False where no entry has the name, or the document cannot be edited; `text` is then the old one. */
  readonly changed: boolean
}

export interface EditOptions extends ParseOptions {
  /** What says what the new text means: `parse` unless given. For whoever reads it in turns afterwards. */
  readonly reads?: (text: string, options: ParseOptions) => Parsed
}

const READ = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const
const WRITE = { lineWidth: 0, flowCollectionPadding: false, indentSeq: true } as const

/** Puts a new entry at the end. */
export const addSite = (text: string, values: SiteValues, options: EditOptions): Edited =>
  addSites(text, [values], options)

/** Puts new entries at the end, in their order. */
export function addSites(text: string, added: readonly SiteValues[], options: EditOptions): Edited {
  const { hasSites, entries, strays } = outline(text)
  if (!hasSites || strays.length > 0) {
    return editWhole(text, options, (sites, document) => {
      sites.flow = false
      for (const values of added) sites.add(changeMap(new YAMLMap(), values, document))
      return added.length > 0
    })
  }
  const last = entries.at(-1)
  const margin = last ? text.slice(last.start, text.indexOf('-', last.start)) : '  '
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd(text)
  const printed = added.map((values) => print(entryOf(values), margin, text) ?? '')
  return finish(text, added.length === 0 ? text : `${text}${gap}${printed.join('')}`, options)
}

/** An entry by itself, as it is written into a document. */
export const printSite = (values: SiteValues): string => print(entryOf(values), '  ', '') ?? ''

function entryOf(values: SiteValues): Document {
  const document = new Document(null, READ)
  document.contents = new YAMLSeq() as never
  const list = document.contents as unknown as YAMLSeq
  list.add(changeMap(new YAMLMap(), values, document))
  return document
}

/** What becomes of entries, by their names in the one spelling (`canonical`): what changes, or `null` where they go. */
export type EntryEdits = ReadonlyMap<string, SiteChanges | null>

/** Takes away every entry of that name; comments on lines of their own stay. */
export const removeSite = (text: string, name: string, options: EditOptions): Edited =>
  editOne(text, name, null, options)

/** Changes the first entry of that name. */
export const changeSite = (text: string, name: string, changes: SiteChanges, options: EditOptions): Edited =>
  editOne(text, name, changes, options)

function editOne(text: string, name: string, changes: SiteChanges | null, options: EditOptions): Edited {
  const { edited: _, ...rest } = editSites(text, new Map([[canonical(name), changes]]), options)
  return rest
}

/** Changes the first entry of each name and takes entries away, all in one reading; `edited`: how many names that was. */
export function editSites(text: string, edits: EntryEdits, options: EditOptions): Edited & { readonly edited: number } {
  const pieces = piecesOf(text)
  if (!pieces) return editParsed(text, edits, options)
  const met = new Set<string>()
  const edited = new Set<string>()
  let [result, copied] = ['', 0]
  for (const piece of pieces) {
    const name = nodeName(readEntry(text, piece))
    const changes = name === undefined ? undefined : edits.get(name)
    if (name === undefined || changes === undefined || (changes !== null && met.has(name))) continue
    met.add(name)
    const end = bodyEnd(text, piece)
    const entry = text.slice(piece.start, end)
    const now = changes === null ? '' : changeEntry(entry, changes, text)
    if (now === entry) continue
    edited.add(name)
    result += text.slice(copied, piece.start) + now
    copied = end
  }
  return { ...finish(text, result + text.slice(copied), options), edited: edited.size }
}

function editParsed(text: string, edits: EntryEdits, options: EditOptions) {
  const edited = new Set<string>()
  const found = editWhole(text, options, (sites, document) => {
    sites.items = sites.items.filter((item) => {
      const name = itemName(item)
      const changes = name === undefined ? undefined : edits.get(name)
      if (name === undefined || changes === undefined) return true
      if (changes !== null && !edited.has(name) && isMap(item)) changeMap(item, changes, document)
      edited.add(name)
      return changes !== null
    })
    return edited.size > 0
  })
  return { ...found, edited: found.changed ? edited.size : 0 }
}

/** An entry's text with the changes in it; as it was where the library cannot read or print it. */
function changeEntry(entry: string, changes: SiteChanges, like: string): string {
  const document = readDocument(entry)
  const item = document && isSeq(document.contents) ? document.contents.items[0] : undefined
  if (!document || !isMap(item)) return entry
  changeMap(item, changes, document)
  return print(document, entry.slice(0, entry.indexOf('-')), like) ?? entry
}

function finish(before: string, text: string, { reads = parse, ...options }: EditOptions): Edited {
  return { text, ...reads(text, options), changed: text !== before }
}

/** The entries, where nothing but entries stands below `sites:` and each is small enough for the library. */
function piecesOf(text: string): readonly Piece[] | undefined {
  const { hasSites, entries, strays } = outline(text)
  const usual = hasSites && strays.length === 0 && entries.every(({ start, end }) => end - start <= PIECE_LIMIT)
  return usual ? entries : undefined
}

/** Undefined where the text has errors, or nests so deeply that the library must not see it. */
function readDocument(text: string): Document | undefined {
  if (findTooDeep(text) !== undefined) return undefined
  const document: Document = parseDocument(text, READ)
  return document.errors.length > 0 ? undefined : document
}

function editWhole(text: string, options: EditOptions, edit: (sites: YAMLSeq, document: Document) => boolean): Edited {
  if (text.length > PIECE_LIMIT) return finish(text, text, options)
  const document = readDocument(text)
  if (!document) return finish(text, text, options)
  if (document.contents === null) document.contents = new YAMLMap() as never
  if (!isMap(document.contents)) return finish(text, text, options)
  const found = document.contents.get('sites', true)
  const isEmpty = !found || (isScalar(found) && found.value === '')
  if (!isEmpty && !isSeq(found)) return finish(text, text, options)
  const sites = isSeq(found) ? found : new YAMLSeq()
  if (isEmpty) document.contents.set('sites', sites)
  if (!edit(sites, document)) return finish(text, text, options)
  if (document.contents instanceof YAMLMap && sites.flow === false) document.contents.flow = false
  return finish(text, textOf(document) ?? text, options)
}

function readEntry(text: string, piece: Piece): Node {
  return readPlain(text, piece) ?? readPiece(text, piece, () => {})
}

function nodeName(node: Node): string | undefined {
  const named = node.kind === 'map' ? node.entries.find(({ key }) => key === 'domain' || key === 'address') : undefined
  return named?.value.kind === 'text' ? canonical(named.value.text) : undefined
}

function itemName(item: unknown): string | undefined {
  const value = isMap(item) ? (item.get('domain') ?? item.get('address')) : undefined
  return typeof value === 'string' ? canonical(value) : undefined
}

/** A name or an address in the one spelling in which it is compared; what is neither stays as it is. */
export function canonical(name: string): string {
  return normaliseName(name) ?? checkAddress(name).network?.text ?? name
}

/** Where an entry ends and the comments before the next one begin. */
function bodyEnd(text: string, { start, end }: Piece): number {
  const body = text.slice(start, end).replace(/(?:(?<=\n)[ \t]*(?:#[^\n]*)?(?:\n|$))+$/, '')
  return start + body.length
}

/** Undefined where the library cannot print what it has read: a key that is nothing, an alias of nothing. */
function textOf(document: Document): string | undefined {
  try {
    return document.toString(WRITE)
  } catch {
    return undefined
  }
}

function print(document: Document, margin: string, like: string): string | undefined {
  const printed = textOf(document)?.replace(/^(?=[^\n])/gm, margin)
  return lineEnd(like) === '\n' ? printed : printed?.replaceAll('\n', '\r\n')
}

function lineEnd(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
