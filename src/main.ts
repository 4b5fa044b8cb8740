/** The daemon: the only file that joins all rooms. */

import { connect, type InputTable, type Ubus } from 'ubus-client'
import { gatePages } from './block-page/page.ts'
import { openRequestQueue } from './block-page/request-queue.ts'
import { type Controller, createController } from './control/controller.ts'
import { startRepair } from './control/repair.ts'
import { createRefresher } from './control/retry.ts'
import { followChanges } from './control/triggers.ts'
import { createFirewall } from './firewall/apply.ts'
import { createCloseConnections } from './firewall/close-connections.ts'
import { controlGate, gateSockets } from './firewall/gate-control.ts'
import { one, type Samples } from './forward/metrics.ts'
import { watchNeighbours } from './kernel/neighbour-watch.ts'
import type { Row } from './logger/record.ts'
import { type Bridge, type DaemonParts, openBridge } from './luci-bridge/bridge.ts'
import { openRegisterServices } from './luci-bridge/register-services.ts'
import { Sightings } from './luci-bridge/sightings.ts'
import { localTime } from './machine/local-time.ts'
import type { Machine } from './machine/machine.ts'
import type { Paths } from './machine/paths.ts'
import { JournalBusy, takeLock } from './machine/pid-lock.ts'
import type { Call } from './machine/ubus-call.ts'
import { productVersion } from './machine/version.ts'
import { type Recorder, startRecorder } from './recording/recorder.ts'
import { Lessons } from './timetable/lessons.ts'
import { startVigil, type Vigil } from './vigil.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Connects, and goes on trying: ubusd may come later than we do. */
async function connectForGood(machine: Machine, socket: string, onConnect: () => void): Promise<Ubus> {
  let said = ''
  const ubus = connect({
    path: socket,
    onConnect,
    onDisconnect: (error) => {
      if (error.message !== said) machine.log('warning', `no ubus: ${error.message}`)
      said = error.message
    },
    onHandlerError: (error, place) =>
      machine.log('error', `${place.object}.${place.method}: ${(error as Error).stack}`),
  })
  for (;;) {
    try {
      await ubus.ready()
      return ubus
    } catch {
      await pause(200)
    }
  }
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
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

const born = Date.now() / 1000

/** What only the daemon knows of itself. */
function daemonFigures({ recorder, vigil, repair }: Pick<DaemonParts, 'recorder' | 'vigil' | 'repair'>): Samples {
  const faults = [...recorder.faults(), ...recorder.warnings(), ...vigil.faults(), ...repair.faults()]
  return {
    buildInfo: [{ labels: [productVersion], value: 1 }],
    startTime: one(born),
    memory: one(process.memoryUsage.rss()),
    faults: one(faults.length),
  }
}

/** What has to be ended when the daemon ends, the oldest first. */
type Endings = (() => unknown)[]

async function start(machine: Machine, paths: Paths, node: string, endings: Endings): Promise<void> {
  let onConnect = () => {}
  const ubus = await connectForGood(machine, paths.socket, () => onConnect())
  endings.push(() => ubus.close())
  const call: Call = (object, method, args = {}) => ubus.call(object, method, args as InputTable)
  const { ask, hurry } = gateSockets(paths)
  const gate = controlGate(machine, ask)
  const pages = (facts: { readonly school: string }) => gatePages(facts.school)
  const firewall = createFirewall({ machine, call, gate, pages, bootRuleset: paths.bootRuleset })
  const sightings = new Sightings()
  const neighbours = await watchNeighbours(machine, (mac, address) => sightings.add(mac, address, machine.now()))
  endings.push(() => neighbours.stop())
  let controller: Controller
  let recorder: Recorder | undefined
  let vigil: Vigil | undefined
  let bridge: Bridge | undefined
  const cut = createCloseConnections({
    machine,
    ask,
    macOf: neighbours.macOf,
    settings: () => controller.state()?.settings,
  })
  const onApplied = () => {
    recorder?.follow()
    vigil?.follow()
    bridge?.onStatus()
  }
  controller = createController({ machine, call, firewall, paths, cut, onApplied })
  const refresh = createRefresher(machine, controller)
  await refresh('the start')
  const tell = (details: Record<string, string>) => {
    recorder?.lesson(details)
    bridge?.onStatus()
  }
  const lessons = new Lessons({ machine, path: paths.lessons, tell, state: () => controller.state() })
  const registerServices = openRegisterServices({ machine, paths, controller, recorder: () => recorder })
  endings.push(registerServices.stop)
  const { drillObserver, drill } = registerServices
  const hooks = {
    lessonOf: (room: string) => lessons.of(room),
    onVisit: (row: Row) => bridge?.onVisit(row),
    drillObserver,
  }
  recorder = await startRecorder({ machine, paths, controller, neighbours, call, ...hooks })
  endings.push(recorder.stop)
  lessons.follow()
  endings.push(() => lessons.stop())
  const repair = startRepair({ machine, controller, isOwn: (mark) => firewall.isOwnLoad(mark), alarm: recorder.event })
  endings.push(() => repair.stop())
  const { event, faults: recorderFaults, exporterFaults } = recorder
  const watched = { recorderFaults, exporterFaults, watchFaults: () => repair.faults(), event }
  vigil = startVigil({ machine, call, ask: hurry, paths, controller, firewall, node, ...watched })
  endings.push(() => vigil?.stop())
  const { nameOf } = recorder
  const school = () => controller.state()?.settings.school ?? ''
  const date = () => localTime(controller.state()?.zone ?? 'UTC').date(machine.now() / 1000)
  const onRequest = ({ name }: { readonly name: string }) => bridge?.onRequest(name)
  const requestQueue = await openRequestQueue({ machine, paths, school, nameOf, date, onRequest, drill })
  endings.push(requestQueue.close)
  const seen = { sightings, neighbours }
  const parts = {
    machine,
    paths,
    ubus,
    call,
    controller,
    recorder,
    vigil,
    repair,
    lessons,
    requestQueue,
    registerServices,
    ...seen,
  }
  bridge = await openBridge(parts)
  endings.push(bridge.stop)
  recorder.measure(() => daemonFigures(parts))
  await followChanges(ubus, refresh)
  onConnect = () => void refresh('a new connection to ubus')
}

/**
 * Runs until a signal ends it; what is in force stays in force. Resolves with the exit status; rejects where it cannot
 * start. Whoever calls it has to end the process then: a start that a signal broke off may still be waiting for ubus.
 */
export async function runDaemon(machine: Machine, paths: Paths, node: string): Promise<number> {
  const ending = untilSignal()
  for (const folder of [paths.versions, paths.runDir]) machine.files.mkdirSync(folder, { recursive: true })
  const endings: Endings = [lockOut(machine, `${paths.runDir}/daemon.lock`)]
  try {
    const started = start(machine, paths, node, endings).then(() => machine.log('info', 'aqtizim is running'))
    const signal = await Promise.race([ending, started.then(() => ending)])
    machine.log('info', `ending after ${signal}; what is in force stays in force`)
    return 0
  } finally {
    for (const end of endings.reverse()) await end()
  }
}
