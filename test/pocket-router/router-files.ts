/** The files of the router, below the folder that stands for its root. */

import * as fs from 'node:fs'
import * as path from 'node:path'
import { type Lease, readLeases } from './objects/luci-rpc.ts'

const accessFolder = 'usr/share/rpcd/acl.d'

/** What rpcd itself brings: without a login one may log in. */
const everybodyMay = { unauthenticated: { read: { ubus: { session: ['access', 'login'] } } } }

export function makeFolders(root: string): void {
  for (const folder of ['etc/config', accessFolder, 'tmp', 'var/run']) {
    fs.mkdirSync(path.join(root, folder), { recursive: true })
  }
}

/** Access lists, parsed; a file that is no JSON is passed over with a complaint. */
export function readAccessFiles(root: string, complain: (message: string) => void): unknown[] {
  const folder = path.join(root, accessFolder)
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.json'))
  const files = names.sort().flatMap((name) => {
    try {
      return [JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))]
    } catch (error) {
      complain(`rpcd: ${name}: ${String(error)}`)
      return []
    }
  })
  return [everybodyMay, ...files]
}

/** The password field of etc/shadow. */
export function readPassword(root: string, account: string): string | undefined {
  const lines = readIfThere(path.join(root, 'etc/shadow')).split('\n')
  return lines.map((line) => line.split(':')).find(([name]) => name === account)?.[1]
}

export function readLeasesFile(file: string): Lease[] {
  return readLeases(readIfThere(file))
}

function readIfThere(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}
