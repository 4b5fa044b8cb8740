/** rpcd's access lists: which scope, object and function a session may use. Source: rpcd's session.c. */

import type { UciPackage, UciSection } from './uci-model.ts'

/** Scope, object, function; object and function may hold shell wildcards. */
export type Grant = readonly [scope: string, object: string, call: string]

/** The group that everybody has, also without a login. */
const everybody = 'unauthenticated'

/** `files` are parsed files of /usr/share/rpcd/acl.d; without a login only what everybody may. */
export function readGrants(files: readonly unknown[], login: UciSection | undefined): Grant[] {
  return files.flatMap((file) =>
    entries(file).flatMap(([group, permissions]) =>
      entries(permissions).flatMap(([permission, scopes]) => {
        if (permission !== 'read' && permission !== 'write') return []
        if (!mayUse(login, permission, group)) return []
        const inside = entries(scopes).flatMap(([scope, objects]) => readScope(scope, objects, permission))
        return entries(scopes).length === 0 ? [] : [...inside, ['access-group', group, permission] as const]
      }),
    ),
  )
}

/** Objects with their functions; or a list of objects, whose function is then the permission itself. */
function readScope(scope: string, objects: unknown, permission: string): Grant[] {
  if (Array.isArray(objects)) return texts(objects).map((object) => [scope, object, permission] as const)
  return entries(objects).flatMap(([object, calls]) => texts(calls).map((call) => [scope, object, call] as const))
}

/** `list read` and `list write` of the login name groups; `!` forbids; who may write may read. */
function mayUse(login: UciSection | undefined, permission: 'read' | 'write', group: string): boolean {
  if (login === undefined) return group === everybody
  const value = login.options.get(permission)
  const patterns = Array.isArray(value) ? value : []
  const matching = (forbidding: boolean) =>
    patterns
      .filter((pattern) => pattern.startsWith('!') === forbidding)
      .some((pattern) => matchesPattern(pattern.replace(/^!\s*/, ''), group))
  if (matching(true)) return false
  if (matching(false)) return true
  return permission === 'read' && mayUse(login, 'write', group)
}

export function allows(grants: readonly Grant[], scope: string, object: string, call: string): boolean {
  return grants.some(
    ([granted, objects, calls]) => granted === scope && matchesPattern(objects, object) && matchesPattern(calls, call),
  )
}

/** Shell wildcards as fnmatch(3) with FNM_NOESCAPE: a star also spans slashes. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern.replace(
    /\[(!?)([^\]]+)\]|[\s\S]/g,
    (part, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replace(/[\\^[]/g, '\\$&')}]`
      if (part === '*') return '[\\s\\S]*'
      return part === '?' ? '[\\s\\S]' : part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    },
  )
  return new RegExp(`^(?:${source})$`).test(text)
}

/** The form of `session access` and `login`: scopes, with objects, with lists of functions. */
export function describeGrants(grants: readonly Grant[]): Record<string, Record<string, string[]>> {
  const scopes: Record<string, Record<string, string[]>> = {}
  for (const [scope, object, call] of grants) {
    const objects = scopes[scope] ?? {}
    scopes[scope] = objects
    const calls = objects[object] ?? []
    objects[object] = calls.includes(call) ? calls : [...calls, call]
  }
  return scopes
}

/** The login whose name and password fit. `passwordOf` gives what a system account's password is. */
export function findLogin(
  rpcd: UciPackage,
  username: string,
  password: string,
  passwordOf: (account: string) => string | undefined,
  crypt: (password: string, setting: string) => string | undefined = () => undefined,
): UciSection | undefined {
  return rpcd.sections.find((section) => {
    if (section.type !== 'login' || section.options.get('username') !== username) return false
    const wanted = section.options.get('password')
    if (typeof wanted !== 'string') return false
    // A password of a test may stand in the file as it is. An empty one lets everybody in, as on a fresh router.
    const plain = wanted.startsWith('$p$') ? passwordOf(wanted.slice(3)) : wanted
    return plain === '' || plain === password || (plain?.startsWith('$') === true && crypt(password, plain) === plain)
  })
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
