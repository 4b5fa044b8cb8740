/** Joins the journal to the rest: who an address is, which site a name belongs to, and what the kernel counted. */
import type { Controller } from '../control/controller.ts'
import { resolverPaths } from '../firewall/dnsmasq.ts'
import { gatePaths } from '../firewall/haproxy.ts'
import { createRefusedDeltas, readCounters, readRefusedElements } from '../firewall/readings.ts'
import type { Neighbours } from '../kernel/neighbour-watch.ts'
import { followBackground } from '../logger/background-list.ts'
import { type Capture, type CaptureOptions, startCapture } from '../logger/capture.ts'
import { Journal } from '../logger/journal.ts'
import { loadState, saveState } from '../logger/ram-state.ts'
import type { EventDetails, Row } from '../logger/record.ts'
import { routerKey } from '../logger/signing-key.ts'
import { keepBelow } from '../logger/size-cap.ts'
import { keepUp } from '../logger/upkeep.ts'
import type { VisitOptions } from '../logger/visits.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { zoneName } from '../machine/time-zone.ts'
import type { Call } from '../machine/ubus-call.ts'
import { createAttribution } from './attribution.ts'
import { startExporters } from './exporters.ts'

export interface RecorderTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly controller: Controller
  readonly neighbours: Neighbours
  readonly call: Call
  readonly lessonOf: (room: string) => string | undefined
  /** Sees answers and records as they come, while a drill goes on. */
  readonly drillObserver?: CaptureOptions['drillObserver']
  /** A visit's row was written. */
  readonly onVisit?: (row: Row) => void
}

/** Bytes and durations of flows (kernel, nf_conntrack-sysctl.rst). */
function switchAccountingOn({ files, log }: Machine): void {
  for (const name of ['nf_conntrack_acct', 'nf_conntrack_timestamp']) {
    try {
      files.writeFileSync(`/proc/sys/net/netfilter/${name}`, '1')
    } catch (error) {
      log(
        'warning',
        `${name} cannot be switched on, so the journal lacks bytes or durations: ${(error as Error).message}`,
      )
    }
  }
}

async function openCapture(
  tools: RecorderTools,
  naming: ReturnType<typeof createAttribution>,
  visits: VisitOptions,
): Promise<{ capture: Capture; journal: Journal }> {
  const { machine, paths, controller, call, drillObserver } = tools
  const settings = controller.state()?.settings
  if (settings === undefined) throw new Error('the settings have not been read yet')
  switchAccountingOn(machine)
  const spoolDir = `${paths.runDir}/spool`
  const zone = await zoneName(call)
  const journal = new Journal({
    machine,
    dir: paths.below(settings.journalDir),
    spoolDir,
    zone,
    key: routerKey(machine, paths),
    anchor: paths.journalAnchor,
  })
  const readings = `${spoolDir}/refused.json`
  const deltas = createRefusedDeltas({
    load: () => loadState(machine.files, readings),
    save: (reading) => saveState(machine.files, readings, reading),
  })
  const ask = async (kind: 'sets' | 'counters') => {
    const { status, stdout, stderr } = await machine.run(['nft', '-j', 'list', kind, 'table', 'inet', 'aqtizim'])
    if (status !== 0) throw new Error(stderr.trim())
    return stdout
  }
  const capture = await startCapture({
    machine,
    journal,
    ...naming,
    ...visits,
    ...(tools.onVisit === undefined ? {} : { onVisit: tools.onVisit }),
    markMask: settings.markMask,
    gateSocket: gatePaths(paths).socket,
    dnsLogs: dnsLogs(controller),
    spoolDir,
    readRefused: async () => deltas(readRefusedElements(await ask('sets'))),
    readCounters: async () => readCounters(await ask('counters')),
    flushSeconds: settings.flushSeconds,
    ...(drillObserver === undefined ? {} : { drillObserver }),
  })
  return { capture, journal }
}

function dnsLogs(controller: Controller): string[] {
  const plan = controller.state()?.plan
  return plan?.groups.map((group) => resolverPaths(plan.facts, group).log) ?? []
}

/** Milliseconds between two looks at the days that are over, and between two days of one look. */
const upkeepMs = { idle: 3_600_000, busy: 5000 }

/** Compresses days that are over, and lets the oldest go. */
function startUpkeep({ machine, paths, controller }: RecorderTools, journal: Journal) {
  let timer: NodeJS.Timeout | undefined
  let nearlyFull = 0
  /** Whether there is more to do soon. */
  const work = (): boolean => {
    const settings = controller.state()?.settings
    if (settings === undefined) return false
    const { keepDays, journalMaxMb } = settings
    const folder = paths.below(settings.journalDir)
    // What can be made smaller need not go.
    if (keepUp(machine.files, folder, journal, { keepDays })) return true
    const limits = { maxBytes: journalMaxMb * 1_000_000, now: machine.now() / 1000 }
    nearlyFull = keepBelow(machine.files, folder, journal, limits) ? journalMaxMb : 0
    return false
  }
  const look = (): void => {
    let more = false
    try {
      more = work()
    } catch (error) {
      machine.log('warning', `days that are over stay as they are: ${(error as Error).message}`)
    }
    timer = setTimeout(look, more ? upkeepMs.busy : upkeepMs.idle)
    timer.unref()
  }
  timer = setTimeout(look, upkeepMs.busy)
  timer.unref()
  const warning = (mb: number) =>
    `the journal nears its ${mb} MB, and its oldest days go next: copy them, or raise main.journal_max_mb`
  return { stop: () => clearTimeout(timer), warnings: () => (nearlyFull === 0 ? [] : [warning(nearlyFull)]) }
}

/** Rejects where the journal cannot be opened: another process writes it, or what is there cannot be read. */
export async function startRecorder(tools: RecorderTools) {
  const { machine, paths, controller, neighbours } = tools
  const naming = createAttribution({
    plan: () => controller.state()?.plan,
    settings: () => controller.state()?.settings,
    macOf: neighbours.macOf,
  })
  const background = followBackground({ files: machine.files, uptime: machine.uptime, path: paths.background })
  const { isBackground } = background
  const { capture, journal } = await openCapture(tools, naming, { isBackground, lessonOf: tools.lessonOf })
  const upkeep = startUpkeep(tools, journal)
  const dir = paths.below(tools.controller.state()?.settings.journalDir ?? '')
  const exporters = startExporters({ ...tools, journal, dir, keyId: routerKey(machine, paths).id })
  return {
    faults: () => capture.faults(),
    /** What somebody should look at while recording goes on as it should. */
    warnings: () => [
      ...(journal.missing === '' ? [] : [journal.missing]),
      ...background.faults(),
      ...upkeep.warnings(),
      ...exporters.faults(),
    ],
    /** Takes figures that others know into the file for Prometheus. */
    measure: exporters.measure,
    /** What hinders the journal on its way out of the router. */
    exporterFaults: () => exporters.faults(),
    /** A PC's name, by its address. */
    nameOf: (address: string) => naming.identify(address)?.pc ?? address,
    /** The PC at an address, and its room; nothing for an address of no room. */
    whoIs: (address: string) => naming.identify(address),
    openVisits: () => capture.openVisits(),
    /** A row about the system itself, with who did it. */
    event: (name: string, details: EventDetails = {}) => void journal.event(name, details),
    /** A lesson begins or ends: what a killed daemon would read again must not come into it. */
    lesson: (details: Record<string, string>) => {
      journal.event('lesson', details)
      journal.flush()
    },
    /** Reads the logs of the resolvers that there are now. */
    follow: () => capture.follow(dnsLogs(tools.controller)),
    catchUp: () => capture.catchUp(),
    stop: () => {
      exporters.stop()
      upkeep.stop()
      return capture.stop()
    },
  }
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>
