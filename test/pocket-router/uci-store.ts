/** UCI packages on disk, and their staged changes: one stage for everybody without a session, and one for each session. */

import * as fs from 'node:fs'
import * as path from 'node:path'
import { STATUS } from 'ubus-client'
import { applyChange, type UciChange } from './uci-changes.ts'
import { formatUci, parseUci } from './uci-file.ts'
import { isPackageName, type UciPackage } from './uci-model.ts'

export type Loaded = { package: UciPackage } | { failed: number }

/** The stage of callers that name no session. */
export const commonStage = ''

export class UciStore {
  readonly #folder: string
  readonly #staged = new Map<string, Map<string, UciChange[]>>()
  readonly #complain: (message: string) => void

  /** `folder` is the router's /etc/config. */
  constructor(folder: string, complain: (message: string) => void = () => {}) {
    this.#folder = folder
    this.#complain = complain
  }

  /** Sorted by name. */
  configs(): string[] {
    return fs
      .readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && isPackageName(entry.name))
      .map((entry) => entry.name)
      .sort()
  }

  /** The file, with the stage's changes over it. */
  load(config: string, stage: string): Loaded {
    const read = this.read(config)
    if (read === undefined) return { failed: isPackageName(config) ? STATUS.NOT_FOUND : STATUS.INVALID_ARGUMENT }
    const parsed = parseUci(read)
    if ('problem' in parsed) {
      this.#complain(`uci: ${config}, line ${parsed.problem.line}: ${parsed.problem.message}`)
      return { failed: STATUS.UNKNOWN_ERROR }
    }
    for (const change of this.changes(config, stage)) applyChange(parsed.package, change)
    return parsed
  }

  /** The text of a file that exists. */
  read(config: string): string | undefined {
    if (!isPackageName(config)) return undefined
    try {
      return fs.readFileSync(path.join(this.#folder, config), 'utf8')
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  changes(config: string, stage: string): readonly UciChange[] {
    return this.#staged.get(stage)?.get(config) ?? []
  }

  /** Names of the packages that the stage changes. */
  changed(stage: string): string[] {
    return [...(this.#staged.get(stage)?.keys() ?? [])].sort()
  }

  stage(config: string, stage: string, changes: readonly UciChange[]): void {
    if (changes.length === 0) return
    const configs = this.#staged.get(stage) ?? new Map<string, UciChange[]>()
    configs.set(config, [...(configs.get(config) ?? []), ...changes])
    this.#staged.set(stage, configs)
  }

  revert(config: string, stage: string): void {
    this.#staged.get(stage)?.delete(config)
  }

  forget(stage: string): void {
    this.#staged.delete(stage)
  }

  /** Writes the file when the stage changes it, and clears the stage. */
  commit(config: string, stage: string): number {
    const loaded = this.load(config, stage)
    if ('failed' in loaded) return loaded.failed
    if (this.changes(config, stage).length === 0) return STATUS.OK
    this.write(config, formatUci(loaded.package))
    this.revert(config, stage)
    return STATUS.OK
  }

  /** Old or new, never half: a new file, synced, takes the old one's place. */
  write(config: string, text: string): void {
    const target = path.join(this.#folder, config)
    const draft = path.join(this.#folder, `.${config}.uci-${process.pid}`)
    const file = fs.openSync(draft, 'w', fs.statSync(target, { throwIfNoEntry: false })?.mode ?? 0o600)
    try {
      fs.writeFileSync(file, text)
      fs.fsyncSync(file)
    } finally {
      fs.closeSync(file)
    }
    fs.renameSync(draft, target)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
