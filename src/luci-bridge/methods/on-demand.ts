/** Methods `on_demand`, `site_open` and `site_shut`: what is on demand, opened for a room and a time. */
import { demandedSite, type OpenFor } from '../../control/on-demand.ts'
import type { Opening } from '../../control/openings.ts'
import { message } from '../../messages/message.ts'
import { checkAddress } from '../../whitelist/address.ts'
import { normaliseName, parentOf } from '../../whitelist/names.ts'
import { isInSeason } from '../../whitelist/open-now.ts'
import { siteName } from '../../whitelist/whitelist.ts'
import type { Contract, OpenedSite, RequestDemand, RequestedSite } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Live, Tools } from '../tools.ts'

type DemandTools = Pick<Tools, 'live' | 'onDemand' | 'local' | 'machine'>

const shownSites = 1000

/** As `status` and the methods tell of it. */
export function openedSite(
  { live, local, machine }: Pick<Tools, 'live' | 'local' | 'machine'>,
  opening: Opening,
): OpenedSite {
  const { room, site, user, until, lesson } = opening
  const listed = live()?.version?.whitelist.sites.find((one) => siteName(one) === site)
  const title = listed?.title === undefined ? {} : { title: listed.title }
  const minutesLeft = Math.max(0, Math.ceil((until - machine.now()) / 60_000))
  return { room, site, ...title, user, until: local(Math.floor(until / 1000)), minutesLeft, lesson }
}

export const onDemand =
  (tools: DemandTools): Method<'on_demand'> =>
  async () => {
    const { version, settings, today } = tools.live() ?? {}
    const all = settings?.rooms.map(({ id }) => id) ?? []
    const sites = (version?.whitelist.sites ?? []).filter((site) => site.onDemand === true && isInSeason(site, today))
    return {
      sites: sites.slice(0, shownSites).map((site) => ({
        site: siteName(site),
        ...(site.title === undefined ? {} : { title: site.title }),
        ...(site.subject === undefined ? {} : { subject: site.subject }),
        rooms: all.filter((id) => site.rooms === undefined || site.rooms.includes(id)),
      })),
      opened: tools.onDemand.all().map((opening) => openedSite(tools, opening)),
    }
  }

/** Exactly one of the three. */
function wantedTime({ minutes, until, lesson }: Contract['site_open']['arguments']): OpenFor | undefined {
  const wanted: OpenFor[] = []
  if (minutes !== undefined) wanted.push({ kind: 'minutes', minutes })
  if (until !== undefined) wanted.push({ kind: 'until', time: until })
  if (lesson === true) wanted.push({ kind: 'lesson' })
  return wanted.length === 1 ? wanted[0] : undefined
}

/** The site as it is listed, in any spelling. */
const nameOf = (text: string) => normaliseName(text) ?? checkAddress(text).network?.text ?? text

export const siteOpen =
  (tools: DemandTools): Method<'site_open'> =>
  async (args, { user }) => {
    const { room, site } = args
    const state = tools.live()
    if (!(state?.settings.rooms ?? []).some(({ id }) => id === room))
      return failed('argument', message('room-unknown', { room }), { argument: 'room' })
    const wanted = wantedTime(args)
    if (wanted === undefined) return failed('argument', message('open-how-long'), { argument: 'minutes' })
    const result = await tools.onDemand.open({ room, site: nameOf(site), for: wanted, user })
    return 'code' in result ? failed('refused', result) : openedSite(tools, result)
  }

export const siteShut =
  ({ onDemand: demand }: DemandTools): Method<'site_shut'> =>
  async ({ room, site }, { user }) => ({ was: await demand.shut(room, nameOf(site), user) })

/** The entry on demand that would open a name in a room; for requests, which name what a pupil typed. */
export function demandFor(state: Pick<Live, 'version' | 'today'>, name: string, room: string): string | undefined {
  for (let at: string | undefined = name; at !== undefined; at = parentOf(at)) {
    const found = demandedSite(state, room, at)
    if (found?.kind === 'domain' && (at === name || found.subdomains)) return at
  }
  return undefined
}

/** The site on demand that would open what was asked for, and the rooms of the PCs that asked, where they are known. */
export function demandOf({ live }: Pick<Tools, 'live'>, { name, pcs }: RequestedSite): RequestDemand | undefined {
  const state = live()
  if (state === undefined) return undefined
  const { rooms, pcs: known } = state.settings
  const asking = new Set(known.flatMap((pc) => (pc.room !== undefined && pcs.includes(pc.name) ? [pc.room] : [])))
  const wanted = rooms.filter(({ id }) => asking.size === 0 || asking.has(id))
  const found = wanted.map(({ id }) => ({ id, site: demandFor(state, name, id) }))
  const site = found.find((one) => one.site !== undefined)?.site
  if (site === undefined) return undefined
  return {
    site,
    rooms: wanted
      .filter(({ id }) => demandFor(state, name, id) === site)
      .map(({ id, name: title }) => ({ id, name: title })),
  }
}
