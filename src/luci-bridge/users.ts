/**
 * Manages logins for LuCI: sections `login` of UCI `rpcd`, with a hash for crypt(3) and the ACL groups of a role. Only logins
 * that have a group of ours are listed, changed or deleted; root's is never touched.
 */
import { randomBytes } from 'node:crypto'
import type { Table } from 'ubus-client'
import { message } from '../messages/message.ts'
import { roles as allRoles, type CallSession } from './caller.ts'
import type { Failed, Role, User } from './contract.ts'
import { crypt, type Scheme, saltFrom } from './crypt.ts'
import { failed } from './daemon.ts'
import { weakness } from './password.ts'
import { listOf, optionOf, sectionsOf, type Uci, type UciChange, type UciSections } from './uci.ts'

export interface UserTools {
  readonly uci: Uci
  readonly session: CallSession
  /** All that rpcd has: `session list`, each an answer of its own. */
  readonly sessions: () => Promise<readonly Table[]>
}

const config = 'rpcd'

/** No group at all: it gives no right, and says that the login becomes a director's as soon as a director confirms it. */
const waitingGroup = 'aqtizim-director-to-be'

interface Login {
  readonly section: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly waits: boolean
  readonly password: string
}

function loginsOf(sections: UciSections): Login[] {
  return sectionsOf(sections, 'login').map(([section, login]) => {
    const groups = listOf(login, 'write')
    return {
      section,
      name: optionOf(login, 'username'),
      roles: allRoles.filter((role) => groups.includes(`aqtizim-${role}`)),
      waits: groups.includes(waitingGroup),
      password: optionOf(login, 'password'),
    }
  })
}

export async function listUsers({ uci }: UserTools): Promise<User[]> {
  const logins = loginsOf(await uci.read(config)).filter(isOurs)
  return logins
    .map(({ name, roles, waits }) => ({ name, roles, ...(waits ? { waits } : {}) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const isOurs = ({ roles, waits }: Login) => roles.length > 0 || waits

/**
 * Groups that show LuCI itself and our pages, and the one that lets the role do its work. `unauthenticated` (rpcd's own) lets
 * a session ask what it may: without it LuCI takes every refusal for an ended session.
 */
const rightsOf = (role: Role) => ({
  read: ['unauthenticated', 'luci-base'],
  write: [`aqtizim-${role}`, `aqtizim-for-*${role}*`],
})

export interface SetUser {
  readonly name: string
  readonly role: Role
  /** Absent: it stays as it is. */
  readonly password?: string | undefined
  /** Whether a director, or root, does it: nobody else makes directors, or sets a password with which somebody could approve. */
  readonly byDirector: boolean
}

export interface UserSet {
  readonly made: boolean
  /** The first director's login that the router has. */
  readonly first?: boolean
  /** It becomes a director's when a director confirms it. */
  readonly waits?: boolean
}

/** Makes a login, or changes one. Sessions that a changed login has are ended: their rights were read when they began. */
export async function setUser(tools: UserTools, wanted: SetUser): Promise<Failed | UserSet> {
  const { name, password } = wanted
  if (name === 'root') return failed('refused', message('root-login-fixed'), { argument: 'name' })
  const weak = password === undefined ? undefined : weakness(password, name)
  if (weak !== undefined) return failed('argument', weak, { argument: 'password' })
  const result = await save(tools, (logins) => decide(logins, wanted), password, 'sha512')
  if ('error' in result) return result
  await endSessions(tools, name)
  if (password === undefined || (await canLogIn(tools, name, password))) return result
  // A musl that was built small knows no SHA512-crypt; root's own password is then MD5-crypt as well.
  await save(tools, (logins) => decide(logins, wanted), password, 'md5')
  return result
}

/** A director confirms a login that waits for it, and sets its password; or sets that of a director's login. */
export async function confirmUser(tools: UserTools, name: string, password: string): Promise<Failed | UserSet> {
  const logins = loginsOf(await tools.uci.read(config))
  const known = logins.find((login) => login.name === name)
  if (known === undefined || !(known.waits || known.roles.includes('director')))
    return failed('missing', message('login-not-waiting'), { argument: 'name' })
  return setUser(tools, { name, role: 'director', password, byDirector: true })
}

type Decision =
  | { readonly answer: Failed }
  | { readonly answer: UserSet; readonly values: Rights; readonly section?: string }
type Rights = Readonly<Record<string, string | readonly string[]>>

function decide(logins: readonly Login[], { name, role, password, byDirector }: SetUser): Decision {
  const known = logins.find((login) => login.name === name)
  if (known !== undefined && !isOurs(known)) return { answer: foreign }
  const made = known === undefined
  const section = known === undefined ? {} : { section: known.section }
  const isDirectors = known?.roles.includes('director') === true
  if (!byDirector && role === 'director' && password !== undefined) return { answer: passwordOfDirector }
  if (!byDirector && role === 'director' && !isDirectors) {
    // A login without a password would let everybody in: nobody knows this one.
    const secret = made ? { password: hash(randomBytes(24).toString('base64'), 'sha512') } : {}
    const [before] = known?.roles ?? []
    const { read, write } = before === undefined ? { read: ['unauthenticated'], write: [] } : rightsOf(before)
    return {
      answer: { made, waits: true },
      values: { username: name, read, write: [...write, waitingGroup], ...secret },
      ...section,
    }
  }
  // What waited had a password that nobody knows.
  const needsPassword = made || known.roles.length === 0
  if (needsPassword && password === undefined) return { answer: passwordMissing }
  const isFirst = role === 'director' && !logins.some(({ roles }) => roles.includes('director'))
  return {
    answer: { made, ...(isFirst ? { first: true } : {}) },
    values: { username: name, ...rightsOf(role) },
    ...section,
  }
}

async function save(
  { uci }: UserTools,
  decideOn: (logins: readonly Login[]) => Decision,
  password: string | undefined,
  scheme: Scheme,
): Promise<Failed | UserSet> {
  const { answer } = await uci.change(config, (sections): { answer: Failed | UserSet; changes?: UciChange[] } => {
    const decision = decideOn(loginsOf(sections))
    if (!('values' in decision)) return decision
    const { answer, section, values: rights } = decision
    const values = { ...rights, ...(password === undefined ? {} : { password: hash(password, scheme) }) }
    return { answer, changes: [section === undefined ? { add: 'login', values } : { set: section, values }] }
  })
  return answer
}

const foreign = failed('refused', message('login-not-ours'), { argument: 'name' })
const passwordMissing = failed('argument', message('password-missing'), { argument: 'password' })
const passwordOfDirector = failed('refused', message('password-of-director'), { argument: 'password' })

export async function deleteUser(tools: UserTools, name: string): Promise<Failed | Record<string, never>> {
  const { answer } = await tools.uci.change(config, (sections) => {
    const known = loginsOf(sections).filter((login) => login.name === name && isOurs(login))
    if (known.length === 0) return { answer: failed('missing', message('login-unknown'), { argument: 'name' }) }
    return { answer: {}, changes: known.map(({ section }) => ({ delete: section })) }
  })
  if (!('error' in answer)) await endSessions(tools, name)
  return answer
}

const hash = (password: string, scheme: Scheme) => crypt(password, saltFrom(randomBytes(16), scheme), scheme)

async function canLogIn({ session }: UserTools, username: string, password: string): Promise<boolean> {
  try {
    const { ubus_rpc_session: id } = await session('login', { username, password, timeout: 5 })
    await session('destroy', { ubus_rpc_session: String(id) }).catch(() => {})
    return true
  } catch (error) {
    // Anything else than a refusal says nothing about the hash.
    return (error as { code?: unknown }).code !== 'PERMISSION_DENIED'
  }
}

/** Also those that have never called us: a login that is gone must not live on in a browser that was left open. */
async function endSessions({ session, sessions }: UserTools, name: string): Promise<void> {
  for (const { ubus_rpc_session: id, data } of await sessions()) {
    if (typeof id !== 'string' || (data as { username?: unknown } | undefined)?.username !== name) continue
    await session('destroy', { ubus_rpc_session: id }).catch(() => {})
  }
}
