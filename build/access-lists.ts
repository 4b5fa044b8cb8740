/** Makes the ACL file of the LuCI package, and the table of methods of docs/bridge.md, out of what the methods declare. */

import { type Declaration, everybody, type Role } from '../src/luci-bridge/declarations/method.ts'
import { declarations } from '../src/luci-bridge/declarations.ts'

const methods: readonly (readonly [name: string, declaration: Declaration])[] = Object.entries(declarations)

const descriptions: Readonly<Record<Role, string>> = {
  admin: 'Ақ тізім: settings, PCs, logins, and all that a teacher does; no approval',
  teacher: "Ақ тізім: lessons, rooms, pupils' requests, the draft of the white list, the journal",
  director: 'Ақ тізім: approve the white list or send it back, see the journal',
  psychologist: 'Ақ тізім: the papers on briefings and social work',
}

/** A menu entry names one group: that of all who share its page. */
const audiences: readonly (readonly Role[])[] = [
  ['admin'],
  ['admin', 'teacher'],
  ['admin', 'teacher', 'director'],
  ['admin', 'teacher', 'director', 'psychologist'],
  ['psychologist'],
]

/** The settings page edits UCI by LuCI's own calls. */
const settingsCalls = {
  read: ['changes', 'get'],
  write: ['add', 'apply', 'confirm', 'delete', 'order', 'rename', 'revert', 'set'],
} as const

function rightsOf(role: Role, access: 'read' | 'write') {
  const granted = methods.filter(([, { roles, access: own }]) => own === access && roles.includes(role))
  // Rows of the journal come to whoever subscribes.
  const live = access === 'read' && declarations.journal.roles.includes(role) ? [':subscribe'] : []
  const aqtizim = [...granted.map(([name]) => name), ...live]
  return role === 'admin' ? { ubus: { aqtizim, uci: settingsCalls[access] }, uci: ['aqtizim'] } : { ubus: { aqtizim } }
}

/** The text of `luci-app-aqtizim.json`, before Biome formats it. */
export function accessLists(): string {
  const roles = everybody.map((role) => {
    const group = { description: descriptions[role], read: rightsOf(role, 'read'), write: rightsOf(role, 'write') }
    return [`aqtizim-${role}`, group] as const
  })
  const menus = audiences.map((audience) => {
    const description = `Ақ тізім: pages for ${audience.join(', ')}`
    const read = { ubus: { aqtizim: ['status'], uci: ['changes'] } }
    return [
      `aqtizim-for-${audience.join('-')}`,
      { description, read, write: { ubus: { aqtizim: ['status'] } } },
    ] as const
  })
  return `${JSON.stringify(Object.fromEntries([...roles, ...menus]), null, 2)}\n`
}

const letters = (roles: readonly Role[]) => (roles.length === 0 ? 'root' : roles.map((role) => role[0]).join(' '))

/** Rows of the table of docs/bridge.md. */
export function methodTable(): string {
  return methods.map(([name, { does, roles }]) => `| \`${name}\` | ${does} | ${letters(roles)} |\n`).join('')
}
