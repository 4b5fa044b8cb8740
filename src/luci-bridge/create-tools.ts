/** Gives the methods the parts of the daemon that they need. */
import type { Ubus } from 'ubus-client'
import type { RequestQueue } from '../block-page/request-queue.ts'
import type { Controller } from '../control/controller.ts'
import type { DaemonBus } from '../control/daemon-events.ts'
import type { FaultSources } from '../control/fault-sources.ts'
import { roomOf } from '../firewall/membership.ts'
import type { Monitor } from '../health/monitor.ts'
import type { Neighbours } from '../kernel/neighbour-watch.ts'
import { readAnchor } from '../logger/anchor.ts'
import { journalPage, journalScan, openRows } from '../logger/live-rows.ts'
import type { EventDetails } from '../logger/record.ts'
import { type LocalTime, localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { breathe } from '../machine/timers.ts'
import type { Call } from '../machine/ubus-call.ts'
import { productVersion } from '../machine/version.ts'
import type { Recorder } from '../recording/recorder.ts'
import type { Lessons } from '../timetable/lessons.ts'
import type { Announcer } from './announcer.ts'
import type { DailyStats } from './daily-stats.ts'
import { Draft } from './draft.ts'
import type { LateRegisters } from './late-registers.ts'
import type { Sightings } from './sightings.ts'
import type { CoreTools, JournalTool, Tools } from './tools.ts'

export interface DaemonParts {
  readonly machine: Machine
  readonly paths: Paths
  readonly ubus: Ubus
  readonly call: Call
  readonly controller: Controller
  readonly recorder: Recorder
  readonly monitor: Pick<Monitor, 'health' | 'approved'>
  readonly droppedQuestions: Tools['droppedQuestions']
  readonly faults: Pick<FaultSources, 'all'>
  readonly events: DaemonBus
  /** A row in the journal. */
  readonly event: (name: string, details?: EventDetails) => void
  readonly lessons: Pick<Lessons, 'of' | 'since' | 'start' | 'end'>
  readonly onDemand: Tools['onDemand']
  readonly districtList: Tools['districtList']
  readonly requestQueue: RequestQueue
  readonly sightings: Sightings
  readonly neighbours: Pick<Neighbours, 'look'>
  readonly registers: Pick<LateRegisters, 'tools' | 'reminders'>
}

/** Pieces of a few hundred rows: a page stays a short piece of work on a slow router. */
const piecesOfPage = 40

/** The router's own time, with the zone that the settings have now. */
export function createLocal(controller: Controller): () => LocalTime {
  let known = localTime('UTC')
  let name = ''
  return () => {
    const zone = controller.state()?.zone ?? 'UTC'
    if (zone !== name) known = localTime(zone)
    name = zone
    return known
  }
}

function createJournalTool({ machine, paths, controller, recorder }: DaemonParts): JournalTool {
  const { files } = machine
  const dir = () => controller.state()?.settings.journalDir ?? '/nonexistent'
  return {
    page: (options) => journalPage(files, paths, dir(), { ...options, maxPieces: piecesOfPage }),
    scan: (options) => journalScan(files, paths, dir(), options),
    open: (filter) => openRows(files, recorder.openVisits(), filter),
    catchUp: () => recorder.catchUp(),
    folder: () => paths.below(dir()),
    sealed: () => readAnchor(files, paths.journalAnchor, paths.below(dir()))?.seal,
    key: () => (files.existsSync(paths.verifyingKey) ? files.readFileSync(paths.verifyingKey, 'utf8') : undefined),
  }
}

export interface Surroundings {
  readonly announcer: Announcer
  readonly dailyStats: DailyStats
  readonly local: () => LocalTime
}

/** Who is there now: by the kernel's tables, and by visits that go on, whose rows are not written yet. */
function createLookAround({ machine, neighbours, recorder, sightings }: DaemonParts): Tools['lookAround'] {
  let last = Number.NEGATIVE_INFINITY
  return async (maxAgeMs) => {
    if (machine.uptime() - last < maxAgeMs) return
    last = machine.uptime()
    await neighbours.look()
    for (const row of recorder.openVisits())
      if ('mac' in row && 'end' in row) sightings.add(String(row.mac), String(row.ip), Date.parse(String(row.end)))
  }
}

/** The papers with the registers that they are written from. */
function createPaperTools({
  machine,
  paths,
  controller,
  registers,
}: DaemonParts): Pick<Tools, 'papers' | 'reminders' | 'registers'> {
  return {
    reminders: () => registers.reminders(),
    registers: () => registers.tools(),
    async papers(pause) {
      const [opened, { papersOf }] = await Promise.all([registers.tools(), import('./paper-methods.ts')])
      const state = controller.state()
      const tools = { machine, paths, registers: opened.registers, breathe: pause }
      return state === undefined ? [] : papersOf({ ...state, ...tools })
    },
  }
}

function createDraft({ machine, paths, controller }: DaemonParts, announcer: Announcer): Draft {
  return new Draft({
    machine,
    path: paths.draft,
    statePath: paths.draftState,
    rooms: () => controller.state()?.settings.rooms.map(({ id }) => id) ?? [],
    today: () => controller.state()?.today,
    inForce: () => controller.state()?.version,
    onChange: () => announcer.status(),
    breathe,
  })
}

/** What a person asks of the controller. */
function createControls(controller: Controller): Pick<Tools, 'setPaused' | 'reload'> {
  return {
    async setPaused(room, paused) {
      const { cut, state } = await controller.setPaused(room, paused)
      return { cut, paused: state.plan?.facts.rooms.find(({ id }) => id === room)?.paused ?? false }
    },
    async reload() {
      const { settings, enforced, faults, settingFaults } = (await controller.refresh()).state
      if (!settings.enabled || enforced) return { inForce: settingFaults.length === 0, faults: settingFaults }
      return { inForce: false, faults }
    },
  }
}

export function createTools(parts: DaemonParts, { announcer, dailyStats, local }: Surroundings): CoreTools {
  const { machine, paths, controller, recorder, monitor, lessons, requestQueue, sightings } = parts
  const event: Tools['event'] = (name, details) => {
    parts.event(name, details)
    announcer.status()
  }
  const onApproved = (version: number) => monitor.approved(version)
  const draft = createDraft(parts, announcer)
  return {
    ...{
      machine,
      productVersion,
      draft,
      sightings,
      lessons,
      onDemand: parts.onDemand,
      districtList: parts.districtList,
      requestQueue,
      dailyStats,
      event,
      breathe,
    },
    live: () => controller.state(),
    lookAround: createLookAround(parts),
    local: (seconds) => local().format(seconds),
    journal: createJournalTool(parts),
    async approve(args, caller) {
      const { createApprove } = await import('./methods/approve-list.ts')
      return createApprove({ machine, paths, controller, draft, onApproved, event })(args, caller)
    },
    health: () => monitor.health(),
    droppedQuestions: parts.droppedQuestions,
    ...createControls(controller),
    faults: () => parts.faults.all(),
    openVisits: () => recorder.openVisits().length,
    ...createPaperTools(parts),
    roomOf(address) {
      const plan = controller.state()?.plan
      return plan === undefined ? undefined : roomOf(plan, address)?.room.id
    },
  }
}
