/** Runs the table of bypasses in a lab of its own. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from '../../../src/whitelist/parse.ts'
import { type Aqtizim, installAqtizim } from '../aqtizim.ts'
import { awaitJournal } from '../journal-check.ts'
import { startLab } from '../lab.ts'
import { type PhaseResults, type Result, runPhases } from '../run-attempts.ts'
import { breakRules } from './broken-rule.ts'
import type { Bypass } from './bypass.ts'
import { findStrays } from './strays.ts'
import { type BypassPhase, bypassPhases } from './table.ts'
import { watchWire } from './wire.ts'

export interface TableSettings {
  /** Whether 80 and 443 pass the gate. */
  readonly nameCheck: boolean
  readonly phases?: readonly BypassPhase[]
  /** Deletes the rules that have one of these in them, with the daemon killed so that nobody mends them. */
  readonly breakRules?: readonly string[]
  /** A plain router, to see what gets through. */
  readonly plain?: boolean
  readonly onPhase?: (results: PhaseResults) => void
  readonly progress?: (sentence: string) => void
}

export interface TableResult {
  readonly results: readonly (Result & { readonly attempt: Bypass })[]
  /** What arrived without being listed, whoever sent it. */
  readonly strays: readonly string[]
}

/** Turns the gate off in the router's settings. */
function withoutNameCheck(root: string): void {
  const file = join(root, 'etc/config/aqtizim')
  writeFileSync(file, readFileSync(file, 'utf8').replace("name_check '1'", "name_check '0'"))
}

/** After the list was approved: the daemon is killed and rules are deleted. */
async function sabotage(
  aqtizim: Aqtizim,
  lab: Parameters<typeof installAqtizim>[0],
  parts: readonly string[],
  say: (sentence: string) => void,
): Promise<void> {
  aqtizim.daemon.stop('SIGKILL')
  await aqtizim.daemon.ended
  for (const part of parts) for (const rule of await breakRules(lab.router, part)) say(`deleted ${rule}`)
}

function choosePhases({ nameCheck, phases = bypassPhases }: TableSettings): BypassPhase[] {
  const fits = (bypass: Bypass) => nameCheck || bypass.gate !== 'needed'
  return phases.map((phase) => ({ ...phase, attempts: phase.attempts.filter(fits) }))
}

function readTable() {
  const text = readFileSync(fileURLToPath(new URL('lists/table.yaml', import.meta.url)), 'utf8')
  const { whitelist } = parse(text, { rooms: ['informatics', 'multimedia'] })
  if (whitelist === undefined) throw new Error('table.yaml has errors')
  return whitelist
}

export async function runTable(settings: TableSettings): Promise<TableResult> {
  const say = settings.progress ?? (() => {})
  const wire = await watchWire(await startLab(settings.progress ? { progress: settings.progress } : {}))
  const { lab } = wire
  try {
    say('starting aqtizim on the router')
    const aqtizim = settings.plain
      ? undefined
      : await installAqtizim(lab, settings.nameCheck ? undefined : withoutNameCheck)
    const since = Date.now()
    const { breakRules: parts } = settings
    const phases = choosePhases(settings).map((phase, index): BypassPhase => {
      if (index > 0 || parts === undefined || aqtizim === undefined) return phase
      return { ...phase, first: () => sabotage(aqtizim, lab, parts, say) }
    })
    const done = await runPhases(lab, phases, {
      ...(aqtizim ? { aqtizim: aqtizim.command } : {}),
      ...(settings.onPhase ? { onPhase: settings.onPhase } : {}),
    })
    await lab.settle()
    const queries = lab.sightings.find([{ kind: 'query', place: 'internet' }], since)
    const strays = aqtizim === undefined ? [] : findStrays(wire.arrived(), queries, readTable())
    // Without a daemon there is nobody to write rows.
    const checked = aqtizim === undefined || parts !== undefined ? done : await awaitJournal(done, aqtizim.journal)
    return { results: checked.flatMap(({ results }) => results) as unknown as TableResult['results'], strays }
  } finally {
    await lab.stop()
  }
}
