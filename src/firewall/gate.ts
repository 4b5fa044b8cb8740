/** Talks to the running gate over HAProxy's stats socket (HAProxy management guide, 9.3). */
import type { GeneratedFile } from './plan.ts'

/** Sends one command (a line, or a line and its payload) and gives the whole answer. Rejects where the gate is away. */
export type AskGate = (command: string) => Promise<string>

/** The gate said no. */
export class GateRefusal extends Error {
  constructor(command: string, answer: string) {
    super(`the gate refused \`${command}\`: ${answer.trim()}`)
    this.name = 'GateRefusal'
  }
}

/** A command and its payload have to fit in `tune.bufsize`, 16,384 bytes. */
const batchLimit = 12_000

/** An empty line would end the payload, and the rest be read as commands. */
const mapLine = /^(?:[0-9a-z._:/[\]-]{1,260} [0-9a-z._-]{1,253}|[0-9]{1,2} [0-9A-Za-z+/]{1,9000}={0,2})$/

function linesOf({ path, text }: GeneratedFile): string[] {
  const lines = text.split('\n').filter((line) => line !== '')
  const bad = lines.find((line) => !mapLine.test(line))
  if (bad !== undefined) throw new Error(`not fit for ${path}: ${JSON.stringify(bad)}`)
  return lines
}

function batches(lines: readonly string[]): string[] {
  const made: string[] = []
  let batch = ''
  for (const line of lines) {
    if (batch.length + line.length > batchLimit) {
      made.push(batch)
      batch = ''
    }
    batch += `${line}\n`
  }
  return batch === '' ? made : [...made, batch]
}

async function command(ask: AskGate, line: string, payload?: string): Promise<void> {
  const answer = await ask(payload === undefined ? line : `${line} <<\n${payload}\n`)
  if (answer.trim() !== '') throw new GateRefusal(line, answer)
}

/** Loads a version beside the live one. */
async function prepare(ask: AskGate, map: GeneratedFile): Promise<string> {
  const lines = linesOf(map)
  const answer = await ask(`prepare map ${map.path}`)
  const version = /New version created: ([0-9]+)/.exec(answer)?.[1]
  if (version === undefined) throw new GateRefusal(`prepare map ${map.path}`, answer)
  for (const batch of batches(lines)) await command(ask, `add map @${version} ${map.path}`, batch)
  return `@${version} ${map.path}`
}

/**
 * Replaces whole maps in the running gate: all or none, each in one step, and no connection is dropped. Maps are those of
 * `compileGate` (`*.map`). Rejects with `GateRefusal`, or as `ask` does; the live maps are then as they were.
 */
export async function updateMaps(ask: AskGate, maps: readonly GeneratedFile[]): Promise<void> {
  const prepared: string[] = []
  try {
    for (const map of maps) prepared.push(await prepare(ask, map))
  } catch (problem) {
    for (const version of prepared) await ask(`clear map ${version}`).catch(() => '')
    throw problem
  }
  if (prepared.length > 0) await command(ask, prepared.map((version) => `commit map ${version}`).join('; '))
}

/** What the running gate holds, printed as `compileGate` prints it: equal texts are equal maps. */
export async function liveMaps(ask: AskGate, paths: readonly string[]): Promise<GeneratedFile[]> {
  const maps: GeneratedFile[] = []
  for (const path of paths) {
    const answer = await ask(`show map ${path}`)
    const lines = answer.split('\n').filter((line) => line !== '')
    const bad = lines.find((line) => !/^0x[0-9a-f]+ \S+ \S+$/.test(line))
    if (bad !== undefined) throw new GateRefusal(`show map ${path}`, bad)
    const entries = lines.map((line) => `${line.slice(line.indexOf(' ') + 1)}\n`)
    maps.push({ path, text: entries.sort().join('') })
  }
  return maps
}

/** A connection that the gate lets through. Over HTTP: one with a request under way. */
export interface OpenConnection {
  /** The PC's address and source port. */
  readonly client: string
  readonly port: number
  /** The name that it was let through for. */
  readonly name: string
  /** HAProxy's id, `0x` and hexadecimal digits; good until the connection ends. */
  readonly sessionId: string
}

/** `CLIENT:PORT` of each session on our frontends. */
function readSessions(answer: string): Map<string, string> {
  const sessions = new Map<string, string>()
  for (const found of answer.matchAll(/^(0x[0-9a-f]+): proto=tcpv[46] src=(\S+:[0-9]+) fe=(?:tls|web)-l[0-9]+ /gm)) {
    const [, id, source] = found
    if (id !== undefined && source !== undefined) sessions.set(source, id)
  }
  return sessions
}

export async function openConnections(ask: AskGate): Promise<OpenConnection[]> {
  const table = await ask('show table conns')
  const sessions = readSessions(await ask('show sess'))
  const open: OpenConnection[] = []
  // HAProxy writes the key's space as `\ `.
  for (const found of table.matchAll(/^0x[0-9a-f]+: key=(\S+):([0-9]+)\\? ([a-z0-9._-]+) use=[1-9]/gm)) {
    const [, client = '', port = '', name = ''] = found
    const sessionId = sessions.get(`${client}:${port}`)
    if (sessionId !== undefined) open.push({ client, port: Number(port), name, sessionId })
  }
  return open
}

/** Looks again after each round: a session takes a moment to end. */
const rounds = 5

/** Sessions that one line of commands ends: it has to fit in `tune.bufsize`. */
const sessionsAtOnce = 300

/** What came of a cut: the connections that were ended, and how many were still there at the last look. */
export interface GateCut {
  readonly ended: readonly OpenConnection[]
  readonly left: number
}

/** Ends the open connections that `isRefused` picks, and no others. Rejects as `ask` does. */
export async function cut(ask: AskGate, isRefused: (connection: OpenConnection) => boolean): Promise<GateCut> {
  const ended = new Map<string, OpenConnection>()
  for (let round = 0; ; round++) {
    const left = (await openConnections(ask)).filter(isRefused)
    if (left.length === 0 || round === rounds) return { ended: [...ended.values()], left: left.length }
    for (const connection of left) ended.set(`${connection.client}:${connection.port}`, connection)
    for (let at = 0; at < left.length; at += sessionsAtOnce) {
      const some = left.slice(at, at + sessionsAtOnce)
      // One that has ended by itself meanwhile is answered with "No such session".
      await ask(some.map(({ sessionId }) => `shutdown session ${sessionId}`).join('; '))
    }
  }
}
