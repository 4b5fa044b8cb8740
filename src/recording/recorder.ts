/** Starts the capture on the open journal, and keeps the journal's folder in order. */

import type { Controller } from '../control/controller.ts'
import type { DaemonBus } from '../control/daemon-events.ts'
import { logOctets, resolverPaths } from '../firewall/dnsmasq.ts'
import { gatePaths } from '../firewall/haproxy.ts'
import { refusedSetNames } from '../firewall/nft-sets.ts'
import { listTerse, table as tableName } from '../firewall/nftables.ts'
import { createRefusedDeltas, hasTable, readCounters, readRefusedElements } from '../firewall/readings.ts'
import { reopenLog } from '../firewall/reopen-log.ts'
import { followBackground } from '../logger/background-list.ts'
import { type Capture, type CaptureOptions, startCapture } from '../logger/capture.ts'
import type { Journal } from '../logger/journal.ts'
import { loadState, saveState } from '../logger/ram-state.ts'
import { keepBelow } from '../logger/size-cap.ts'
import { keepUp } from '../logger/upkeep.ts'
import type { VisitOptions } from '../logger/visits.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import type { Timer } from '../machine/timers.ts'
import { message } from '../messages/message.ts'
import type { Attribution } from './attribution.ts'

export interface RecorderTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly controller: Controller
  readonly journal: Journal
  readonly attribution: Attribution
  readonly events: DaemonBus
  readonly lessonOf: (room: string) => string | undefined
  /** Sees answers and records as they come, while a drill goes on. */
  readonly drillObserver?: CaptureOptions['drillObserver']
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

async function openCapture(tools: RecorderTools, visits: VisitOptions): Promise<Capture> {
  const { machine, paths, controller, journal, attribution, events, drillObserver } = tools
  const settings = controller.state()?.settings
  if (settings === undefined) throw new Error('the settings have not been read yet')
  switchAccountingOn(machine)
  const spoolDir = `${paths.runDir}/spool`
  const readings = `${spoolDir}/refused.json`
  const deltas = createRefusedDeltas({
    load: () => loadState(machine.files, readings),
    save: (reading) => saveState(machine.files, readings, reading),
  })
  const ask = async (argv: readonly string[]) => {
    const { status, stdout, stderr } = await machine.run(argv)
    if (status !== 0) throw new Error(stderr.trim())
    return stdout
  }
  // One by one: the sets of answers beside them may be large.
  const listOf = (set: string) => ['nft', '-j', 'list', 'set', ...tableName.split(' '), set]
  const readRefused = async () => {
    const read = refusedSetNames.map(async (set) => readRefusedElements(await ask(listOf(set))))
    return deltas((await Promise.all(read)).flat())
  }
  return startCapture({
    machine,
    journal,
    ...attribution,
    ...visits,
    onVisit: (row) => events.emit('visit', row),
    onLongAnswer: (name) => events.emit('long-answer', name),
    markMask: settings.markMask,
    gateSocket: gatePaths(paths).socket,
    dnsLogs: dnsLogs(controller),
    tailOptions: (path) => ({ fullAt: logOctets, onFull: () => goOn(tools, path) }),
    spoolDir,
    readRefused,
    readCounters: async () => {
      const listed = await ask(listTerse('-j'))
      if (!hasTable(listed)) throw new Error('our table is not in the kernel')
      return readCounters(listed)
    },
    flushSeconds: settings.flushSeconds,
    ...(drillObserver === undefined ? {} : { drillObserver }),
  })
}

/** A log that nobody cut for a while is full, and its resolver has given it up. */
function goOn({ machine, controller }: RecorderTools, path: string): void {
  machine.log('warning', `journal: ${path} was full; names that were asked for since are missing`)
  void reopenLog(machine, controller.state()?.plan, path)
}

function dnsLogs(controller: Controller): string[] {
  const plan = controller.state()?.plan
  return plan?.groups.map((group) => resolverPaths(plan.facts, group).log) ?? []
}

/** Milliseconds between two looks at the days that are over, and between two days of one look. */
const upkeepMs = { idle: 3_600_000, busy: 5000 }

/** Compresses days that are over, and lets the oldest go. */
function startUpkeep({ machine, paths, controller, journal }: RecorderTools) {
  let timer: Timer
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
    timer = machine.timers.after(more ? upkeepMs.busy : upkeepMs.idle, look).unref()
  }
  timer = machine.timers.after(upkeepMs.busy, look).unref()
  const warnings = () => (nearlyFull === 0 ? [] : [message('journal-nearly-full', { most: nearlyFull })])
  return { stop: () => timer.stop(), warnings }
}

/** The journal is the recorder's from now on: its end closes it. */
export async function startRecorder(tools: RecorderTools) {
  const { machine, paths, controller, journal, events } = tools
  const background = followBackground({ files: machine.files, uptime: machine.uptime, path: paths.background })
  const { isBackground } = background
  const capture = await openCapture(tools, { isBackground, lessonOf: tools.lessonOf })
  const upkeep = startUpkeep(tools)
  // A list that came or went has a resolver of its own, and so a log.
  events.on('applied', () => {
    capture.follow(dnsLogs(controller))
    const zone = controller.state()?.zone
    if (zone !== undefined) journal.followZone(zone)
  })
  return {
    faults: () => capture.faults(),
    lastLoss: () => capture.lastLoss(),
    /** What somebody should look at while recording goes on as it should. */
    warnings: () => [
      ...(journal.missing === undefined ? [] : [journal.missing]),
      ...background.faults(),
      ...upkeep.warnings(),
    ],
    openVisits: () => capture.openVisits(),
    catchUp: () => capture.catchUp(),
    stop: () => {
      upkeep.stop()
      return capture.stop()
    },
  }
}

export type Recorder = Awaited<ReturnType<typeof startRecorder>>
