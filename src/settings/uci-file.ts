/** Reads the text of UCI files. Grammar: https://openwrt.org/docs/guide-user/base-system/uci and libuci's file.c. */

import {
  addListItem,
  addSection,
  emptyPackage,
  isName,
  isPackageName,
  isType,
  setOption,
  type UciPackage,
  type UciSection,
} from './uci-model.ts'

export interface UciProblem {
  /** Counted from 1: where the statement begins that is wrong. */
  line: number
  message: string
}

export type UciParsed = { package: UciPackage } | { problem: UciProblem }

interface Statement {
  line: number
  words: string[]
}

class Mistake extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Strict as libuci is by default: one mistake and nothing is read. */
export function parseUci(text: string): UciParsed {
  try {
    return { package: build(readStatements(text)) }
  } catch (error) {
    if (error instanceof Mistake) return { problem: { line: error.line, message: error.message } }
    throw error
  }
}

function* readStatements(text: string): Generator<Statement> {
  const reader = new Reader(text)
  while (!reader.atEnd()) {
    const statement = reader.readStatement()
    if (statement.words.length > 0) yield statement
  }
}

/** Cuts text into statements, and statements into words. A statement ends with its line or a semicolon. */
class Reader {
  readonly #text: string
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  readStatement(): Statement {
    const words: string[] = []
    this.#skip(/[ \t\r\f\v]/)
    const line = this.#line
    while (!this.atEnd()) {
      const next = this.#text[this.#at]
      if (next === '#') this.#skip(/[^\n]/)
      else if (next === '\n' || (next === ';' && words.length > 0)) {
        this.#endStatement()
        break
      } else words.push(words.length === 0 ? this.#readKeyword() : this.#readWord())
      this.#skip(/[ \t\r\f\v]/)
    }
    return { line, words }
  }

  /** libuci takes what stands between a semicolon and the line's end for a keyword that it does not know. */
  #endStatement(): void {
    const line = this.#line
    const rest = /[ \t]*[\r\n\f\v]/y
    rest.lastIndex = this.#at + 1
    if (this.#take() === ';' && rest.test(this.#text)) throw new Mistake(line, 'invalid command')
  }

  /** Up to the next blank, whatever it is made of. */
  #readKeyword(): string {
    const start = this.#at
    this.#skip(/[^ \t\n]/)
    return this.#text.slice(start, this.#at)
  }

  /** A bare word that a semicolon touches ends the line, as libuci puts the word's end over the semicolon. */
  #readWord(): string {
    const start = this.#at
    let word = ''
    while (!this.atEnd()) {
      const next = this.#text[this.#at] ?? ''
      if (/[\s;#]/.test(next)) break
      this.#take()
      if (next === "'" || next === '"') word += this.#readQuoted(next)
      else if (next === '\\') word += this.#readEscaped()
      else word += next
    }
    if (this.#text[this.#at] === ';' && this.#at - start === word.length) this.#skip(/[^\n]/)
    return word
  }

  #readQuoted(quote: string): string {
    const line = this.#line
    let inside = ''
    while (!this.atEnd()) {
      const next = this.#take()
      if (next === quote) return inside
      inside += next === '\\' && quote === '"' ? this.#readEscaped() : next
    }
    throw new Mistake(line, `end of file with unterminated ${quote}`)
  }

  /** A backslash before a line end joins the lines; before all else it is dropped. */
  #readEscaped(): string {
    if (this.atEnd()) return ''
    if (this.#text.startsWith('\r\n', this.#at)) this.#take()
    const next = this.#take()
    return next === '\n' ? '' : next
  }

  #take(): string {
    const next = this.#text[this.#at] ?? ''
    this.#at += 1
    if (next === '\n') this.#line += 1
    return next
  }

  #skip(kind: RegExp): void {
    while (!this.atEnd() && kind.test(this.#text[this.#at] ?? '')) this.#take()
  }
}

function build(statements: Iterable<Statement>): UciPackage {
  const uci = emptyPackage()
  let section: UciSection | undefined
  for (const { line, words } of statements) {
    const [keyword, first, second, ...rest] = words
    if (keyword === 'package' || keyword === 'p') checkPackageLine(line, words)
    else if (keyword === 'config' || keyword === 'c') section = openSection(uci, line, first, second, rest)
    else if (keyword === 'option' || keyword === 'o') addValue(setOption, section, line, first, second, rest)
    else if (keyword === 'list' || keyword === 'l') addValue(addListItem, section, line, first, second, rest)
    else throw new Mistake(line, 'invalid command')
  }
  return uci
}

function checkPackageLine(line: number, words: string[]): void {
  const [, name] = words
  if (name === undefined) throw new Mistake(line, 'package without name')
  if (!isPackageName(name)) throw new Mistake(line, 'invalid character in name field')
  if (words.length > 2) throw new Mistake(line, 'too many arguments')
}

function openSection(
  uci: UciPackage,
  line: number,
  type: string | undefined,
  name: string | undefined,
  rest: string[],
) {
  if (type === undefined || type === '') throw new Mistake(line, 'config without type')
  if (!isType(type)) throw new Mistake(line, 'invalid character in type field')
  if (rest.length > 0) throw new Mistake(line, 'too many arguments')
  if (name === undefined || name === '') return addSection(uci, type)
  if (!isName(name)) throw new Mistake(line, 'invalid character in name field')
  const prior = uci.sections.find((section) => section.name === name)
  if (prior === undefined) return addSection(uci, type, name)
  if (prior.type !== type) {
    throw new Mistake(line, 'section of different type overwrites prior section with same name')
  }
  return prior
}

function addValue(
  put: (section: UciSection, option: string, value: string) => void,
  section: UciSection | undefined,
  line: number,
  option: string | undefined,
  value: string | undefined,
  rest: string[],
): void {
  if (section === undefined) throw new Mistake(line, 'option/list command found before the first section')
  if (option === undefined || option === '') throw new Mistake(line, 'option without name')
  if (!isName(option)) throw new Mistake(line, 'invalid character in name field')
  if (rest.length > 0) throw new Mistake(line, 'too many arguments')
  put(section, option, value ?? '')
}
