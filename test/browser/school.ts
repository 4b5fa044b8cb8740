/**
 * Where the browser's tests take place: the lab with the real daemon and our host page, or a router of flesh and blood
 * (`LUCI_URL=http://router`), where nothing can be killed and no PC be moved.
 */
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { type Host, serveHost } from './host/server.ts'
import { type RoleName, writeLogins } from './logins.ts'

export type { RoleName } from './logins.ts'

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
