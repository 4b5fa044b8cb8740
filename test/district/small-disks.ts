/** Small disks of a district's own: folders in the memory of a mount namespace, which a test can fill. They are gone with this process. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Staying, startProgram } from '../lab/program.ts'

/** Folder, size in MiB. */
type Sizes = Readonly<Record<string, number>>

export class SmallDisks {
  readonly #keeper: Staying
  /** Words before a program that is to see them. */
  readonly words: readonly string[]

  /** Nothing where the system allows no such namespace. `sizes`: by absolute path. */
  static async create(sizes: Sizes): Promise<SmallDisks | undefined> {
    const isRoot = process.getuid?.() === 0
    const user = isRoot ? [] : ['--user', '--map-root-user']
    const pairs = Object.entries(sizes).flatMap(([path, size]) => [path, `${size}m`])
    const script =
      'while [ $# -gt 0 ]; do mkdir -p "$1" && mount -t tmpfs -o "size=$2" tmpfs "$1" || exit 1; shift 2; done; echo ready; exec cat'
    try {
      const words = ['unshare', ...user, '--mount', 'sh', '-c', script, 'sh', ...pairs]
      const keeper = await startProgram(words, { ready: /^ready$/ })
      return new SmallDisks(keeper, isRoot ? [] : ['--user', '--preserve-credentials'])
    } catch {
      return undefined
    }
  }

  private constructor(keeper: Staying, user: readonly string[]) {
    this.#keeper = keeper
    this.words = ['nsenter', '--target', String(keeper.pid), ...user, '--mount', '--']
  }

  #filler = (disk: string) => join(`/proc/${this.#keeper.pid}/root`, disk, 'filler')

  /** To the last octet. */
  fill(disk: string): void {
    try {
      for (let size = 1 << 20; ; ) {
        try {
          writeFileSync(this.#filler(disk), Buffer.alloc(size), { flag: 'a' })
        } catch (error) {
          if (size === 1) throw error
          size = Math.floor(size / 16) || 1
        }
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }

  empty(disk: string): void {
    rmSync(this.#filler(disk))
  }

  async stop(): Promise<void> {
    this.#keeper.close()
    await this.#keeper.ended
  }
}
