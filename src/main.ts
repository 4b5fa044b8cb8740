/** The daemon: the only file that joins all rooms. */
import { connect, type InputTable, type Ubus } from 'ubus-client'
import { gatePages } from './block-page/page.ts'
import { productVersion } from './commands/live.ts'
import { createCut } from './cut.ts'
import { createEnforcer, type Enforcer } from './enforce.ts'
import { createFirewall } from './firewall/apply.ts'
import type { GateControl } from './firewall/engines.ts'
import { type AskGate, updateMaps } from './firewall/gate.ts'
import { gateSocket } from './firewall/gate-socket.ts'
import { gatePaths } from './firewall/haproxy.ts'
import type { Call } from './firewall/route-lock.ts'
import { one, type Samples } from './forward/metrics.ts'
import { startGuard } from './guard.ts'
import { Lessons } from './lessons.ts'
import { localTime } from './logger/local-time.ts'
import { JournalBusy, takeLock } from './logger/lock.ts'
import type { Row } from './logger/record.ts'
import { Sightings } from './luci-bridge/sightings.ts'
import type { Machine } from './machine.ts'
import { type Bridge, type DaemonParts, openBridge } from './methods.ts'
import { watchNeighbours } from './neighbours.ts'
import type { Paths } from './paths.ts'
import { type Recorder, startRecorder } from './recorder.ts'
import { openRegistry } from './registry.ts'
import { openDesk } from './request-desk.ts'
import { startVigil, type Vigil } from './vigil.ts'

/** Milliseconds between two attempts at something that failed. */
const retryMs = 1000

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

/** Milliseconds until what was refused, or does not answer, is tried again; each time twice as long. */
const patience = { first: 5000, longest: 300_000 }

/** Refreshes after a change, and again until it succeeds; changes that come meanwhile share the next round. */
function createRefresher(machine: Machine, enforcer: Enforcer) {
  let wanted = false
  let running = false
  let timer: NodeJS.Timeout | undefined
  let wait = patience.first

  async function attempt(reason: string): Promise<void> {
    try {
      const { state } = await enforcer.refresh()
      clearTimeout(timer)
      if (state.enforced || !state.settings.enabled) wait = patience.first
      else {
        timer = setTimeout(() => void refresh('a new attempt'), wait).unref()
        wait = Math.min(wait * 2, patience.longest)
      }
    } catch (error) {
      machine.log('error', `after ${reason}: ${(error as Error).message}; trying again`)
      wanted = true
      await pause(retryMs)
    }
  }

  async function refresh(reason: string): Promise<void> {
    wanted = true
    if (running) return
    running = true
    while (wanted) {
      wanted = false
      await attempt(reason)
    }
    running = false
  }
  return refresh
}

/** Settings and networks change behind us; procd and netifd say so. */
async function followChanges(ubus: Ubus, refresh: (reason: string) => Promise<void>): Promise<void> {
  const ours = ['aqtizim', 'network', 'system']
  await ubus.subscribe(
    'service',
    ({ config }, { method }) => {
      if (method === 'config.change' && typeof config === 'string' && ours.includes(config))
        void refresh(`a change of ${config}`)
    },
    { wait: true },
  )
  await ubus.listen('network.interface', () => void refresh('a change of the networks'))
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

/** The running gate, over its socket. */
function controlGate(machine: Machine, ask: AskGate): GateControl {
  return {
    pid: async () => {
      const info = await ask('show info').catch(() => '')
      return Number(/^Pid: (\d+)$/m.exec(info)?.[1]) || undefined
    },
    updateMaps: (files) =>
      updateMaps(ask, files).then(
        () => true,
        (error: Error) => {
          machine.log('warning', error.message)
          return false
        },
      ),
  }
}

/** The gate's socket; `hurry` is for those who only want to know whether it answers. */
function gateSockets({ runDir }: Paths): { ask: AskGate; hurry: AskGate } {
  const { socket } = gatePaths({ runDir })
  return { ask: gateSocket(socket), hurry: gateSocket(socket, { timeoutMs: 1500 }) }
}

const born = Date.now() / 1000

/** What only the daemon knows of itself. */
function daemonFigures({ recorder, vigil, guard }: Pick<DaemonParts, 'recorder' | 'vigil' | 'guard'>): Samples {
  const faults = [...recorder.faults(), ...recorder.warnings(), ...vigil.faults(), ...guard.faults()]
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
  let enforcer: Enforcer
  let recorder: Recorder | undefined
  let vigil: Vigil | undefined
  let bridge: Bridge | undefined
  const cut = createCut({ machine, ask, macOf: neighbours.macOf, settings: () => enforcer.state()?.settings })
  const onApplied = () => {
    recorder?.follow()
    vigil?.follow()
    bridge?.onStatus()
  }
  enforcer = createEnforcer({ machine, call, firewall, paths, cut, onApplied })
  const refresh = createRefresher(machine, enforcer)
  await refresh('the start')
  const tell = (details: Record<string, string>) => {
    recorder?.lesson(details)
    bridge?.onStatus()
  }
  const lessons = new Lessons({ machine, path: paths.lessons, tell, state: () => enforcer.state() })
  const registry = openRegistry({ machine, paths, enforcer, recorder: () => recorder })
  endings.push(registry.stop)
  const { witness, drill } = registry
  const hooks = { lessonOf: (room: string) => lessons.of(room), onVisit: (row: Row) => bridge?.onVisit(row), witness }
  recorder = await startRecorder({ machine, paths, enforcer, neighbours, call, ...hooks })
  endings.push(recorder.stop)
  lessons.follow()
  endings.push(() => lessons.stop())
  const guard = startGuard({ machine, enforcer, isOwn: (mark) => firewall.isOwnLoad(mark), alarm: recorder.event })
  endings.push(() => guard.stop())
  const { event, faults: recorderFaults, outletFaults } = recorder
  const watched = { recorderFaults, outletFaults, watchFaults: () => guard.faults(), event }
  vigil = startVigil({ machine, call, ask: hurry, paths, enforcer, firewall, node, ...watched })
  endings.push(() => vigil?.stop())
  const { nameOf } = recorder
  const school = () => enforcer.state()?.settings.school ?? ''
  const date = () => localTime(enforcer.state()?.zone ?? 'UTC').date(machine.now() / 1000)
  const onRequest = ({ name }: { readonly name: string }) => bridge?.onRequest(name)
  const desk = await openDesk({ machine, paths, school, nameOf, date, onRequest, drill })
  endings.push(desk.close)
  const seen = { sightings, neighbours }
  const parts = { machine, paths, ubus, call, enforcer, recorder, vigil, guard, lessons, desk, registry, ...seen }
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
