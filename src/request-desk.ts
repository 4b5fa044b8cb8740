/** Takes what pupils ask for on the block page, and keeps it for the teacher over a restart of the daemon. */
import {
  addRequest,
  emptyQueue,
  groupByName,
  type RequestQueue,
  removeName,
  type SiteRequest,
  usualLimits,
} from './block-page/requests.ts'
import { type DrillDoor, startAskServer } from './block-page/server.ts'
import { fixed } from './firewall/facts.ts'
import { replaceFile } from './logger/day-files.ts'
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
  /** Where the gate brings requests; 0 takes a free one. */
  readonly port?: number
}

/** Milliseconds in which requests are gathered into one writing of the file. */
const saveMs = 1000
/** Milliseconds until a disk that refused is tried again. */
const retryMs = 60_000
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

interface Kept {
  readonly queue: RequestQueue
  readonly ignored: Ignored
}

/** What cannot be read is kept aside: a person may still find in it what pupils asked for. */
function load({ machine }: DeskTools, path: string): Kept {
  const empty = { queue: emptyQueue, ignored: nobody }
  if (!machine.files.existsSync(path)) return empty
  try {
    const { waiting, ignored } = JSON.parse(machine.files.readFileSync(path, 'utf8')) as Record<string, unknown>
    if (!Array.isArray(waiting)) throw new Error('no requests in it')
    return { queue: { waiting: waiting.filter(isRequest), recent: [] }, ignored: readIgnored(ignored) }
  } catch (error) {
    const aside = `${path}.damaged-${machine.now()}`
    machine.log('warning', `${path} cannot be read, and is kept as ${aside}: ${(error as Error).message}`)
    try {
      machine.files.renameSync(path, aside)
    } catch (problem) {
      machine.log('warning', `${path} cannot be put aside: ${(problem as Error).message}`)
    }
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
  /** Throws Node's error where the disk refuses; what is kept is then what it was. */
  function keep(next: Kept): void {
    const text = JSON.stringify({ format: 1, waiting: next.queue.waiting, ignored: next.ignored })
    replaceFile(machine.files, path, text, true)
    clearTimeout(timer)
    timer = undefined
    queue = next.queue
    ignored = next.ignored
  }
  /** A pupil's click must not end the daemon: on a full disk requests wait in memory. */
  function saveNow(): void {
    clearTimeout(timer)
    timer = undefined
    try {
      keep({ queue, ignored: ignoredNow() })
    } catch (error) {
      machine.log('warning', `${path} cannot be written, requests wait in memory: ${(error as Error).message}`)
      saveIn(retryMs)
    }
  }
  function saveIn(ms: number): void {
    timer ??= setTimeout(saveNow, ms)
    timer.unref()
  }
  const server = await startAskServer({
    port: tools.port ?? fixed.requestsPort,
    school,
    now: machine.now,
    ...(tools.drill === undefined ? {} : { drill: tools.drill }),
    take(request) {
      if (ignoredNow().pcs.includes(nameOf(request.client))) return 'enough'
      const added = addRequest(queue, request, usualLimits, nameOf)
      queue = added.queue
      if (added.outcome === 'sent') {
        saveIn(saveMs)
        onRequest(request)
      }
      return added.outcome
    },
  })
  return {
    port: server.port,
    /** Grouped by site, with the PCs' names. */
    waiting: () =>
      groupByName(queue).map(({ clients, ...rest }) => ({ ...rest, pcs: [...new Set(clients.map(nameOf))] })),
    /** Takes a site off the queue; false when nobody asked for it. Throws Node's error where the disk refuses. */
    decide(name: string): boolean {
      const rest = removeName(queue, name)
      if (rest.waiting.length === queue.waiting.length) return false
      keep({ queue: rest, ignored: ignoredNow() })
      return true
    },
    /** Drops what this PC asked for, and what it asks until midnight; gives how many requests that were. Throws as `decide`. */
    ignore(pc: string): number {
      const before = queue.waiting.length
      const waiting = queue.waiting.filter(({ client }) => nameOf(client) !== pc)
      keep({ queue: { ...queue, waiting }, ignored: withPc(ignoredNow(), pc) })
      return before - waiting.length
    },
    ignored: () => ignoredNow().pcs,
    async close() {
      if (timer !== undefined) saveNow()
      clearTimeout(timer)
      await server.close()
    },
  }
}

export type Desk = Awaited<ReturnType<typeof openDesk>>
