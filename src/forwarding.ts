/** Joins the journal to the targets that the settings name. */
import type { Enforcer } from './enforce.ts'
import { Forwarder } from './forward/forwarder.ts'
import { createDial } from './forward/link.ts'
import type { Journal } from './logger/journal.ts'
import type { Machine } from './machine.ts'
import type { Paths } from './paths.ts'

export interface ForwardingTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly enforcer: Pick<Enforcer, 'state'>
  readonly journal: Journal
  /** Folder of the days' files. */
  readonly dir: string
  /** Id of the router's key. */
  readonly keyId: string
}

/** Milliseconds. */
const patience = { connectMs: 15_000, stallMs: 60_000, finishMs: 30_000 }

export function startForwarding({ machine, paths, enforcer, journal, dir, keyId }: ForwardingTools): Forwarder {
  return new Forwarder({
    machine,
    dir,
    ramDir: `${paths.runDir}/forward`,
    diskDir: paths.forward,
    journal: keyId,
    targets: () => {
      const settings = enforcer.state()?.settings
      return settings?.enabled === true ? settings.forwards : []
    },
    extent: () => ({ flushed: journal.last - journal.waiting.length, last: journal.last }),
    event: (name, details) => void journal.event(name, details),
    dial: createDial(machine.files, patience),
    random: Math.random,
  })
}
