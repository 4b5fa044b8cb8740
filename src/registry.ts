/** Joins the registers to the rest of the daemon: who a PC is, what the list opens, what the journal refused. */
import type { Enforcer } from './enforce.ts'
import { hasTcp } from './firewall/plan.ts'
import { journalScan } from './journal-rows.ts'
import { localTime } from './logger/local-time.ts'
import type { Reminder } from './luci-bridge/contract.ts'
import type { RegisterTools } from './luci-bridge/register-tools.ts'
import { Uploads } from './luci-bridge/uploads.ts'
import type { Machine } from './machine.ts'
import type { Paths } from './paths.ts'
import type { Recorder } from './recorder.ts'
import { registerPapers, timetabledClasses } from './register-papers.ts'
import { duringDrill } from './registers/drill.ts'
import { DrillDesk } from './registers/drill-desk.ts'
import { reminders } from './registers/plan.ts'
import { openRegisters, type Registers, vaultPath } from './registers/registers.ts'
import { Vault } from './registers/vault.ts'
import { Witness } from './registers/witness.ts'
import { lookup } from './whitelist/names.ts'

export interface RegistryParts {
  readonly machine: Machine
  readonly paths: Paths
  readonly enforcer: Enforcer
  /** Undefined until it has started. */
  readonly recorder: () => Recorder | undefined
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function openDrills(parts: RegistryParts, registers: Registers, witness: Witness, local: (seconds: number) => string) {
  const { machine, enforcer, recorder } = parts
  const settings = () => enforcer.state()?.settings
  const groupOf = (room: string) =>
    enforcer.state()?.plan?.groups.find(({ rooms }) => rooms.some(({ id }) => id === room))
  return new DrillDesk({
    ...{ machine, kept: registers.drills, witness, local, sleep },
    language: () => settings()?.language ?? 'kk',
    school: () => settings()?.school ?? '',
    whoIs: (address) => recorder()?.whoIs(address),
    roomName: (room) => settings()?.rooms.find(({ id }) => id === room)?.name,
    listed: (room) =>
      (groupOf(room)?.domains ?? [])
        .filter((site) => hasTcp(site, 443) || hasTcp(site, 80))
        .map(({ domain }) => domain),
    isListed(room, name) {
      const group = groupOf(room)
      return group !== undefined && typeof lookup(group.names, name) === 'number'
    },
    version: () => enforcer.state()?.version?.version ?? 0,
    event: (name, details) => recorder()?.event(name, details),
  })
}

/** Refused visits that a person may have wanted, those of drills left out. */
async function* refusedVisits(
  { machine, paths, enforcer }: RegistryParts,
  registers: Registers,
  since: string,
  until: string,
): ReturnType<RegisterTools['refused']> extends AsyncIterable<infer Visit> ? AsyncGenerator<Visit> : never {
  const folder = enforcer.state()?.settings.journalDir
  if (folder === undefined) return
  const options = { since, until, verdict: 'refused', visits: true } as const
  for (const found of journalScan(machine.files, paths, folder, options)) {
    if (typeof found === 'string') await new Promise<void>((resolve) => setImmediate(resolve))
    else if (found.row.kind === 'visit' && !duringDrill(registers.drills.value, found.row.row)) yield found.row.row
  }
}

/** Whether any row of those days is there. */
function hasJournal({ machine, paths, enforcer }: RegistryParts, since: string, until: string): boolean {
  const folder = enforcer.state()?.settings.journalDir
  if (folder === undefined) return false
  for (const found of journalScan(machine.files, paths, folder, { since, until }))
    if (typeof found !== 'string') return true
  return false
}

/** Reads what is on the disk; what cannot be read is said by `faults`. */
export function openRegistry(parts: RegistryParts) {
  const { machine, paths, enforcer } = parts
  const local = (seconds: number) => localTime(enforcer.state()?.zone ?? 'UTC').format(seconds)
  const registers = openRegisters({ machine, folder: paths.etc, local })
  const vault = new Vault({ machine, path: vaultPath(paths.etc) })
  const witness = new Witness((address) => parts.recorder()?.whoIs(address)?.mac || address)
  const drillDesk = openDrills(parts, registers, witness, local)
  const settings = () => enforcer.state()?.settings
  const tools: RegisterTools = {
    ...{ registers, vault, drillDesk, uploads: new Uploads(machine) },
    school: () => settings()?.school ?? '',
    classes: () => timetabledClasses({ timetables: settings()?.timetables ?? [] }),
    addresses(room) {
      const found = enforcer.state()?.plan?.facts.rooms.find(({ id }) => id === room)
      return found === undefined ? [] : [...found.addresses4, ...found.addresses6.map((address) => `[${address}]`)]
    },
    refused: (since, until) => refusedVisits(parts, registers, since, until),
    hasJournal: (since, until) => hasJournal(parts, since, until),
    personOf: (wanted) => settings()?.people.find(({ role }) => role === wanted)?.name,
  }
  return {
    tools,
    witness,
    /** The drill's page. */
    drill: {
      page: (client: string) => drillDesk.page(client),
      report: (client: string, told: unknown) => drillDesk.report(client, told),
    },
    papers: () => {
      const school = settings()
      return school === undefined ? undefined : registerPapers(registers, school)
    },
    reminders(): Reminder[] {
      const language = settings()?.language === 'kk' ? 'kk' : 'ru'
      return reminders(registers.plan.value, registers.today()).map(({ id, due, title, who }) => {
        const people = who[language] === '' ? '' : ` (${who[language]})`
        return { id, due, text: `${title[language]}${people}` }
      })
    },
    faults: () => registers.faults(),
    stop: () => vault.close(),
  }
}

export type Registry = ReturnType<typeof openRegistry>
