/** The ACL file of the LuCI package, and what the pages declare. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
export const accessFolder = join(root, 'openwrt-package/luci-app-aqtizim/root/usr/share/rpcd/acl.d')

type Scope = Readonly<Record<string, readonly string[]>>
interface Rights {
  readonly ubus?: Scope
  readonly uci?: readonly string[]
}
export interface Group {
  readonly description: string
  readonly read?: Rights
  readonly write?: Rights
}

export const accessPath = join(accessFolder, 'luci-app-aqtizim.json')
export const groups = JSON.parse(readFileSync(accessPath, 'utf8')) as Readonly<Record<string, Group>>

/** Functions of the object `aqtizim` that a group grants, `:subscribe` among them. */
export const grantedBy = (group: Group | undefined, permission: 'read' | 'write'): readonly string[] =>
  group?.[permission]?.ubus?.aqtizim ?? []

export interface PageCall {
  readonly file: string
  readonly method: string
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

/** Every call of `rpc.declare('...')`. Throws where the method is not written out literally. */
export function pageCalls(): PageCall[] {
  return sources(join(root, 'src/luci-views')).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return [...text.matchAll(/\brpc\.declare\(([^)]*)\)/g)].map(([, argument = '']) => {
      const method = /^'(\w+)'$/.exec(argument)?.[1]
      if (method === undefined) throw new Error(`${file}: write the method out: ${argument}`)
      return { file, method }
    })
  })
}
