/** uci(1) as an administrator types it, over files of a router as OpenWrt makes them (`stock`), by the model of rpcd's. */
import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { STATUS, type Table } from 'ubus-client'
import { add, describeSection, type Edit, set } from '../pocket-router/uci-edit.ts'
import { findSection } from '../pocket-router/uci-model.ts'
import { commonStage, UciStore } from '../pocket-router/uci-store.ts'

/** `network.media.proto='static'`, as the shell hands it over; a section alone is without an option. */
const assignment = /^(\w+)\.([^.=]+)(?:\.(\w+))?=(.*)$/s

export class TypedUci {
  readonly #store: UciStore

  constructor(folder: string) {
    cpSync(fileURLToPath(new URL('stock', import.meta.url)), folder, { recursive: true })
    this.#store = new UciStore(folder)
  }

  /** The words after `uci`. Throws where uci would fail, or where we have not thought of it. */
  type([verb = '', what = '']: readonly string[]): void {
    if (verb === 'commit') {
      this.#must(this.#store.commit(what, commonStage), what)
      return
    }
    const [, config = '', section = '', option, value = ''] = assignment.exec(what) ?? []
    const edit = this.#load(config)
    if (option === undefined && verb === 'set') add(edit, value, section, {})
    else this.#must(set(edit, section, { [option ?? '']: this.#valueOf(edit, verb, section, option, value) }), what)
    this.#store.stage(config, commonStage, edit.changes)
  }

  /** What `ubus call uci get` answers for the committed file. */
  get(config: string): Record<string, Table> {
    const { sections } = this.#load(config, 'nobody').package
    return Object.fromEntries(sections.map((section) => [section.name, describeSection(section) as Table]))
  }

  #valueOf(edit: Edit, verb: string, section: string, option = '', value: string): string | string[] {
    if (verb === 'set') return value
    const had = [findSection(edit.package, section)?.options.get(option) ?? []].flat()
    if (verb === 'add_list') return [...had, value]
    if (verb === 'del_list' && had.includes(value)) return had.filter((each) => each !== value)
    throw new Error(`uci ${verb} ${section}.${option}: not known, or not there`)
  }

  #load(config: string, stage = commonStage): Edit {
    const loaded = this.#store.load(config, stage)
    if ('failed' in loaded) throw new Error(`uci: ${config}: ${loaded.failed}`)
    return { package: loaded.package, changes: [] }
  }

  #must(status: number, what: string): void {
    if (status !== STATUS.OK) throw new Error(`uci ${what}: status ${status}`)
  }
}
