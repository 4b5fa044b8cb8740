/** Opens the access journal, before anything is recorded in it. */
import type { State } from '../control/controller.ts'
import { Journal } from '../logger/journal.ts'
import type { EventDetails } from '../logger/record.ts'
import { openSigningKey } from '../logger/signing-key.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'

export interface OpenJournal {
  readonly journal: Journal
  /** Folder of the days' files. */
  readonly dir: string
  /** Id of the router's key, which signs the days. */
  readonly keyId: string
  /** A row about the system itself. */
  readonly event: (name: string, details?: EventDetails) => void
  /** The row of a lesson, on the disk at once: what a killed daemon would read again must not come into the lesson. */
  readonly lesson: (details: Readonly<Record<string, string>>) => void
}

/** Throws where the journal cannot be opened: another process writes it, or what is there cannot be read. */
export function openJournal(
  machine: Machine,
  paths: Paths,
  { settings, zone }: Pick<State, 'settings' | 'zone'>,
): OpenJournal {
  const dir = paths.below(settings.journalDir)
  const key = openSigningKey(machine, paths)
  const journal = new Journal({
    machine,
    dir,
    spoolDir: `${paths.runDir}/spool`,
    zone,
    key,
    anchor: paths.journalAnchor,
  })
  return {
    ...{ journal, dir, keyId: key.id },
    event: (name, details = {}) => void journal.event(name, details),
    lesson(details) {
      journal.event('lesson', details)
      journal.flush()
    },
  }
}
