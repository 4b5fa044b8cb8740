/** Keeps the approved list applied: reads settings, networks and the newest list, and applies them. */

import type { Firewall } from '../firewall/apply.ts'
import type { ConnectionCloser } from '../firewall/close-connections.ts'
import { type InterfaceStatus, readFacts } from '../firewall/facts.ts'
import { makePlan, type Plan } from '../firewall/plan.ts'
import { readFlows } from '../firewall/shares.ts'
import { isClockSet } from '../machine/clock.ts'
import { localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import type { RouterZone } from '../machine/time-zone.ts'
import type { Call } from '../machine/ubus-call.ts'
import { type Message, MessageError, message } from '../messages/message.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import { readRouterZone, readSettingsText } from '../settings/settings-file.ts'
import { shutRooms } from '../timetable/timetable.ts'
import { LastList, type Newest, type NewestVersion, newest } from '../whitelist/file.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import type { DaemonBus } from './daemon-events.ts'
import { Openings } from './openings.ts'
import { createPauses } from './pauses.ts'

const nothingListed: Whitelist = { sites: [] }

export interface State {
  readonly settings: Settings
  /** SHA-256 of the file that they were read of. */
  readonly settingsSha256: string
  /** The version in force; undefined where none was ever approved, and then all is shut. */
  readonly version: NewestVersion | undefined
  readonly plan: Plan | undefined
  /** Rooms that their timetable shuts, besides those that somebody has paused. */
  readonly shut: ReadonlySet<string>
  readonly zone: string
  /** What the router's settings say of it. */
  readonly routerZone: RouterZone
  /** The day in the zone, `2026-12-01`, by which entries of certain days were judged; undefined while no clock is set. */
  readonly today: string | undefined
  /** What is open on demand in it, as `Openings.key` tells. */
  readonly opened: string
  /** Whether `plan` is what stands in the engines. */
  readonly enforced: boolean
  /** Of settings, networks, versions and engines. */
  readonly faults: readonly Message[]
  /** Those of them that are about settings and networks. */
  readonly settingFaults: readonly Message[]
}

export interface ControllerTools {
  readonly machine: Machine
  readonly call: Call
  readonly firewall: Firewall
  readonly paths: Paths
  /** Ends what a plan that came into force has shut. */
  readonly closer: Pick<ConnectionCloser, 'close'>
  readonly events: Pick<DaemonBus, 'emit'>
  readonly gateUid?: number
  /** Names whose answers are too long for the resolvers. */
  readonly longNames?: () => readonly string[]
}

export interface RefreshOptions {
  readonly force?: boolean
  readonly emptied?: readonly string[]
}

export class Controller {
  readonly lists = new LastList()
  readonly #tools: ControllerTools
  /** What teachers have opened for a time; `refresh` brings the router to it. */
  readonly openings: Openings
  readonly #pauses: ReturnType<typeof createPauses>
  #state: State | undefined
  /** What the router said of itself when it was last read. */
  #read = ''
  #queue: Promise<unknown> = Promise.resolve()

  constructor(tools: ControllerTools) {
    this.#tools = tools
    this.#pauses = createPauses(tools.machine, tools.paths.state)
    this.openings = new Openings(tools.machine, tools.paths.openings)
  }

  state(): State | undefined {
    return this.#state
  }

  /** SHA-256 of the settings as they stand on the disk now. */
  settingsOnDisk(): string {
    return readSettingsText(this.#tools.machine.files, this.#tools.paths.uci('aqtizim')).sha256
  }

  /** The newest version on the disk, by the settings in force; nothing before they were read. */
  newestOnDisk(): Newest {
    const settings = this.#state?.settings
    return settings === undefined ? { version: undefined, faults: [] } : this.#readList(settings)
  }

  /** Resolves when no refresh is under way. */
  idle(): Promise<void> {
    return this.#queue.then(() => {})
  }

  /**
   * Undefined where settings, networks and zone are as they were last read; else a text that stands for what they are now.
   * Rejects where ubus fails and the settings are the same.
   */
  async unread(): Promise<string | undefined> {
    await this.idle()
    const onDisk = this.settingsOnDisk()
    if (!this.#read.startsWith(onDisk)) return onDisk
    const { key } = await this.#readRouter()
    return key === this.#read ? undefined : key
  }

  /**
   * Brings the router to what is approved. Calls wait for one another. Rejects where ubus or a file fails. With `force` all
   * is loaded again, and the sets named in `emptied` lose what they were filled with.
   */
  refresh({ force = false, emptied = [] }: RefreshOptions = {}): Promise<{ state: State; cut: number }> {
    const next = this.#queue.then(() => this.#run(force, emptied))
    this.#queue = next.catch(() => {})
    return next
  }

  setPaused(room: string, paused: boolean): Promise<{ state: State; cut: number }> {
    this.#pauses.set(room, paused, this.#state?.settings.rooms.map(({ id }) => id) ?? [])
    return this.refresh()
  }

  async #run(force: boolean, emptied: readonly string[]): Promise<{ state: State; cut: number }> {
    const { firewall, closer, events } = this.#tools
    // Whatever else is broken besides, and may take its time: the kernel comes first.
    if (force) await firewall.restore(emptied)
    const { facts, faults, key, ...router } = await this.#readRouter()
    const read = { ...router, opened: this.openings.key() }
    this.#read = key
    const { settings } = read
    if (!settings.enabled) {
      await firewall.remove()
      const nothing = { version: undefined, plan: undefined, enforced: false, faults: [message('switched-off')] }
      this.#state = { ...read, ...nothing, settingFaults: faults }
      return { state: this.#state, cut: 0 }
    }
    const list = this.#keepInForce(this.#readList(settings), settings)
    const plan = makePlan(facts, list.version?.whitelist ?? nothingListed, {
      today: read.today,
      isOpened: (site, room) => this.openings.isOpened(site, room),
    })
    const before = firewall.live()?.plan
    const result = await firewall.apply(plan, { force })
    if ('refused' in result) {
      // What was refused changes nothing: the state goes on telling what is in force.
      const { version, plan: inForce } = this.#state ?? { version: undefined, plan: makePlan(facts, nothingListed) }
      const all = [...faults, ...list.faults, ...result.refused]
      return {
        state: this.#tell({
          ...read,
          opened: this.#state?.opened ?? '',
          version,
          plan: inForce,
          enforced: false,
          faults: all,
          settingFaults: faults,
        }),
        cut: 0,
      }
    }
    const { version } = list
    this.#tell({ ...read, version, plan, enforced: false, faults: [...faults, ...list.faults], settingFaults: faults })
    events.emit('applied')
    // What is shut is cut at once; an engine that starts slowly must not hold it up.
    const [late, ended] = await Promise.all([result.settled, closer.close({ ...result, before, now: plan, settings })])
    const unsaved = result.unsaved === undefined ? [] : [result.unsaved]
    const all = [...faults, ...list.faults, ...late, ...unsaved]
    const enforced = late.length === 0
    const state = this.#tell({ ...read, version, plan, enforced, faults: all, settingFaults: faults })
    return { state, cut: ended }
  }

  /** Makes it the state, and tells the log what is newly wrong. */
  #tell(state: State): State {
    const known = new Set(this.#state?.faults.map(({ text }) => text))
    for (const { text } of state.faults) if (!known.has(text)) this.#tools.machine.log('warning', text)
    this.#state = state
    return state
  }

  /** A file that cannot be read changes nothing: what was read before stays in force. Throws where nothing was. */
  #readSettings(): Pick<State, 'settings' | 'settingsSha256'> & {
    readonly faults: readonly Message[]
    onDisk: string
  } {
    const { machine, paths } = this.#tools
    const { sha256, read } = readSettingsText(machine.files, paths.uci('aqtizim'))
    if ('values' in read) return { ...readSettings(read.values), settingsSha256: sha256, onDisk: sha256 }
    if (this.#state === undefined) throw new MessageError(read.fault)
    const { settings, settingsSha256 } = this.#state
    return { settings, settingsSha256, onDisk: sha256, faults: [message('settings-kept', read)] }
  }

  async #readRouter() {
    const { machine, call, paths, gateUid, longNames = () => [] } = this.#tools
    const { onDisk, faults, ...own } = this.#readSettings()
    const { settings } = own
    const { interface: dump = [] } = (await call('network.interface', 'dump')) as { interface?: InterfaceStatus[] }
    const uid = gateUid === undefined ? {} : { gateUid }
    const routerZone = readRouterZone(machine.files, paths.uci('system'))
    const { zone } = routerZone
    const local = localTime(zone)
    const now = machine.now()
    const today = isClockSet(now) ? local.date(now / 1000) : undefined
    const shut = shutRooms(settings.timetables, now, local.format)
    const flowsMax = readFlows(machine.files, 'max')
    const paused = new Set([...this.#pauses.of(settings.rooms.map(({ id }) => id)), ...shut])
    const known = { paused, runDir: paths.runDir, flowsMax, longNames: longNames() }
    const { facts, faults: more } = readFacts(settings, dump, { ...known, ...uid })
    const key = `${onDisk} ${JSON.stringify([routerZone, today, facts, more])}`
    return { ...own, facts, faults: [...faults, ...more], shut, zone, routerZone, today, key }
  }

  #readList(settings: Settings) {
    const { machine, paths } = this.#tools
    const rooms = settings.rooms.map(({ id }) => id)
    const { requireSignature } = settings
    const options = { rooms, requireSignature, publicKey: paths.directorKey, last: this.lists }
    return newest(machine.files, paths.versions, options)
  }

  /**
   * A version whose files somebody changed after it took force stays in force as it was read: the one before it was
   * replaced on purpose.
   */
  #keepInForce(found: Newest, { requireSignature }: Settings): Newest {
    const known = this.#state?.version
    if (known === undefined || requireSignature !== this.#state?.settings.requireSignature) return found
    const { version = 0, meta } = found.version ?? {}
    // Without the file that names the highest one, anybody may have put a higher one there.
    const isHigher = version > known.version && found.known !== undefined
    if (isHigher || (version === known.version && meta?.sha256 === known.meta.sha256)) return found
    const fault = message('version-in-force-changed', { version: known.version })
    return { version: known, faults: [...found.faults, fault] }
  }
}

export function createController(tools: ControllerTools): Controller {
  return new Controller(tools)
}
