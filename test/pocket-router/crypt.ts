/** crypt(3) as rpcd uses it, by openssl: another hand than the one that makes the hashes. */
import { spawnSync } from 'node:child_process'

/** What `crypt(password, setting)` gives; undefined for a scheme that is not known. */
export function crypt(password: string, setting: string): string | undefined {
  const [, scheme, salt] = /^\$([156])\$([./0-9A-Za-z]{1,16})\$/.exec(setting) ?? []
  if (scheme === undefined || salt === undefined) return undefined
  const { status, stdout } = spawnSync('openssl', ['passwd', `-${scheme}`, '-salt', salt, '-stdin'], {
    input: `${password}\n`,
    encoding: 'utf8',
    timeout: 10_000,
  })
  return status === 0 ? stdout.trim() : undefined
}
