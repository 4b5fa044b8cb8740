/** Reads who may see what on the district's page: a YAML file of logins with their roles. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { findTooDeep } from '../../whitelist/nesting.ts'

/** `admin` sees everything; `viewer` figures of all schools and no journal; a list of schools: these alone, with their journals. */
export type Role = 'admin' | 'viewer' | readonly string[]

export interface Visitor {
  readonly name: string
  readonly role: Role
}

export interface PeopleProblem {
  readonly code: 'not-yaml' | 'not-a-login' | 'not-a-role' | 'login-twice'
  readonly line: number
  readonly column: number
  readonly values: Readonly<Record<string, string>>
}

export interface ReadPeople {
  /** By login, in small letters. Empty where anything is wrong with the file: half of a list is none. */
  readonly people: ReadonlyMap<string, Role>
  readonly problems: readonly PeopleProblem[]
}

const LONGEST_FILE = 1024 * 1024
const MOST_ERRORS = 20

export const isLogin = (text: string) => /^[\x21-\x7e]{1,200}$/.test(text)

/** Never throws, whatever the text. */
export function readPeople(text: string): ReadPeople {
  const people = new Map<string, Role>()
  const problems: PeopleProblem[] = []
  if (text.length > LONGEST_FILE || findTooDeep(text) !== undefined)
    return { people, problems: [{ code: 'not-yaml', line: 1, column: 1, values: { what: 'too long or too deep' } }] }
  const counter = new LineCounter()
  // The library's own check of unique keys compares each with all before it.
  const options = { schema: 'core', prettyErrors: false, uniqueKeys: false } as const
  const document = parseDocument(text, { lineCounter: counter, ...options })
  const report = (code: PeopleProblem['code'], offset: number, values: Record<string, string>) => {
    const { line, col } = counter.linePos(offset)
    problems.push({ code, line, column: col, values })
  }
  for (const error of document.errors.slice(0, MOST_ERRORS))
    report('not-yaml', error.pos[0], { what: error.message.split('\n')[0] ?? '' })
  const { contents } = document
  if (contents !== null && !isMap(contents)) report('not-yaml', 0, { what: 'no list of logins' })
  if (problems.length === 0 && isMap(contents))
    for (const { key, value } of contents.items) {
      const login = isScalar(key) ? String(key.value) : ''
      const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0
      const role = roleOf(value)
      if (!isLogin(login)) report('not-a-login', offset, { login })
      else if (role === undefined) report('not-a-role', offset, { login })
      else if (people.has(login.toLowerCase())) report('login-twice', offset, { login })
      else people.set(login.toLowerCase(), role)
    }
  return { people: problems.length === 0 ? people : new Map(), problems }
}

function roleOf(node: unknown): Role | undefined {
  if (isScalar(node) && (node.value === 'admin' || node.value === 'viewer')) return node.value
  if (!isSeq(node) || node.items.length === 0) return undefined
  const schools = node.items.map((item) => (isScalar(item) && typeof item.value === 'string' ? item.value : ''))
  return schools.includes('') ? undefined : schools
}

export type Room = 'overview' | 'figures' | 'journal' | 'keys'

/** `school`: of which school; none where it is about all of them. */
export function maySee({ role }: Visitor, what: Room, school?: string): boolean {
  if (role === 'admin') return true
  if (role === 'viewer') return what === 'overview' || what === 'figures'
  return school === undefined ? what === 'overview' : role.includes(school) && what !== 'keys'
}
