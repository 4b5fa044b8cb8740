/** What a command can learn of the router while the daemon is down. */
import { type InterfaceStatus, readFacts } from '../firewall/facts.ts'
import { makePlan, type Plan } from '../firewall/plan.ts'
import { localTime } from '../machine/local-time.ts'
import { zoneName } from '../machine/time-zone.ts'
import { readSettings, type Settings, type UciValues } from '../settings/settings.ts'
import { newest } from '../whitelist/file.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import { type Context, Failure } from './command.ts'

/** The settings over ubus. */
export async function settingsOf(context: Context): Promise<{ settings: Settings; faults: readonly string[] }> {
  const ubus = await context.ubus()
  const { values } = (await ubus.call('uci', 'get', { config: 'aqtizim' })) as unknown as { values: UciValues }
  return readSettings(values)
}

/** Names of the rooms: over ubus, else out of the file itself, so that a list can be checked with everything down. */
export async function roomNames(context: Context): Promise<string[]> {
  try {
    return (await settingsOf(context)).settings.rooms.map(({ id }) => id)
  } catch {
    const path = context.paths.below('/etc/config/aqtizim')
    if (!context.machine.files.existsSync(path)) return []
    const uci = context.machine.files.readFileSync(path, 'utf8')
    return [...uci.matchAll(/^\s*config\s+'?room'?\s+['"]?(\w+)['"]?\s*$/gm)].map((found) => found[1] ?? '')
  }
}

/** The newest approved list on the router as it is now. */
export async function currentPlan(context: Context): Promise<Plan> {
  const { settings } = await settingsOf(context).catch((error: unknown) => {
    throw new Failure(`the settings cannot be read over ubus: ${(error as Error).message}`)
  })
  const ubus = await context.ubus()
  const { interface: dump } = (await ubus.call('network.interface', 'dump')) as unknown as {
    interface: InterfaceStatus[]
  }
  const { facts } = readFacts(settings, dump, { paused: new Set(), runDir: context.paths.runDir })
  const rooms = settings.rooms.map(({ id }) => id)
  const { versions, directorKey } = context.paths
  const { requireSignature } = settings
  const { version } = newest(context.machine.files, versions, { rooms, requireSignature, publicKey: directorKey })
  const nothing: Whitelist = { sites: [] }
  const zone = await zoneName((object, method, values) => ubus.call(object, method, values as never))
  const today = localTime(zone).date(context.machine.now() / 1000)
  return makePlan(facts, version?.whitelist ?? nothing, { today })
}
