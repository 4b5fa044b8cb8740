/** The daemon: builds its parts in order, each from those that stand before it, and ends them in reverse. */
import type { InputTable } from 'ubus-client'
import { startDeviceMonitor } from './alarms/device-monitor.ts'
import { gatePages } from './block-page/gate-pages.ts'
import { RecentRefusals } from './block-page/recent-refusals.ts'
import { openRequestQueue } from './block-page/request-queue.ts'
import { connectUbus } from './control/connect-ubus.ts'
import { createController, type State } from './control/controller.ts'
import type { DaemonBus, DaemonEvents } from './control/daemon-events.ts'
import { FaultSources } from './control/fault-sources.ts'
import { OnDemand } from './control/on-demand.ts'
import { startRepair } from './control/repair.ts'
import { createRefresher } from './control/retry.ts'
import { startSchedule } from './control/schedule.ts'
import { followChanges } from './control/triggers.ts'
import { DistrictListFollower } from './district-list/follower.ts'
import { type AnswerSet, createAnswerSets } from './firewall/answer-sets.ts'
import { Firewall } from './firewall/apply.ts'
import { ConnectionCloser } from './firewall/close-connections.ts'
import { controlGate, gateSockets } from './firewall/gate-control.ts'
import { createLongAnswers } from './firewall/long-answers.ts'
import { startOtherAddresses } from './firewall/other-address-server.ts'
import type { Samples } from './forward/metrics.ts'
import { one } from './forward/samples.ts'
import { Monitor } from './health/monitor.ts'
import { watchNeighbours } from './kernel/neighbour-watch.ts'
import { openBridge } from './luci-bridge/bridge.ts'
import { LateRegisters } from './luci-bridge/late-registers.ts'
import { Sightings } from './luci-bridge/sightings.ts'
import { Endings } from './machine/endings.ts'
import { Events } from './machine/events.ts'
import { localTime } from './machine/local-time.ts'
import type { Machine } from './machine/machine.ts'
import type { Paths } from './machine/paths.ts'
import { JournalBusy, takeLock } from './machine/pid-lock.ts'
import { breathe } from './machine/timers.ts'
import type { Call } from './machine/ubus-call.ts'
import { productVersion } from './machine/version.ts'
import { createAttribution } from './recording/attribution.ts'
import { openJournal } from './recording/open-journal.ts'
import { startRecorder } from './recording/recorder.ts'
import { loadExporters, startExporters } from './recording/start-exporters.ts'
import { startVersionTrace } from './recording/version-trace.ts'
import { Lessons } from './timetable/lessons.ts'

/** What every part is built from. */
interface Ground {
  readonly machine: Machine
  readonly paths: Paths
  /** Version of Node. */
  readonly node: string
  readonly endings: Endings
  readonly events: DaemonBus
  readonly faults: FaultSources
}

/** Connects to ubus, brings the router to the approved list, and follows changes of the settings from then on. */
async function startControl({ machine, paths, endings, events }: Ground) {
  const ubus = await connectUbus(machine, paths.socket, events)
  endings.add(() => ubus.close())
  const call: Call = (object, method, args = {}) => ubus.call(object, method, args as InputTable)
  const { ask, hurry } = gateSockets(paths)
  const pages = (facts: { readonly school: string }) => gatePages(facts.school)
  const gate = controlGate(machine, ask)
  const files = { bootRuleset: paths.bootRuleset, networkFile: paths.uci('network') }
  const firewall = new Firewall({ machine, call, gate, pages, ...files })
  const answerSets = createAnswerSets(() => firewall.live()?.plan)
  const sightings = new Sightings()
  const neighbours = await watchNeighbours(machine, (mac, address, device) =>
    sightings.add(mac, address, machine.now(), device),
  )
  endings.own(neighbours)
  endings.add(await startOtherAddresses({ machine, plan: () => firewall.live()?.plan }))
  const closer = new ConnectionCloser({ machine, ask, macOf: neighbours.macOf, firewall })
  endings.own(closer)
  const longAnswers = createLongAnswers(machine.uptime)
  const longNames = longAnswers.names
  const controller = createController({ machine, call, firewall, paths, closer, events, longNames })
  const refresh = createRefresher(machine, controller)
  events.on('long-answer', (name) => {
    if (longAnswers.note(name)) void refresh(`an answer for ${name} that is too long`)
  })
  await refresh('the start')
  events.on('connected', () => void refresh('a new connection to ubus'))
  return { ubus, call, ask: hurry, firewall, answerSets, closer, sightings, neighbours, controller, refresh }
}

type Control = Awaited<ReturnType<typeof startControl>>

/** What is in force after the first refresh; it reads the settings, or it tries again. */
function stateOf({ controller }: Pick<Control, 'controller'>): State {
  const state = controller.state()
  if (state === undefined) throw new Error('the settings have not been read yet')
  return state
}

/** Opens the journal and what writes into it, then records. */
async function startRecording(ground: Ground, control: Control) {
  const { machine, paths, endings, events, faults } = ground
  const { controller, neighbours } = control
  const openExporters = await loadExporters(controller)
  const attribution = createAttribution({
    plan: () => controller.state()?.plan,
    settings: () => controller.state()?.settings,
    macOf: neighbours.macOf,
  })
  const opened = openJournal(machine, paths, stateOf(control))
  const { event } = opened
  const tell = (details: Record<string, string>) => {
    opened.lesson(details)
    events.emit('lesson', details)
  }
  const lessons = new Lessons({ machine, path: paths.lessons, tell, state: () => controller.state() })
  const registers = endings.own(new LateRegisters({ machine, paths, controller, attribution, event }))
  await registers.start()
  const { drillObserver } = registers
  const lessonOf = (room: string) => lessons.of(room)
  const { journal } = opened
  const onDemand = new OnDemand({ machine, controller, event, lessonOf })
  events.on('lesson', ({ state, room = '' }) => {
    const failed = (error: Error) =>
      machine.log('warning', `what was open for a lesson is shut later: ${error.message}`)
    if (state === 'end') void onDemand.lessonEnded(room).catch(failed)
  })
  const recorder = await startRecorder({
    machine,
    paths,
    controller,
    journal,
    attribution,
    events,
    lessonOf,
    drillObserver,
  })
  endings.own(recorder)
  faults.add(recorder.faults, recorder.warnings)
  lessons.follow()
  endings.own(lessons)
  const figures = () => ({
    ...daemonFigures(faults),
    ...answerFigures(control.answerSets.read(machine.uptime())),
  })
  endings.own(startVersionTrace({ machine, paths, controller, event, refresh: control.refresh }))
  const exporters = endings.own(
    startExporters({ ...{ machine, paths, controller, figures }, ...opened }, openExporters),
  )
  faults.add(exporters.faults)
  return { attribution, event, lessons, onDemand, registers, recorder, exporters }
}

type Recording = Awaited<ReturnType<typeof startRecording>>

/** Starts what compares, repairs and warns by the clock. */
function startMonitors(
  { machine, paths, node, endings, events, faults }: Ground,
  control: Control,
  recording: Recording,
) {
  const { controller, firewall, answerSets, closer, call, ask } = control
  const { event, onDemand, recorder, exporters, registers } = recording
  const isOwn = (mark: string) => firewall.isOwnLoad(mark)
  const repair = startRepair({ machine, controller, isOwn, answerSets, alarm: event })
  endings.own(repair)
  const watchFaults = () => repair.faults()
  const cutFaults = () => closer.faults()
  const deviceMonitor = endings.own(startDeviceMonitor({ machine, controller, event }))
  const { droppedQuestions } = deviceMonitor
  const own = {
    ...{ recorderFaults: recorder.faults, lastLoss: recorder.lastLoss, exporterFaults: exporters.faults },
    ...{ watchFaults, cutFaults, droppedQuestions, answerSets },
  }
  const monitor = endings.own(new Monitor({ machine, call, ask, paths, controller, firewall, node, event, ...own }))
  monitor.start()
  events.on('applied', () => void monitor.follow())
  endings.own(startSchedule({ machine, controller, onDemand, event }))
  faults.add(
    () => monitor.faults(),
    deviceMonitor.faults,
    watchFaults,
    cutFaults,
    () => registers.faults(),
  )
  return { monitor, droppedQuestions }
}

/** What did not open on a PC: rows that were written, and visits that go on. */
function followRefusals({ machine, events }: Ground, { attribution, recorder }: Recording) {
  const refusals = new RecentRefusals({
    look: async () => {
      await recorder.catchUp()
      return recorder.openVisits()
    },
    now: () => machine.now(),
    uptime: () => machine.uptime(),
  })
  events.on('visit', (row) => refusals.add(row))
  return (client: string) => refusals.of(attribution.identify(client)?.mac || client)
}

/** Takes pupils' requests from the block page. */
function startRequests(ground: Ground, control: Control, recording: Recording) {
  const { machine, paths, events } = ground
  const { controller } = control
  return openRequestQueue({
    ...{ machine, paths, drill: recording.registers.drill, refused: followRefusals(ground, recording) },
    school: () => controller.state()?.settings.school ?? '',
    recognise: (address) => control.neighbours.seek(address),
    nameOf: (address) => recording.attribution.identify(address)?.pc ?? address,
    roomOf: (address) => recording.attribution.identify(address)?.room ?? '',
    rooms: () => controller.state()?.plan?.facts.rooms.length ?? 1,
    date: () => localTime(controller.state()?.zone ?? 'UTC').date(machine.now() / 1000),
    onRequest: ({ name }) => events.emit('request', name),
  })
}

/** Fetches the district's list for the teacher; nothing of it comes into force by itself. */
function followDistrictList(
  { machine, paths, endings, faults }: Ground,
  { controller }: Control,
  { event }: Recording,
) {
  const districtList = new DistrictListFollower({
    ...{ machine, event, breathe, path: paths.districtList, random: Math.random, seconds: 240 },
    settings: () => {
      const settings = controller.state()?.settings
      return settings?.enabled === true ? settings.districtList : undefined
    },
    async get(...asked) {
      const { createGet } = await import('./district-list/https-get.ts')
      return createGet({ machine, authorities: paths.authorities })(...asked)
    },
  })
  endings.own(districtList)
  faults.add(() => districtList.faults())
  return districtList
}

const born = Date.now() / 1000

/** Figures for Prometheus that only the daemon knows of itself. */
function daemonFigures(faults: FaultSources): Samples {
  return {
    buildInfo: [{ labels: [productVersion], value: 1 }],
    startTime: one(born),
    memory: one(process.memoryUsage.rss()),
    faults: one(faults.all().length),
  }
}

/** How full the sets of answered addresses are. */
const answerFigures = (sets: readonly AnswerSet[]): Samples => ({
  answers: sets.map(({ set, whose, elements }) => ({ labels: [set, whose], value: elements })),
  answersLimit: sets.map(({ set, whose, size }) => ({ labels: [set, whose], value: size })),
})

async function start(ground: Ground): Promise<void> {
  const { endings } = ground
  const control = await startControl(ground)
  const recording = await startRecording(ground, control)
  const monitors = startMonitors(ground, control, recording)
  const requestQueue = await startRequests(ground, control, recording)
  const districtList = followDistrictList(ground, control, recording)
  endings.add(requestQueue.close)
  endings.own(await openBridge({ ...ground, ...control, ...recording, ...monitors, requestQueue, districtList }))
  endings.own(await followChanges({ ...ground, ...control }))
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
  })
}

/** Two daemons would undo each other's work: the second ends before it touches anything. */
function lockOut({ files }: Pick<Machine, 'files'>, path: string): () => void {
  try {
    return takeLock(files, path)
  } catch (error) {
    if (!(error instanceof JournalBusy)) throw error
    throw new Error(`aqtizim runs already (${error.owner}), and this one ends`)
  }
}

/**
 * Runs until a signal ends it; what is in force stays in force. Resolves with the exit status; rejects where it cannot
 * start. Whoever calls it has to end the process then: a start that a signal broke off may still be waiting for ubus.
 */
export async function runDaemon(machine: Machine, paths: Paths, node: string): Promise<number> {
  const ending = untilSignal()
  for (const folder of [paths.versions, paths.runDir]) machine.files.mkdirSync(folder, { recursive: true })
  const endings = new Endings(machine.log)
  endings.add(lockOut(machine, `${paths.runDir}/daemon.lock`))
  const events: DaemonBus = new Events<DaemonEvents>()
  const ground = { machine, paths, node, endings, events, faults: new FaultSources() }
  // Node would end; a start that is under way reads the settings anyway.
  process.on('SIGHUP', () => events.emit('hang-up'))
  try {
    const started = start(ground).then(() => machine.log('info', 'aqtizim is running'))
    const signal = await Promise.race([ending, started.then(() => ending)])
    machine.log('info', `ending after ${signal}; what is in force stays in force`)
    return 0
  } finally {
    await endings.endAll()
  }
}
