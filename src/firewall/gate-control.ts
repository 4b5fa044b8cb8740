/** Reaches the running HAProxy over its control socket. */
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import type { GateControl } from './engines.ts'
import { type AskGate, updateMaps } from './gate.ts'
import { gateSocket } from './gate-socket.ts'
import { gatePaths } from './haproxy.ts'

/** The running gate, over its socket. */
export function controlGate(machine: Machine, ask: AskGate): GateControl {
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
export function gateSockets({ runDir }: Paths): { ask: AskGate; hurry: AskGate } {
  const { socket } = gatePaths({ runDir })
  return { ask: gateSocket(socket), hurry: gateSocket(socket, { timeoutMs: 5000 }) }
}
