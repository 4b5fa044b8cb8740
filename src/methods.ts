/** Hands the daemon's parts to the ubus methods. */
import type { InputTable, RegisteredObject, Ubus } from 'ubus-client'
import { createApprove } from './approving.ts'
import { productVersion } from './commands/live.ts'
import { roomOf } from './cut.ts'
import { followToday } from './day-counts.ts'
import type { Enforcer } from './enforce.ts'
import type { InterfaceStatus } from './firewall/facts.ts'
import type { Call } from './firewall/route-lock.ts'
import type { Guard } from './guard.ts'
import { journalPage, journalScan, openRows } from './journal-rows.ts'
import type { Lessons } from './lessons.ts'
import { readAnchor } from './logger/anchor.ts'
import { type LocalTime, localTime } from './logger/local-time.ts'
import type { Row } from './logger/record.ts'
import { Announcer } from './luci-bridge/announcer.ts'
import { Draft } from './luci-bridge/draft.ts'
import { History } from './luci-bridge/history.ts'
import { openIgnoredNeeds } from './luci-bridge/ignored-needs.ts'
import { Jobs } from './luci-bridge/jobs.ts'
import { createMethods } from './luci-bridge/methods.ts'
import { register } from './luci-bridge/object.ts'
import type { Sightings } from './luci-bridge/sightings.ts'
import { Today } from './luci-bridge/today.ts'
import type { JournalTool, Tools } from './luci-bridge/tools.ts'
import { Uci } from './luci-bridge/uci.ts'
import type { Machine } from './machine.ts'
import type { Neighbours } from './neighbours.ts'
import { paperSources } from './paper-sources.ts'
import { paperKinds } from './papers.ts'
import type { Paths } from './paths.ts'
import type { Recorder } from './recorder.ts'
import type { Registry } from './registry.ts'
import type { Desk } from './request-desk.ts'
import { openSeats } from './seats/store.ts'
import { readSettings, type UciValues } from './settings.ts'
import { dayNames } from './timetable/hours.ts'
import type { Vigil } from './vigil.ts'

export interface DaemonParts {
  readonly machine: Machine
  readonly paths: Paths
  readonly ubus: Ubus
  readonly call: Call
  readonly enforcer: Enforcer
  readonly recorder: Recorder
  readonly vigil: Pick<Vigil, 'health' | 'faults' | 'approved'>
  readonly guard: Pick<Guard, 'faults'>
  readonly lessons: Pick<Lessons, 'of' | 'start' | 'end'>
  readonly desk: Desk
  readonly sightings: Sightings
  readonly neighbours: Pick<Neighbours, 'look'>
  readonly registry: Registry
}

/** Pieces of a few hundred rows: a page stays a short piece of work on a slow router. */
const piecesOfPage = 40

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The router's own time, with the zone that the settings have now. */
function createLocal(enforcer: Enforcer): () => LocalTime {
  let known = localTime('UTC')
  let name = ''
  return () => {
    const zone = enforcer.state()?.zone ?? 'UTC'
    if (zone !== name) known = localTime(zone)
    name = zone
    return known
  }
}

function createJournalTool({ machine, paths, enforcer, recorder }: DaemonParts): JournalTool {
  const { files } = machine
  const dir = () => enforcer.state()?.settings.journalDir ?? '/nonexistent'
  return {
    page: (options) => journalPage(files, paths, dir(), { ...options, maxPieces: piecesOfPage }),
    scan: (options) => journalScan(files, paths, dir(), options),
    open: (filter) => openRows(files, recorder.openVisits(), filter),
    catchUp: () => recorder.catchUp(),
    folder: () => paths.below(dir()),
    sealed: () => readAnchor(files, paths.journalAnchor, paths.below(dir()))?.seal,
    key: () => (files.existsSync(paths.verifyingKey) ? files.readFileSync(paths.verifyingKey, 'utf8') : undefined),
  }
}

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const timetable: Tools['timetable'] = (sections) =>
  readSettings(sections as UciValues).settings.timetables.flatMap(({ room, hours }) =>
    hours.map(({ days, from, until, class: name }) => ({
      room,
      days: days.flatMap((day) => dayNames[day] ?? []),
      from: clock(from),
      until: clock(until),
      ...(name === undefined ? {} : { class: name }),
    })),
  )

type Network = InterfaceStatus & { readonly up?: boolean }

async function networks(call: Call): ReturnType<Tools['networks']> {
  const { interface: dump = [] } = (await call('network.interface', 'dump')) as { interface?: Network[] }
  return dump
    .filter(({ interface: name }) => name !== 'loopback')
    .map((one) => {
      const addresses = [...(one['ipv4-address'] ?? []), ...(one['ipv6-address'] ?? [])]
      return {
        name: one.interface,
        device: one.l3_device ?? '',
        up: one.up === true,
        addresses: addresses.map(({ address, mask }) => `${address}/${mask}`),
      }
    })
}

/** Any PC can call itself anything. */
const hostname = (text: string) => [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')].slice(0, 64).join('')

/** What rpcd's own module for LuCI knows; nothing where it is not installed. */
async function hostnames(call: Call): ReturnType<Tools['hostnames']> {
  const answer = await call('luci-rpc', 'getDHCPLeases').catch(() => ({}))
  const leases = (answer as { dhcp_leases?: unknown }).dhcp_leases
  const known = (Array.isArray(leases) ? leases : []) as { macaddr?: unknown; hostname?: unknown }[]
  return new Map(
    known.flatMap(({ macaddr, hostname: text }): [string, string][] =>
      typeof macaddr === 'string' && typeof text === 'string' ? [[macaddr.toLowerCase(), hostname(text)]] : [],
    ),
  )
}

interface Surroundings {
  readonly announcer: Announcer
  readonly today: Today
  readonly local: () => LocalTime
}

/** Who is there now: by the kernel's tables, and by visits that go on, whose rows are not written yet. */
function createLookAround({ machine, neighbours, recorder, sightings }: DaemonParts): Tools['lookAround'] {
  let last = Number.NEGATIVE_INFINITY
  return async (maxAgeMs) => {
    if (machine.uptime() - last < maxAgeMs) return
    last = machine.uptime()
    await neighbours.look()
    for (const row of recorder.openVisits())
      if ('mac' in row && 'end' in row) sightings.add(String(row.mac), String(row.ip), Date.parse(String(row.end)))
  }
}

/** The papers with the registers that they are written from. */
function createPaperTools({
  machine,
  paths,
  enforcer,
  registry,
}: DaemonParts): Pick<Tools, 'papers' | 'reminders' | 'registers'> {
  return {
    reminders: registry.reminders,
    registers: registry.tools,
    papers(pause) {
      const state = enforcer.state()
      if (state === undefined) return []
      const { settings, zone } = state
      const own = registry.papers()
      const drills = own && { drills: own.drills, isDrill: own.isDrill }
      return paperKinds(paperSources({ machine, paths, settings, zone, breathe: pause, ...drills }), own?.kinds())
    },
  }
}

function createTools(parts: DaemonParts, { announcer, today, local }: Surroundings): Tools {
  const { machine, paths, ubus, call, enforcer, recorder, vigil, guard, lessons, desk, sightings, registry } = parts
  const event: Tools['event'] = (name, details) => {
    recorder.event(name, details)
    announcer.status()
  }
  const draft = new Draft({
    machine,
    path: paths.draft,
    statePath: paths.draftState,
    rooms: () => enforcer.state()?.settings.rooms.map(({ id }) => id) ?? [],
    inForce: () => enforcer.state()?.version,
    onChange: () => announcer.status(),
  })
  const callUci = (method: string, args: Record<string, unknown>) => call('uci', method, args)
  const uci = new Uci(callUci as ConstructorParameters<typeof Uci>[0])
  return {
    ...{ machine, productVersion, draft, sightings, uci, lessons, desk, today, event, breathe, timetable },
    live: () => enforcer.state(),
    lookAround: createLookAround(parts),
    local: (seconds) => local().format(seconds),
    history: new History({ files: machine.files, dir: paths.versions, breathe }),
    journal: createJournalTool(parts),
    jobs: new Jobs({ ...machine, breathe }),
    approve: createApprove({ machine, paths, enforcer, draft, onApproved: vigil.approved, event }),
    async setPaused(room, paused) {
      const { cut, state } = await enforcer.setPaused(room, paused)
      return { cut, paused: state.plan?.facts.rooms.find(({ id }) => id === room)?.paused ?? false }
    },
    health: () => vigil.health(),
    faults: () => [
      ...recorder.faults(),
      ...recorder.warnings(),
      ...vigil.faults(),
      ...guard.faults(),
      ...registry.faults(),
    ],
    openVisits: () => recorder.openVisits().length,
    ...createPaperTools(parts),
    seats: openSeats(machine, paths.seats),
    ignoredNeeds: openIgnoredNeeds(machine, paths.ignoredNeeds),
    networks: () => networks(call),
    hostnames: () => hostnames(call),
    roomOf(address) {
      const plan = enforcer.state()?.plan
      return plan === undefined ? undefined : roomOf(plan, address)?.room.id
    },
    users: {
      uci,
      session: (method, args) => ubus.call('session', method, args),
      sessions: () => ubus.callForAll('session', 'list'),
    },
  }
}

/** Registers the object, and keeps up what `status` and its subscribers are told. */
export async function openBridge(parts: DaemonParts) {
  const { ubus, machine, enforcer, desk, sightings } = parts
  const today = new Today()
  const local = createLocal(enforcer)
  let object: RegisteredObject | undefined
  const announcer = new Announcer({
    isHeard: () => object?.active ?? false,
    notify: (kind, data) => void object?.notify(kind, data as InputTable).catch(() => {}),
  })
  const tools = createTools(parts, { announcer, today, local })
  const counts = followToday({
    ...{ machine, today, breathe },
    date: (seconds) => local().date(seconds),
    scan: (since) => tools.journal.scan({ since, visits: true }),
  })
  object = await register(ubus, createMethods(tools))
  return {
    onVisit(row: Row): void {
      counts.add(row)
      if ('mac' in row && 'ip' in row) sightings.add(String(row.mac), String(row.ip), machine.now())
      announcer.visit(row)
    },
    onRequest: (name: string) => announcer.request(name, desk.waiting().length),
    onStatus: () => announcer.status(),
    stop(): void {
      announcer.stop()
      tools.jobs.stop()
    },
  }
}

export type Bridge = Awaited<ReturnType<typeof openBridge>>
