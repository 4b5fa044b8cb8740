/** A file system that fails: at its n-th call once, or from there on for good, as a full or a dying disk does. */

import type { VersionFiles } from '../../src/whitelist/file.ts'

export interface Faulty {
  readonly files: VersionFiles
  /** How many calls were made. */
  calls(): number
}

export function makeFaulty(files: VersionFiles, at: number, mode: 'once' | 'for good'): Faulty {
  let calls = 0
  const faulty = new Proxy(files, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        calls++
        if (calls === at || (mode === 'for good' && calls > at)) {
          // What Node's own existsSync does with any error.
          if (name === 'existsSync') return false
          throw Object.assign(new Error(`ENOSPC: no space left on device, ${String(name)}`), { code: 'ENOSPC' })
        }
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { files: faulty, calls: () => calls }
}
