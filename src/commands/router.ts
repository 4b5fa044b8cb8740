/** Reads the router's settings and state while the daemon is down. */
import { type InterfaceStatus, readFacts } from '../firewall/facts.ts'
import { makePlan, type Plan } from '../firewall/plan.ts'
import { readFlows } from '../firewall/shares.ts'
import { isClockSet } from '../machine/clock.ts'
import { Failure } from '../machine/command-line.ts'
import { localTime } from '../machine/local-time.ts'
import { type ReadSettings, readSettings } from '../settings/settings.ts'
import { readSettingsText, readZone } from '../settings/settings-file.ts'
import { newest } from '../whitelist/file.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import type { Context } from './command.ts'

/** The settings as they stand on the disk. Rejects with a `Failure` that names file and line. */
export async function settingsOf(context: Context): Promise<ReadSettings> {
  const { read } = readSettingsText(context.machine.files, context.paths.uci('aqtizim'))
  if ('fault' in read) throw new Failure(read.fault.text)
  return readSettings(read.values)
}

/** The time zone by its IANA name, as the router's settings have it. */
export const zoneOf = ({ machine, paths }: Context): string => readZone(machine.files, paths.uci('system'))

/** Names of the rooms, also of a file that cannot be read as a whole. */
export async function roomNames(context: Context): Promise<string[]> {
  try {
    return (await settingsOf(context)).settings.rooms.map(({ id }) => id)
  } catch {
    const path = context.paths.uci('aqtizim')
    if (!context.machine.files.existsSync(path)) return []
    const uci = context.machine.files.readFileSync(path, 'utf8')
    return [...uci.matchAll(/^\s*config\s+'?room'?\s+['"]?(\w+)['"]?\s*$/gm)].map((found) => found[1] ?? '')
  }
}

/** What a list is read with: the rooms that there are, and the day in the router's zone where its clock is set. */
export async function listOptions(context: Context): Promise<{ rooms: readonly string[]; today?: string }> {
  const rooms = await roomNames(context)
  const today = todayOf(context)
  return { rooms, ...(today === undefined ? {} : { today }) }
}

function todayOf(context: Context): string | undefined {
  if (!isClockSet(context.machine.now())) return undefined
  return localTime(zoneOf(context)).date(context.machine.now() / 1000)
}

/** The newest approved list on the router as it is now. */
export async function currentPlan(context: Context): Promise<Plan> {
  const { settings } = await settingsOf(context)
  const ubus = await context.ubus()
  const { interface: dump } = (await ubus.call('network.interface', 'dump')) as unknown as {
    interface: InterfaceStatus[]
  }
  const { facts } = readFacts(settings, dump, {
    ...{ paused: new Set(), runDir: context.paths.runDir },
    flowsMax: readFlows(context.machine.files, 'max'),
  })
  const rooms = settings.rooms.map(({ id }) => id)
  const { versions, directorKey } = context.paths
  const { requireSignature } = settings
  const { version } = newest(context.machine.files, versions, { rooms, requireSignature, publicKey: directorKey })
  const nothing: Whitelist = { sites: [] }
  return makePlan(facts, version?.whitelist ?? nothing, { today: todayOf(context) })
}
