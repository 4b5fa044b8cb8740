/** Method `pcs`: lists PCs that were seen or have a name. */
import type { Pc } from '../contract.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

/** Named ones first, by name; then the others of the rooms, the last seen first. */
export const pcs =
  (tools: Pick<Tools, 'live' | 'sightings' | 'hostnames' | 'roomOf' | 'lookAround'>): Method<'pcs'> =>
  async () => {
    await tools.lookAround(lookMs)
    const { pcs: named = [], exempt = [] } = tools.live()?.settings ?? {}
    const hostnames = await tools.hostnames()
    const seen = new Map(tools.sightings.all().map((sighting) => [sighting.mac, sighting]))
    const macs = [...new Set([...named.map(({ mac }) => mac), ...exempt.map(({ mac }) => mac), ...seen.keys()])]
    const all = macs.map((mac): Pc => {
      const { ips = [], at } = seen.get(mac) ?? {}
      const settings = named.find((pc) => pc.mac === mac)
      const free = exempt.find((pc) => pc.mac === mac)
      const room = settings?.room ?? ips.map(tools.roomOf).find((found) => found !== undefined)
      const name = settings?.name ?? free?.name
      const hostname = hostnames.get(mac)
      return {
        mac,
        ...(name === undefined ? {} : { name }),
        ...(room === undefined ? {} : { room }),
        ips,
        ...(hostname === undefined ? {} : { hostname }),
        ...(at === undefined ? {} : { lastSeen: at }),
        exempt: free !== undefined,
      }
    })
    // The provider's gateway and the staff's machines are no PCs of a room.
    const ours = all.filter(({ name, room, exempt: free }) => name !== undefined || room !== undefined || free)
    return { pcs: ours.sort(byName).slice(0, shown) }
  }

/** Milliseconds. */
const lookMs = 2000
/** One answer stays well under ubus' 1 MiB. */
const shown = 2000

function byName(a: Pc, b: Pc): number {
  if (a.name !== undefined && b.name !== undefined) return a.name < b.name ? -1 : 1
  if (a.name !== undefined || b.name !== undefined) return a.name === undefined ? 1 : -1
  return (b.lastSeen ?? 0) - (a.lastSeen ?? 0)
}
