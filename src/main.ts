/** The daemon: the only file that joins all rooms. */
import { connect, type InputTable, type Ubus } from 'ubus-client'
import { gatePages } from './block-page/page.ts'
import { createCut } from './cut.ts'
import { createEnforcer, type Enforcer } from './enforce.ts'
import { createFirewall } from './firewall/apply.ts'
import { updateMaps } from './firewall/gate.ts'
import { gateSocket } from './firewall/gate-socket.ts'
import { gatePaths } from './firewall/haproxy.ts'
import type { Call } from './firewall/route-lock.ts'
import { startGuard } from './guard.ts'
import { register } from './luci-bridge/object.ts'
import type { Machine } from './machine.ts'
import { createMethods } from './methods.ts'
import { watchNeighbours } from './neighbours.ts'
import type { Paths } from './paths.ts'
import { type Recorder, startRecorder } from './recorder.ts'

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

/** Refreshes after a change, and again until it succeeds; changes that come meanwhile share the next round. */
function createRefresher(machine: Machine, enforcer: Enforcer) {
  let wanted = false
  let running = false
  return async function refresh(reason: string): Promise<void> {
    wanted = true
    if (running) return
    running = true
    while (wanted) {
      wanted = false
      try {
        await enforcer.refresh()
      } catch (error) {
        machine.log('error', `after ${reason}: ${(error as Error).message}; trying again`)
        wanted = true
        await pause(retryMs)
      }
    }
    running = false
  }
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

/** Runs until a signal ends it; what is in force stays in force. Resolves with the exit status. */
export async function runDaemon(machine: Machine, paths: Paths): Promise<number> {
  const ending = untilSignal()
  for (const folder of [paths.versions, paths.runDir]) machine.files.mkdirSync(folder, { recursive: true })
  let onConnect = () => {}
  const ubus = await connectForGood(machine, paths.socket, () => onConnect())
  const call: Call = (object, method, args = {}) => ubus.call(object, method, args as InputTable)
  const ask = gateSocket(gatePaths({ runDir: paths.runDir }).socket)
  const gate = {
    pid: async () => {
      const info = await ask('show info').catch(() => '')
      return Number(/^Pid: (\d+)$/m.exec(info)?.[1]) || undefined
    },
    updateMaps: (files: Parameters<typeof updateMaps>[1]) =>
      updateMaps(ask, files).then(
        () => true,
        (error: Error) => {
          machine.log('warning', error.message)
          return false
        },
      ),
  }
  const firewall = createFirewall({
    machine,
    call,
    gate,
    pages: (facts) => gatePages(facts.school),
    bootRuleset: paths.bootRuleset,
  })
  const neighbours = await watchNeighbours(machine)
  let enforcer: Enforcer
  let recorder: Recorder | undefined
  const cut = createCut({ machine, ask, macOf: neighbours.macOf, settings: () => enforcer.state()?.settings })
  enforcer = createEnforcer({ machine, call, firewall, paths, cut, onApplied: () => recorder?.follow() })
  const refresh = createRefresher(machine, enforcer)
  await refresh('the start')
  recorder = await startRecorder({ machine, paths, enforcer, neighbours, call })
  const guard = startGuard({ machine, enforcer, isOwn: (pid) => firewall.isOwnLoad(pid), alarm: recorder.event })
  await register(ubus, createMethods({ machine, paths, enforcer, recorder }))
  await followChanges(ubus, refresh)
  onConnect = () => void refresh('a new connection to ubus')
  machine.log('info', 'aqtizim is running')
  const signal = await ending
  machine.log('info', `ending after ${signal}; what is in force stays in force`)
  guard.stop()
  neighbours.stop()
  await recorder.stop()
  await ubus.close()
  return 0
}
