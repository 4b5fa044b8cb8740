/**
 * Logins for LuCI: sections `login` of UCI `rpcd`, with a hash for crypt(3) and the ACL groups of a role. Only logins that
 * have a group of ours are listed, changed or deleted; root's is never touched.
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

interface Login {
  readonly section: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly password: string
}

function loginsOf(sections: UciSections): Login[] {
  return sectionsOf(sections, 'login').map(([section, login]) => {
    const groups = listOf(login, 'write')
    return {
      section,
      name: optionOf(login, 'username'),
      roles: allRoles.filter((role) => groups.includes(`aqtizim-${role}`)),
      password: optionOf(login, 'password'),
    }
  })
}

export async function listUsers({ uci }: UserTools): Promise<User[]> {
  const logins = loginsOf(await uci.read(config)).filter(({ roles }) => roles.length > 0)
  return logins.map(({ name, roles }) => ({ name, roles })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Groups that show LuCI itself and our pages, and the one that lets the role do its work. `unauthenticated` (rpcd's own) lets
 * a session ask what it may: without it LuCI takes every refusal for an ended session.
 */
const rightsOf = (role: Role) => ({
  read: ['unauthenticated', 'luci-base'],
  write: [`aqtizim-${role}`, `aqtizim-for-*${role}*`],
})

/** Makes a login, or changes one. Sessions that a changed login has are ended: their rights were read when they began. */
export async function setUser(
  tools: UserTools,
  name: string,
  role: Role,
  password: string | undefined,
): Promise<Failed | { readonly made: boolean }> {
  if (name === 'root') return failed('refused', message('root-login-fixed'), { argument: 'name' })
  const weak = password === undefined ? undefined : weakness(password, name)
  if (weak !== undefined) return failed('argument', weak, { argument: 'password' })
  const result = await save(tools, name, role, password === undefined ? undefined : hash(password, 'sha512'))
  if ('error' in result) return result
  await endSessions(tools, name)
  if (password === undefined || (await canLogIn(tools, name, password))) return result
  // A musl that was built small knows no SHA512-crypt; root's own password is then MD5-crypt as well.
  await save(tools, name, role, hash(password, 'md5'))
  return result
}

/** `hashed` absent: the password stays. */
async function save({ uci }: UserTools, name: string, role: Role, hashed: string | undefined) {
  const { answer } = await uci.change(config, (sections): { answer: SetAnswer; changes?: UciChange[] } => {
    const known = loginsOf(sections).find((login) => login.name === name)
    if (known !== undefined && known.roles.length === 0) return { answer: foreign }
    if (known === undefined && hashed === undefined) return { answer: passwordMissing }
    const values = { ...rightsOf(role), ...(hashed === undefined ? {} : { password: hashed }) }
    const change =
      known === undefined
        ? { add: 'login', values: { username: name, ...values } }
        : { set: known.section, values: { username: name, ...values } }
    return { answer: { made: known === undefined }, changes: [change] }
  })
  return answer
}

type SetAnswer = Failed | { readonly made: boolean }

const foreign = failed('refused', message('login-not-ours'), { argument: 'name' })
const passwordMissing = failed('argument', message('password-missing'), { argument: 'password' })

export async function deleteUser(tools: UserTools, name: string): Promise<Failed | Record<string, never>> {
  const { answer } = await tools.uci.change(config, (sections) => {
    const known = loginsOf(sections).filter((login) => login.name === name && login.roles.length > 0)
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
