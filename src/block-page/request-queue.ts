/** Queues the sites that pupils ask for on the block page, also over a restart of the daemon. */

import { fixed } from '../firewall/facts.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { type Ignored, RequestStore } from './request-store.ts'
import { addRequest, groupByName, removeName, type SiteRequest, usualLimits } from './requests.ts'
import { type DrillDoor, startAskServer } from './server.ts'

export interface RequestQueueTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly school: () => string
  /** Finds the PC that has an address, where it is not known yet. */
  readonly recognise?: (address: string) => Promise<void>
  /** Who a PC is, by its address. */
  readonly nameOf: (address: string) => string
  /** The room that an address is in, by its id; empty where it is in none. */
  readonly roomOf: (address: string) => string
  /** How many rooms there are. */
  readonly rooms: () => number
  /** The day by the router's clock, `2026-09-01`. */
  readonly date: () => string
  /** A new request came in. */
  readonly onRequest: (request: SiteRequest) => void
  readonly drill?: DrillDoor
  /** Names that were refused to the PC of this address in the last minutes. */
  readonly refused?: (client: string) => Promise<readonly string[]>
  /** Where the gate brings requests; 0 takes a free one. */
  readonly port?: number
}

const ignoredLimit = 500

/** The ignore list is cleared at midnight. */
const forgiven = (ignored: Ignored, date: string): Ignored => (ignored.date === date ? ignored : { date, pcs: [] })

const withPc = ({ date, pcs }: Ignored, pc: string): Ignored => ({
  date,
  pcs: [...pcs.filter((other) => other !== pc), pc].slice(-ignoredLimit),
})

/** Rejects where the port is taken. */
export async function openRequestQueue(tools: RequestQueueTools) {
  const { machine, paths, school, nameOf, onRequest } = tools
  const file = new RequestStore(machine, `${paths.etc}/requests.json`)
  const ignoredNow = () => forgiven(file.kept.ignored, tools.date())
  const port = tools.port ?? fixed.requestsPort
  const server = await startAskServer({
    port,
    school,
    now: machine.now,
    ...(tools.drill === undefined ? {} : { drill: tools.drill }),
    ...(tools.refused === undefined ? {} : { refused: tools.refused }),
    ...(tools.recognise === undefined ? {} : { recognise: tools.recognise }),
    take(request) {
      if (ignoredNow().pcs.includes(nameOf(request.client))) return 'enough'
      const limits = { ...usualLimits, rooms: Math.max(1, tools.rooms()) }
      const { queue, outcome } = addRequest(file.kept.queue, request, limits, { pcOf: nameOf, roomOf: tools.roomOf })
      file.change(queue)
      if (outcome === 'sent') {
        file.saveSoon()
        onRequest(request)
      }
      return outcome
    },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`another program listens on 127.0.0.1:${port}, where the block page's requests arrive`)
  })
  return {
    port: server.port,
    /** Grouped by site, with the PCs' names. */
    waiting: () =>
      groupByName(file.kept.queue).map(({ clients, ...rest }) => ({ ...rest, pcs: [...new Set(clients.map(nameOf))] })),
    /** Takes a site off the queue; false when nobody asked for it. Throws Node's error where the disk refuses. */
    decide(name: string): boolean {
      const { queue } = file.kept
      const rest = removeName(queue, name)
      if (rest.waiting.length === queue.waiting.length) return false
      file.keep({ queue: rest, ignored: ignoredNow() })
      return true
    },
    /** Drops what this PC asked for, and what it asks until midnight; gives how many requests that were. Throws as `decide`. */
    ignore(pc: string): number {
      const { queue } = file.kept
      const waiting = queue.waiting.filter(({ client }) => nameOf(client) !== pc)
      file.keep({ queue: { ...queue, waiting }, ignored: withPc(ignoredNow(), pc) })
      return queue.waiting.length - waiting.length
    },
    ignored: () => ignoredNow().pcs,
    async close() {
      file.close()
      await server.close()
    },
  }
}

export type RequestQueue = Awaited<ReturnType<typeof openRequestQueue>>
