/** Takes what pupils ask for on the block page, and keeps it for the teacher over a restart of the daemon. */
import {
  addRequest,
  emptyQueue,
  groupByName,
  type RequestQueue,
  removeName,
  type SiteRequest,
} from './block-page/requests.ts'
import { type DrillDoor, startAskServer } from './block-page/server.ts'
import { fixed } from './firewall/facts.ts'
import type { Machine } from './machine.ts'
import type { Paths } from './paths.ts'

export interface DeskTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly school: () => string
  /** Who a PC is, by its address. */
  readonly nameOf: (address: string) => string
  /** The day by the router's clock, `2026-09-01`. */
  readonly date: () => string
  /** A new request came in. */
  readonly onRequest: (request: SiteRequest) => void
  readonly drill?: DrillDoor
}

/** Milliseconds in which requests are gathered into one writing of the file. */
const saveMs = 1000
const ignoredLimit = 500

/** The file may have been edited, or cut off by a full disk. */
function isRequest(value: unknown): value is SiteRequest {
  const { at, client, name, reason } = (value ?? {}) as Partial<Record<keyof SiteRequest, unknown>>
  return typeof at === 'number' && [client, name, reason].every((text) => typeof text === 'string')
}

/** PCs, by their names, whose requests are dropped on that day. */
interface Ignored {
  readonly date: string
  readonly pcs: readonly string[]
}

const nobody: Ignored = { date: '', pcs: [] }

function readIgnored(value: unknown): Ignored {
  const { date, pcs } = (value ?? {}) as Partial<Record<keyof Ignored, unknown>>
  if (typeof date !== 'string' || !Array.isArray(pcs)) return nobody
  return { date, pcs: pcs.filter((pc) => typeof pc === 'string') }
}

/** Midnight forgives. */
const forgiven = (ignored: Ignored, date: string): Ignored => (ignored.date === date ? ignored : { date, pcs: [] })

const withPc = ({ date, pcs }: Ignored, pc: string): Ignored => ({
  date,
  pcs: [...pcs.filter((other) => other !== pc), pc].slice(-ignoredLimit),
})

function load({ machine }: DeskTools, path: string): { queue: RequestQueue; ignored: Ignored } {
  const empty = { queue: emptyQueue, ignored: nobody }
  if (!machine.files.existsSync(path)) return empty
  try {
    const { waiting, ignored } = JSON.parse(machine.files.readFileSync(path, 'utf8')) as Record<string, unknown>
    const queue = Array.isArray(waiting) ? { waiting: waiting.filter(isRequest), recent: [] } : emptyQueue
    return { queue, ignored: readIgnored(ignored) }
  } catch (error) {
    machine.log('warning', `${path} cannot be read, the requests in it are lost: ${(error as Error).message}`)
    return empty
  }
}

/** Rejects where the port is taken. */
export async function openDesk(tools: DeskTools) {
  const { machine, paths, school, nameOf, onRequest } = tools
  const path = `${paths.etc}/requests.json`
  let { queue, ignored } = load(tools, path)
  let timer: NodeJS.Timeout | undefined

  const ignoredNow = () => forgiven(ignored, tools.date())
  function save(): void {
    clearTimeout(timer)
    timer = undefined
    const kept = JSON.stringify({ format: 1, waiting: queue.waiting, ignored: ignoredNow() })
    machine.files.writeFileSync(`${path}.new`, kept, { mode: 0o600 })
    machine.files.renameSync(`${path}.new`, path)
  }
  function saveSoon(): void {
    timer ??= setTimeout(save, saveMs)
    timer.unref()
  }
  const server = await startAskServer({
    port: fixed.requestsPort,
    school: school(),
    now: machine.now,
    ...(tools.drill === undefined ? {} : { drill: tools.drill }),
    take(request) {
      if (ignoredNow().pcs.includes(nameOf(request.client))) return 'enough'
      const added = addRequest(queue, request)
      queue = added.queue
      if (added.outcome === 'sent') {
        saveSoon()
        onRequest(request)
      }
      return added.outcome
    },
  })
  return {
    /** Grouped by site, with the PCs' names. */
    waiting: () =>
      groupByName(queue).map(({ clients, ...rest }) => ({ ...rest, pcs: [...new Set(clients.map(nameOf))] })),
    /** Takes a site off the queue; false when nobody asked for it. */
    decide(name: string): boolean {
      const before = queue.waiting.length
      queue = removeName(queue, name)
      if (queue.waiting.length === before) return false
      save()
      return true
    },
    /** Drops what this PC asked for, and what it asks until midnight; gives how many requests that were. */
    ignore(pc: string): number {
      ignored = withPc(ignoredNow(), pc)
      const before = queue.waiting.length
      queue = { ...queue, waiting: queue.waiting.filter(({ client }) => nameOf(client) !== pc) }
      save()
      return before - queue.waiting.length
    },
    ignored: () => ignoredNow().pcs,
    async close() {
      if (timer !== undefined) save()
      await server.close()
    },
  }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>
