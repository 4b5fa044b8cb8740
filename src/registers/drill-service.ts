/** Opens drills for a room, hands PCs their set of names, and judges what they report. */
import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import type { Machine } from '../machine/machine.ts'
import { ArgumentError, message } from '../messages/message.ts'
import {
  addDrill,
  addRun,
  type Drill,
  type DrillRun,
  type Drills,
  type Evidence,
  isRight,
  judgeProbe,
  makeProbes,
  type Probe,
  type ProbeResult,
  seenWords,
} from './drill.ts'
import type { DrillObserver } from './drill-observer.ts'
import { categoryOf } from './drill-sites.ts'
import type { JsonStore } from './json-store.ts'
import { newId } from './new-id.ts'

export interface DrillTools {
  readonly machine: Pick<Machine, 'now' | 'uptime'>
  readonly kept: JsonStore<Drills>
  readonly drillObserver: DrillObserver
  readonly local: (seconds: number) => string
  readonly language: () => 'kk' | 'ru' | 'en'
  readonly school: () => string
  /** Nothing for an address of no room. */
  readonly whoIs: (
    address: string,
  ) => { readonly room: string; readonly pc: string; readonly mac: string; readonly exempt: boolean } | undefined
  readonly roomName: (room: string) => string | undefined
  /** Names that the list in force opens in a room, and whether a name is among them. */
  readonly listed: (room: string) => readonly string[]
  readonly isListed: (room: string, name: string) => boolean
  readonly version: () => number
  readonly event: (name: string, details: Record<string, string | number>) => void
  readonly sleep: (ms: number) => Promise<void>
}

interface Run {
  readonly id: string
  /** The address that the page was loaded from. */
  readonly client: string
  readonly drill: string
  readonly from: number
  readonly began: number
  readonly probes: readonly Probe[]
}

export const drillLimits = {
  minutes: 180,
  runMs: 10 * 60_000,
  waitMs: 4000,
  stepMs: 400,
  runs: 64,
  ofPc: 20,
  pcs: 200,
} as const

const seen = v.picklist(seenWords)
const report = v.object({
  run: v.pipe(v.string(), v.maxLength(40)),
  results: v.pipe(v.array(v.object({ http: seen, https: seen })), v.maxLength(100)),
})

/** As it is kept: apart from what the browser said of the same two ways. */
function recordOf({
  resolver,
  http,
  tls,
  why,
}: Evidence): Pick<ProbeResult, 'resolver' | 'gateHttp' | 'gateTls' | 'why'> {
  return {
    ...(resolver === undefined ? {} : { resolver }),
    ...(http === undefined ? {} : { gateHttp: http }),
    ...(tls === undefined ? {} : { gateTls: tls }),
    ...(why === undefined ? {} : { why }),
  }
}

const keyOf = ({ mac }: { readonly mac: string }, client: string): string => mac || client

export class DrillService {
  readonly #tools: DrillTools
  /** By the PC, whatever its addresses: a page that is loaded again begins anew. */
  readonly #runs = new Map<string, Run>()
  /** How often each PC has reported in the drills that are open: each time is a row of the journal, and a file written. */
  readonly #reported = new Map<string, { readonly drill: string; readonly times: number }>()

  constructor(tools: DrillTools) {
    this.#tools = tools
  }

  /** Throws `ArgumentError`, naming the argument. */
  start(room: string, minutes: number, user: string): Drill {
    const { machine, kept, local, event } = this.#tools
    if (this.#tools.roomName(room) === undefined) throw new ArgumentError('room', message('drill-no-room'))
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > drillLimits.minutes)
      throw new ArgumentError('minutes', message('number-outside', { low: 1, high: drillLimits.minutes }))
    if (this.openIn(room) !== undefined) throw new ArgumentError('room', message('drill-open'))
    for (const [pc, { drill }] of this.#reported) if (!this.#isOpen(drill)) this.#reported.delete(pc)
    const now = machine.now() / 1000
    const drill: Drill = { id: newId(), room, user, from: local(now), until: local(now + minutes * 60), runs: [] }
    kept.set(addDrill(kept.value, drill))
    event('drill', { state: 'start', room, user })
    return drill
  }

  /** Gives false where none is open. */
  stop(room: string, user: string): boolean {
    const { machine, kept, local, event } = this.#tools
    const found = this.openIn(room)
    if (found === undefined) return false
    const until = local(machine.now() / 1000)
    kept.set({ drills: kept.value.drills.map((each) => (each.id === found.id ? { ...each, until } : each)) })
    event('drill', { state: 'end', room, user })
    return true
  }

  openIn(room: string): Drill | undefined {
    const now = this.#tools.machine.now()
    return this.#tools.kept.value.drills.findLast((each) => each.room === room && Date.parse(each.until) > now)
  }

  /** What the page of a PC needs; nothing where no drill is open for it. */
  page(client: string) {
    const { machine, drillObserver, whoIs, roomName, listed, isListed, school, language } = this.#tools
    this.#forgetOld()
    const who = whoIs(client)
    const drill = who === undefined || who.exempt ? undefined : this.openIn(who.room)
    if (who === undefined || drill === undefined) return undefined
    const key = keyOf(who, client)
    if (this.#runs.size >= drillLimits.runs && !this.#runs.has(key)) return undefined
    if (this.#timesOf(key, drill.id) >= drillLimits.ofPc) return undefined
    // Who is root of a PC gives it a card after the other.
    if (this.#reported.size >= drillLimits.pcs && !this.#reported.has(key)) return undefined
    const random = randomBytes(6).toString('hex')
    const probes = makeProbes(listed(who.room), random, (name) => isListed(who.room, name))
    const [from, began] = [machine.now(), machine.uptime()]
    const run: Run = { id: newId(), client, drill: drill.id, from, began, probes }
    this.#runs.set(key, run)
    drillObserver.watch(client)
    return {
      run: run.id,
      school: school(),
      pc: who.pc,
      room: roomName(who.room) ?? who.room,
      probes: probes.map(({ name, category, expected }) => {
        return { name, group: categoryOf(category)?.[language()] ?? category, expected }
      }),
    }
  }

  /** Takes a PC's report once; nothing where it is none of a run that we know. */
  async report(client: string, told: unknown) {
    const read = v.safeParse(report, told)
    const who = this.#tools.whoIs(client)
    if (!read.success || who === undefined) return undefined
    const key = keyOf(who, client)
    const run = this.#runs.get(key)
    if (run === undefined || read.output.run !== run.id) return undefined
    const { results } = read.output
    if (results.length !== run.probes.length) return undefined
    // Before anything is waited for: a second report of the same run finds nothing.
    this.#runs.delete(key)
    this.#reported.set(key, { drill: run.drill, times: this.#timesOf(key, run.drill) + 1 })
    await this.#waitForRecords(client, run)
    const probes = run.probes.map((probe, at): ProbeResult => {
      const { http, https } = results[at] ?? { http: 'untried', https: 'untried' }
      const evidence = this.#tools.drillObserver.evidence(client, probe.name)
      const verdict = judgeProbe({ http, https }, evidence, probe.expected)
      return { ...probe, verdict, http, https, ...recordOf(evidence) }
    })
    // A page that was loaded again meanwhile goes on being watched.
    if (!this.#runs.has(key)) this.#tools.drillObserver.forget(client)
    this.#keep(run, { pc: who.pc, mac: who.mac, ip: client }, who.room, probes)
    const shown = probes.map((probe) => ({ verdict: probe.verdict, right: isRight(probe, probe.verdict) }))
    return { right: shown.filter(({ right }) => right).length, probes: shown }
  }

  #keep(run: Run, place: Pick<DrillRun, 'pc' | 'mac' | 'ip'>, room: string, probes: readonly ProbeResult[]): void {
    const { machine, kept, local, version, event } = this.#tools
    const times = { from: local(run.from / 1000), to: local(machine.now() / 1000) }
    kept.set(addRun(kept.value, run.drill, { ...place, ...times, version: version(), probes: [...probes] }))
    const right = probes.filter((probe) => isRight(probe, probe.verdict)).length
    event('drill-run', { room, pc: place.pc, right, of: probes.length })
  }

  /** The gate writes its record of a TLS connection when it is over, and the resolver's log is read every second. */
  async #waitForRecords(client: string, { probes }: Run): Promise<void> {
    const { drillObserver, sleep } = this.#tools
    // A refusal has the gate's record too, where the browser came as far as that; an open connection has none yet.
    const isKnown = ({ name, expected }: Probe) => {
      const { resolver, http, tls } = drillObserver.evidence(client, name)
      return http !== undefined || tls !== undefined || (expected === 'open' && resolver !== undefined)
    }
    for (let waited = 0; waited < drillLimits.waitMs; waited += drillLimits.stepMs) {
      if (waited >= 3 * drillLimits.stepMs && probes.every(isKnown)) return
      await sleep(drillLimits.stepMs)
    }
  }

  #isOpen(id: string): boolean {
    const now = this.#tools.machine.now()
    return this.#tools.kept.value.drills.some((each) => each.id === id && Date.parse(each.until) > now)
  }

  #timesOf(key: string, drill: string): number {
    const known = this.#reported.get(key)
    return known?.drill === drill ? known.times : 0
  }

  #forgetOld(): void {
    const now = this.#tools.machine.uptime()
    for (const [key, { client, began }] of [...this.#runs])
      if (now - began >= drillLimits.runMs) {
        this.#runs.delete(key)
        this.#tools.drillObserver.forget(client)
      }
  }
}
