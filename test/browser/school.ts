/**
 * Where the browser's tests take place: the lab with the real daemon and our host page, or a router of flesh and blood
 * (`LUCI_URL=http://router`), where nothing can be killed and no PC be moved.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { type Host, serveHost } from './host/server.ts'

export type RoleName = 'admin' | 'teacher' | 'director' | 'psychologist'

export interface Login {
  readonly user: string
  readonly password: string
}

export interface School {
  /** Of the router's pages. */
  readonly url: string
  loginOf(role: RoleName): Login
  /** Absent with a real router. */
  readonly lab?: Lab
  readonly aqtizim?: Aqtizim
  stop(): Promise<void>
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const accessLists = here('../../openwrt-package/luci-app-aqtizim/root/usr/share/rpcd/acl.d')
const accessList = 'luci-app-aqtizim.json'
export const roleNames: readonly RoleName[] = ['admin', 'teacher', 'director', 'psychologist']

/** One login for each role, as `user_set` writes them; in the lab the password stands in the file as it is. */
export function writeLogins(root: string): void {
  const folder = join(root, 'usr/share/rpcd/acl.d')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, accessList), readFileSync(join(accessLists, accessList)))
  const sections = roleNames.map((role) => {
    const rights = `\tlist read 'unauthenticated'\n\tlist write 'aqtizim-${role}'\n\tlist write 'aqtizim-for-*${role}*'\n`
    return `\nconfig login\n\toption username '${role}'\n\toption password '${role}'\n${rights}`
  })
  const path = join(root, 'etc/config/rpcd')
  writeFileSync(path, readFileSync(path, 'utf8') + sections.join(''))
}

async function openLab(change: (root: string) => void): Promise<School> {
  await bundle()
  const lab = await startLab()
  let host: Host | undefined
  const stop = async () => {
    await host?.close()
    await lab.stop()
  }
  try {
    const aqtizim = await installAqtizim(lab, (root) => {
      writeLogins(root)
      change(root)
    })
    host = await serveHost(aqtizim.socket)
    return { url: host.url, lab, aqtizim, stop, loginOf: (role) => ({ user: role, password: role }) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** `change` edits the lab router's files before anything starts. */
export async function openSchool(change: (root: string) => void = () => {}): Promise<School> {
  const url = process.env.LUCI_URL
  if (url === undefined) return openLab(change)
  // On a real router: LUCI_TEACHER=name:password and its like.
  const loginOf = (role: RoleName): Login => {
    const [user = role, password = ''] = (process.env[`LUCI_${role.toUpperCase()}`] ?? '').split(/:(.*)/s)
    return { user, password }
  }
  return { url: url.replace(/\/$/, ''), loginOf, stop: async () => {} }
}
