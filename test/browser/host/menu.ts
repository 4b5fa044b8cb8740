/** Our pages as LuCI's menu has them (dispatcher.uc): what a login does not have all groups of is not there for it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface MenuPage {
  /** `admin/aqtizim/today/overview` */
  readonly path: string
  readonly title: string
  /** `aqtizim/overview` */
  readonly view: string
  readonly readonly: boolean
}

interface Node {
  readonly title?: string
  readonly order?: number
  readonly action?: { readonly type: string; readonly path?: string }
  readonly depends?: { readonly acl?: readonly string[] }
}

/** Of `session access` without a scope: groups with `read`, `write` or both. */
export type Groups = Readonly<Record<string, readonly string[]>>

export function readMenu(folder: string): ReadonlyMap<string, Node> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const entries = files.flatMap((file) =>
    Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, Node>),
  )
  return new Map(entries)
}

/** The root of every path before the page's own is asked for as well. */
function groupsOf(menu: ReadonlyMap<string, Node>, path: string): string[] {
  const parts = path.split('/')
  return parts.flatMap((_part, index) => menu.get(parts.slice(0, index + 1).join('/'))?.depends?.acl ?? [])
}

/** What a login may see, in its order. */
function allowed(menu: ReadonlyMap<string, Node>, groups: Groups): [path: string, node: Node][] {
  const own = [...menu].filter(([path]) => groupsOf(menu, path).every((group) => groups[group] !== undefined))
  return own.sort(([, a], [, b]) => (a.order ?? 9999) - (b.order ?? 9999))
}

/** Where an address leads: an alias to the address that it names, a group to its first page, all others to themselves. */
export function resolve(menu: ReadonlyMap<string, Node>, groups: Groups, path: string): string {
  const { type, path: target } = menu.get(path)?.action ?? {}
  if (type === 'alias' && target !== undefined) return resolve(menu, groups, target)
  if (type !== 'firstchild') return path
  const below = new RegExp(`^${path}/[^/]+$`)
  const first = allowed(menu, groups).find(([each, { title }]) => below.test(each) && title !== undefined)
  return first === undefined ? path : resolve(menu, groups, first[0])
}

/** The groups of pages, as LuCI's themes show them above the pages of the one that is open. */
export function groupsFor(menu: ReadonlyMap<string, Node>, groups: Groups): { path: string; title: string }[] {
  return allowed(menu, groups).flatMap(([path, { title, action }]) =>
    action?.type === 'firstchild' && title !== undefined && path.split('/').length === 3 ? [{ path, title }] : [],
  )
}

export function pagesFor(menu: ReadonlyMap<string, Node>, groups: Groups): MenuPage[] {
  return allowed(menu, groups).flatMap(([path, node]) => {
    if (node.action?.type !== 'view' || node.action.path === undefined || node.title === undefined) return []
    const own = node.depends?.acl ?? []
    const readonly = own.length > 0 && !own.some((group) => groups[group]?.includes('write'))
    return [{ path, title: node.title, view: node.action.path, readonly }]
  })
}
