/** Joins the registers to the rest of the daemon: who a PC is, what the list opens, what the journal refused. */
import type { Controller } from '../control/controller.ts'
import { hasTcp } from '../firewall/plan.ts'
import { journalScan } from '../logger/live-rows.ts'
import { localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { breathe, sleep } from '../machine/timers.ts'
import { message } from '../messages/message.ts'
import type { Attribution } from '../recording/attribution.ts'
import { duringDrill } from '../registers/drill.ts'
import type { DrillObserver } from '../registers/drill-observer.ts'
import { DrillService } from '../registers/drill-service.ts'
import { EncryptedStore } from '../registers/encrypted-store.ts'
import { encryptedStorePath, openRegisters, type Registers } from '../registers/registers.ts'
import { reminders } from '../registers/year-plan.ts'
import { timetabledClasses } from '../settings/settings.ts'
import { lookup } from '../whitelist/names.ts'
import type { Reminder } from './contract.ts'
import type { RegisterTools } from './register-tools.ts'
import { Uploads } from './uploads.ts'

export interface RegisterServiceParts {
  readonly machine: Machine
  readonly paths: Paths
  readonly controller: Controller
  readonly attribution: Pick<Attribution, 'identify'>
  readonly drillObserver: DrillObserver
  /** A row in the journal. */
  readonly event: (name: string, details: Record<string, string | number>) => void
}

function openDrills(parts: RegisterServiceParts, registers: Registers, local: (seconds: number) => string) {
  const { machine, controller, attribution, drillObserver, event } = parts
  const settings = () => controller.state()?.settings
  const groupOf = (room: string) =>
    controller.state()?.plan?.groups.find(({ rooms }) => rooms.some(({ id }) => id === room))
  return new DrillService({
    ...{ machine, kept: registers.drills, drillObserver, local },
    sleep: (ms: number) => sleep(machine.timers, ms),
    language: () => settings()?.language ?? 'kk',
    school: () => settings()?.school ?? '',
    whoIs: (address) => attribution.identify(address),
    roomName: (room) => settings()?.rooms.find(({ id }) => id === room)?.name,
    listed: (room) =>
      (groupOf(room)?.domains ?? [])
        .filter((site) => hasTcp(site, 443) || hasTcp(site, 80))
        .map(({ domain }) => domain),
    isListed(room, name) {
      const group = groupOf(room)
      return group !== undefined && typeof lookup(group.names, name) === 'number'
    },
    version: () => controller.state()?.version?.version ?? 0,
    event,
  })
}

/** Refused visits that a person may have wanted, those of drills left out. */
async function* refusedVisits(
  { machine, paths, controller }: RegisterServiceParts,
  registers: Registers,
  since: string,
  until: string,
): ReturnType<RegisterTools['refused']> extends AsyncIterable<infer Visit> ? AsyncGenerator<Visit> : never {
  const folder = controller.state()?.settings.journalDir
  if (folder === undefined) return
  const options = { since, until, verdict: 'refused', visits: true } as const
  for (const found of journalScan(machine.files, paths, folder, options)) {
    if (typeof found === 'string') await breathe()
    else if (found.row.kind === 'visit' && !duringDrill(registers.drills.value, found.row.row)) yield found.row.row
  }
}

/** Whether any row of those days is there. */
function hasJournal({ machine, paths, controller }: RegisterServiceParts, since: string, until: string): boolean {
  const folder = controller.state()?.settings.journalDir
  if (folder === undefined) return false
  for (const found of journalScan(machine.files, paths, folder, { since, until }))
    if (typeof found !== 'string') return true
  return false
}

/** Reads what is on the disk; what cannot be read is said by `faults`. */
export function openRegisterServices(parts: RegisterServiceParts) {
  const { machine, paths, controller } = parts
  const local = (seconds: number) => localTime(controller.state()?.zone ?? 'UTC').format(seconds)
  const registers = openRegisters({ machine, folder: paths.etc, local })
  const encryptedStore = new EncryptedStore({ machine, path: encryptedStorePath(paths.etc) })
  const drillService = openDrills(parts, registers, local)
  const settings = () => controller.state()?.settings
  const tools: RegisterTools = {
    ...{ registers, encryptedStore, drillService, uploads: new Uploads(machine) },
    school: () => settings()?.school ?? '',
    classes: () => timetabledClasses({ timetables: settings()?.timetables ?? [] }),
    addresses(room) {
      const found = controller.state()?.plan?.facts.rooms.find(({ id }) => id === room)
      return found === undefined ? [] : [...found.addresses4, ...found.addresses6.map((address) => `[${address}]`)]
    },
    refused: (since, until) => refusedVisits(parts, registers, since, until),
    hasJournal: (since, until) => hasJournal(parts, since, until),
    personOf: (wanted) => settings()?.people.find(({ role }) => role === wanted)?.name,
  }
  return {
    tools,
    /** The drill's page. */
    drill: {
      page: (client: string) => drillService.page(client),
      report: (client: string, told: unknown) => drillService.report(client, told),
    },
    reminders(): Reminder[] {
      return reminders(registers.plan.value, registers.today()).map(({ id, due, state, title, who }) => {
        const isShared = who.text !== ''
        return {
          id,
          due,
          overdue: state === 'overdue',
          what: isShared ? message('plan-entry-who', { title, who }) : title,
        }
      })
    },
    faults: () => registers.faults(),
    stop: () => encryptedStore.close(),
  }
}

export type RegisterServices = ReturnType<typeof openRegisterServices>
