/** Joins the journal to the rest. */
import type { Enforcer } from './enforce.ts'
import type { Call } from './firewall/route-lock.ts'
import type { JournalArguments } from './luci-bridge/contract.ts'
import type { Machine } from './machine.ts'
import type { createNeighbours } from './neighbours.ts'
import type { Paths } from './paths.ts'

export interface RecorderTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly enforcer: Enforcer
  readonly neighbours: ReturnType<typeof createNeighbours>
  readonly call: Call
}

export function startRecorder(_tools: RecorderTools) {
  return {
    faults: (): readonly string[] => [],
    openVisits: (): readonly object[] => [],
    rows: async (_query: JournalArguments): Promise<Record<string, unknown>[]> => [],
    event(_name: string, _details: Record<string, string | number>) {},
    follow() {},
    async stop() {},
  }
}
export type Recorder = ReturnType<typeof startRecorder>
