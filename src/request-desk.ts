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
  /** A new request came in. */
  readonly onRequest: (request: SiteRequest) => void
  readonly drill?: DrillDoor
}

/** Milliseconds in which requests are gathered into one writing of the file. */
const saveMs = 1000

/** The file may have been edited, or cut off by a full disk. */
function isRequest(value: unknown): value is SiteRequest {
  const { at, client, name, reason } = (value ?? {}) as Partial<Record<keyof SiteRequest, unknown>>
  return typeof at === 'number' && [client, name, reason].every((text) => typeof text === 'string')
}

function load({ machine }: DeskTools, path: string): RequestQueue {
  if (!machine.files.existsSync(path)) return emptyQueue
  try {
    const { waiting } = JSON.parse(machine.files.readFileSync(path, 'utf8')) as Partial<RequestQueue>
    return Array.isArray(waiting) ? { waiting: waiting.filter(isRequest), recent: [] } : emptyQueue
  } catch (error) {
    machine.log('warning', `${path} cannot be read, the requests in it are lost: ${(error as Error).message}`)
    return emptyQueue
  }
}

/** Rejects where the port is taken. */
export async function openDesk(tools: DeskTools) {
  const { machine, paths, school, nameOf, onRequest } = tools
  const path = `${paths.etc}/requests.json`
  let queue = load(tools, path)
  let timer: NodeJS.Timeout | undefined

  function save(): void {
    clearTimeout(timer)
    timer = undefined
    machine.files.writeFileSync(`${path}.new`, JSON.stringify({ format: 1, waiting: queue.waiting }), { mode: 0o600 })
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
    async close() {
      if (timer !== undefined) save()
      await server.close()
    },
  }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>
