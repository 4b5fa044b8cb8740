/** Method `site_opens`: tells in which rooms an address opens, and why: by the list, and by what the resolver finds. */
import ipaddr from 'ipaddr.js'
import { judgeInside } from '../../firewall/inside.ts'
import { isIn } from '../../firewall/networks.ts'
import { type Facts, type Group, hasTcp, type Plan } from '../../firewall/plan.ts'
import { type Found, findAddresses } from '../../firewall/probe-resolver.ts'
import { message } from '../../messages/message.ts'
import { compileNames, lookup, type NameTable, normaliseName, parentOf } from '../../whitelist/names.ts'
import { readPasted } from '../../whitelist/pasted.ts'
import { type AddressSite, namesOf, type Site, siteName, type Whitelist } from '../../whitelist/whitelist.ts'
import type { OpensInRoom, OpensWhy } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { demandFor } from './on-demand.ts'

/** `name`: ASCII, or an address as it was typed. */
interface Asked {
  readonly name: string
  readonly isAddress: boolean
  readonly port: number
}

/** What a room has: all names, those on the port in question, and the networks. */
interface Tables {
  readonly names: NameTable
  readonly onPort: NameTable
  readonly addresses: readonly AddressSite[]
}

interface Verdict {
  readonly why: OpensWhy
  readonly found?: Site
}

type Find = typeof findAddresses

/**
 * Why a listed name does not open all the same; undefined where it does, or nobody says. The room's resolver leaves private
 * addresses out, and the one that it asks tells whether there are any.
 */
async function whyNowhere(
  find: Find,
  { facts, groups }: Plan,
  room: string,
  name: string,
): Promise<OpensWhy | undefined> {
  const group = groups.find(({ rooms }) => rooms.some(({ id }) => id === room))
  if (group === undefined) return undefined
  const found = await find(`127.0.0.1#${group.ports.dns}`, name)
  const match = lookup(group.names, name)
  if (typeof match === 'number' && group.inside.has(match)) return whyNotInside(group, facts, found)
  const [upstream] = facts.upstreams
  if (found !== 'none') return undefined
  const known = upstream === undefined ? 'none' : await find(upstream, name)
  return typeof known === 'string' ? 'no-address' : 'inside'
}

/** The same of a site of the school, for what its own resolver gives. */
function whyNotInside(group: Group, facts: Facts, found: Found): OpensWhy | undefined {
  if (typeof found === 'string') return found === 'none' ? 'no-address' : undefined
  const judged = found.map((address) => judgeInside(group, facts, address))
  if (judged.includes('opens')) return undefined
  return judged.includes('managed') ? 'managed' : 'outside'
}

/** By the very tables that the resolver's files and the gate's maps are made from, and by the resolvers themselves. */
export const siteOpens =
  ({ live, draft }: Pick<Tools, 'live' | 'draft'>, find: Find = findAddresses): Method<'site_opens'> =>
  async ({ address }) => {
    const { name, port } = readPasted(address)
    const asked = readAsked(name, port)
    if (asked === undefined) return failed('argument', message('site-wrong'), { argument: 'address' })
    const state = live()
    const { plan, settings } = state ?? {}
    if (plan === undefined || settings === undefined) return failed('unavailable', message('list-not-in-force'))
    const orOnDemand = (found: Said, room: string): Said => {
      const site = found.why === 'unlisted' && state ? demandFor(state, asked.name, room) : undefined
      return site === undefined ? found : { opens: false, why: 'on-demand', site }
    }
    const byList = settings.rooms.flatMap((room): OpensInRoom[] => {
      const facts = plan.facts.rooms.find(({ id }) => id === room.id)
      const tables = facts && tablesInForce(plan, room.id, asked)
      return tables === undefined
        ? []
        : [
            {
              ...orOnDemand(inRoom(judge(tables, plan.whitelist, asked)), room.id),
              ...names(room),
              paused: facts?.paused ?? false,
            },
          ]
    })
    const rooms = await Promise.all(
      byList.map(async (room): Promise<OpensInRoom> => {
        const why = room.opens && !asked.isAddress ? await whyNowhere(find, plan, room.id, asked.name) : undefined
        return why === undefined ? room : { ...room, opens: false, why }
      }),
    )
    const isOpenNow = byList.some(({ opens }) => opens)
    const inDraft = readable(() => draft.state().differs)
      ? isOpenIn((await draft.parsed()).whitelist, plan, asked)
      : isOpenNow
    const shown = { name, ...(asked.name === name ? {} : { ascii: asked.name }), port }
    return { ...shown, rooms, inDraft }
  }

const names = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name })

/** A draft that cannot be read must not hide what is in force. */
function readable(differs: () => boolean): boolean {
  try {
    return differs()
  } catch {
    return false
  }
}

/** A name has a dot: a single word is something to search for. */
function readAsked(name: string, port: number): Asked | undefined {
  const ascii = normaliseName(name)
  if (ascii !== undefined) return ascii.includes('.') ? { name: ascii, isAddress: false, port } : undefined
  return ipaddr.IPv4.isValidFourPartDecimal(name) || ipaddr.IPv6.isValid(name)
    ? { name, isAddress: true, port }
    : undefined
}

function tablesInForce(plan: Plan, room: string, { name, port }: Asked): Tables | undefined {
  const group = plan.groups.find(({ rooms }) => rooms.some(({ id }) => id === room))
  if (group === undefined) return undefined
  const chosen = new Set(group.sites)
  const isAbout = concerning(name)
  const other = () =>
    compileNames(plan.whitelist, (site, index) => chosen.has(index) && hasTcp(site, port) && isAbout(site))
  const onPort = port === 443 ? group.tls : port === 80 ? group.http : other()
  return { names: group.names, onPort, addresses: group.addresses }
}

function judge({ names, onPort, addresses }: Tables, { sites }: Whitelist, { name, isAddress, port }: Asked): Verdict {
  if (isAddress) {
    const around = addresses.filter((site) => isInside(name, site))
    const found = around.find((site) => hasTcp(site, port)) ?? around[0]
    return found === undefined ? { why: 'unlisted' } : { why: hasTcp(found, port) ? 'site' : 'port', found }
  }
  const match = lookup(onPort, name) ?? lookup(names, name)
  if (match === undefined) return { why: 'unlisted' }
  const found = match === 'refused' ? undefined : sites[match]
  if (found === undefined) return { why: 'except' }
  if (lookup(onPort, name) === undefined) return { why: 'port', found }
  return { why: isOwnName(found, name) ? 'site' : 'needs', found }
}

const isInside = (address: string, { network }: AddressSite) => isIn(ipaddr.process(address), network)

const isOwnName = (site: Site, name: string) =>
  site.kind === 'domain' && (name === site.domain || (site.subdomains && name.endsWith(`.${site.domain}`)))

type Said = Omit<OpensInRoom, 'id' | 'name' | 'paused'>

function inRoom({ why, found }: Verdict): Said {
  const site = found === undefined ? {} : { site: siteName(found) }
  return {
    ...{ opens: why === 'site' || why === 'needs', why },
    ...site,
    ...(found?.title === undefined ? {} : { title: found.title }),
  }
}

/** Sites that can have a say in that name: no other has to be compiled for it. */
function concerning(name: string): (site: Site) => boolean {
  const above = new Set<string>()
  for (let tail: string | undefined = name; tail !== undefined; tail = parentOf(tail)) above.add(tail)
  const isAbove = (listed: string) => above.has(listed)
  return (site) => site.kind === 'domain' && (namesOf(site).some(isAbove) || site.except.some(isAbove))
}

/** Whether some room would open it by that list. */
function isOpenIn(whitelist: Whitelist | undefined, { facts }: Plan, asked: Asked): boolean {
  if (whitelist === undefined) return false
  const isAbout = concerning(asked.name)
  const sites = whitelist.sites.filter((site) => site.kind === 'address' || isAbout(site))
  return facts.rooms.some(({ id }) => {
    const mine = { sites: sites.filter(({ rooms }) => rooms === undefined || rooms.includes(id)) }
    const tables = {
      names: compileNames(mine),
      onPort: compileNames(mine, (site) => hasTcp(site, asked.port)),
      addresses: mine.sites.filter((site) => site.kind === 'address'),
    }
    return inRoom(judge(tables, mine, asked)).opens
  })
}
