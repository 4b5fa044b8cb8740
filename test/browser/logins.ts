/** A login for each role on the lab's router. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type RoleName = 'admin' | 'teacher' | 'director' | 'psychologist'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const accessLists = here('../../openwrt-package/luci-app-aqtizim/root/usr/share/rpcd/acl.d')
const accessList = 'luci-app-aqtizim.json'

/** What LuCI itself lets a login see, as far as its loader asks for it: its settings, and the way out. Source: luci-base.json. */
const luciBase = {
  'luci-base': {
    description: 'Grant access to basic LuCI procedures',
    read: { ubus: { file: ['list'], uci: ['changes', 'get'] }, uci: ['luci', 'system'] },
  },
}
export const roleNames: readonly RoleName[] = ['admin', 'teacher', 'director', 'psychologist']

/** One login for each role, as `user_set` writes them; in the lab the password stands in the file as it is. */
export function writeLogins(root: string): void {
  const folder = join(root, 'usr/share/rpcd/acl.d')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, accessList), readFileSync(join(accessLists, accessList)))
  writeFileSync(join(folder, 'luci-base.json'), JSON.stringify(luciBase))
  const sections = roleNames.map((role) => {
    const lists = [
      "read 'unauthenticated'",
      "read 'luci-base'",
      `write 'aqtizim-${role}'`,
      `write 'aqtizim-for-*${role}*'`,
    ]
    const rights = lists.map((list) => `\tlist ${list}\n`).join('')
    return `\nconfig login\n\toption username '${role}'\n\toption password '${role}'\n${rights}`
  })
  const path = join(root, 'etc/config/rpcd')
  writeFileSync(path, readFileSync(path, 'utf8') + sections.join(''))
}
