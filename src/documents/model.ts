/**
 * A paper as data, before anybody knows whether it becomes a page in a browser or a file for Word. Papers are pure: data
 * in, a `Paper` out. The writers (html.ts, docx.ts) make every text harmless, so a paper puts in names as they are.
 */

export type Language = 'kk' | 'ru' | 'en'

/** The same thing in every language. */
export type Texts<T = string> = Readonly<Record<Language, T>>

/** A stretch of a text. `blank` is a line to fill in by hand, so many characters wide. */
export type Piece =
  | string
  | { readonly text: string; readonly bold?: boolean; readonly italic?: boolean; readonly mono?: boolean }
  | { readonly blank: number }

export type Text = string | readonly Piece[]

export type Align = 'left' | 'center' | 'right' | 'justify'

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly text: Text
  /** Default `justify`. */
  readonly align?: Align
  /** Begins with an indent, as in an order or an act. */
  readonly indent?: boolean
  /** A note in small print. */
  readonly small?: boolean
}

export interface Heading {
  readonly kind: 'heading'
  readonly text: Text
}

/** Names and values, one pair a line. A value that nobody knows is a blank. */
export interface Facts {
  readonly kind: 'facts'
  readonly rows: readonly (readonly [name: string, value: Text])[]
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Text[]
  /** Numbers instead of dashes; `2.` makes it 2.1, 2.2 ... */
  readonly ordered?: boolean
  readonly prefix?: string
}

export interface Column {
  readonly title: string
  /** Parts of the table's width; they need not make 100. */
  readonly width: number
  /** Default `left`. */
  readonly align?: Align
  /** In a fixed-width face. */
  readonly mono?: boolean
}

export interface Row {
  readonly cells: readonly Text[]
  readonly bold?: boolean
  /** One cell through the whole width, for a day or a group; `cells` has that cell alone. */
  readonly span?: boolean
}

/** The head is repeated on each page, and no row is cut in two. One of few rows, given as an array, is not cut at all. */
export interface Table {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  /** Taken once, row by row: it may be longer than memory. */
  readonly rows: Iterable<Row> | AsyncIterable<Row>
  /** In small print, for tables of many columns. */
  readonly small?: boolean
}

const SHORT = 21

/** Stands on one page whole. */
export const isShort = ({ rows }: Table): boolean => Array.isArray(rows) && rows.length <= SHORT

/** Who signs: post, a line for the signature, name. A missing name is a line too. */
export interface Signature {
  readonly post: string
  readonly name?: string | undefined
}

export interface Signatures {
  readonly kind: 'signatures'
  readonly lines: readonly Signature[]
  /** A line for the date behind each. */
  readonly dated?: boolean
}

/** The director's approval in the top right corner: БЕКІТЕМІН, УТВЕРЖДАЮ. */
export interface Stamp {
  readonly kind: 'stamp'
  readonly lines: readonly Text[]
}

/** Whole lines to write on by hand. */
export interface Lines {
  readonly kind: 'lines'
  readonly count: number
}

export interface QrCode {
  readonly kind: 'qr'
  /** What a scanner reads: at most 400 octets of UTF-8. */
  readonly text: string
  readonly caption?: Text
}

/** What stands on one page together: signatures with the sentence before them. */
export interface Together {
  readonly kind: 'together'
  readonly blocks: readonly Exclude<Block, Together | Table>[]
}

export interface PageBreak {
  readonly kind: 'page-break'
}

export type Block =
  | Paragraph
  | Heading
  | Facts
  | List
  | Table
  | Signatures
  | Stamp
  | Lines
  | QrCode
  | Together
  | PageBreak

export interface Paper {
  readonly language: Language
  /** Above the title: the school, or a line to fill in where nobody has named it. */
  readonly header?: readonly string[]
  readonly title: string
  readonly subtitle?: string
  readonly landscape?: boolean
  /**
   * Stands at the foot of each page beside the page's number. A function is asked after the whole body was written, when
   * the chain's head is known.
   */
  readonly footer?: string | (() => string)
  /** Taken once, block by block. */
  readonly body: Iterable<Block> | AsyncIterable<Block>
}

/** A line to fill in. */
export const blank = (width = 24): Piece => ({ blank: width })
export const bold = (text: string): Piece => ({ text, bold: true })
export const mono = (text: string): Piece => ({ text, mono: true })

/** The text, or a line to fill in where there is none. */
export const orBlank = (text: string | undefined, width = 24): Text =>
  text === undefined || text.trim() === '' ? [blank(width)] : text

/** The same for a line of the header. */
export const orLine = (text: string): string => (text.trim() === '' ? '_'.repeat(40) : text)

export const paragraph = (text: Text, options: Omit<Paragraph, 'kind' | 'text'> = {}): Paragraph => ({
  kind: 'paragraph',
  text,
  ...options,
})
export const heading = (text: Text): Heading => ({ kind: 'heading', text })

export function piecesOf(text: Text): readonly Piece[] {
  return typeof text === 'string' ? [text] : text
}
