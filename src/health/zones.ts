/** Checks of the router's own firewall (UCI `firewall`, fw4) and resolver (`dhcp`): what they may do to our rooms. */
import { message } from '../messages/message.ts'
import { type Check, failed, ok, unknown, warning } from './check.ts'

type Section = Readonly<Record<string, unknown>>
/** What ubus `uci get {config: 'firewall'}` answers; null where the router has no such file. */
export type FirewallValues = Readonly<Record<string, Section>> | null

export interface RoomPlaces {
  readonly devices: readonly string[]
  /** UCI names of the networks. */
  readonly networks: readonly string[]
}

const sections = (values: FirewallValues, type: string) =>
  Object.values(values ?? {}).filter((section) => section['.type'] === type)
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const words = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : text(value).split(/\s+/).filter(Boolean)
const isOn = (value: unknown) => ['1', 'on', 'true', 'yes', 'enabled'].includes(text(value))

/** Of `nft -j list flowtables`. */
export function flowtableDevices(json: string): string[] {
  const { nftables } = JSON.parse(json) as { nftables: readonly { flowtable?: { dev?: string | string[] } }[] }
  return nftables.flatMap(({ flowtable }) => flowtable?.dev ?? [])
}

/** `offloaded`: devices that stand in a flowtable; undefined when they cannot be listed. */
export function checkOffload(
  values: FirewallValues,
  offloaded: readonly string[] | undefined,
  room: RoomPlaces,
): Check {
  const id = 'flow-offload'
  const command = "uci set firewall.@defaults[0].flow_offloading='0'; uci commit firewall; service firewall restart"
  const remedy = message('offload-remedy', { command })
  const [device] = offloaded?.filter((name) => room.devices.includes(name)) ?? []
  if (device !== undefined) return failed(id, message('offload-covers', { device }), remedy)
  const [defaults = {}] = sections(values, 'defaults')
  if (isOn(defaults.flow_offloading) || isOn(defaults.flow_offloading_hw))
    return warning(id, message('offload-on'), remedy)
  if (offloaded === undefined)
    return unknown(id, message('offload-unreadable'), message('program-old-remedy', { package: 'nftables' }))
  return ok(id, message('offload-right'))
}

/** `80`, `8440-8469` or `8440:8469`. */
function covers(ports: readonly string[], wanted: number): boolean {
  return ports.some((item) => {
    const [low, high = low] = item.split(/[-:]/).map(Number)
    return low !== undefined && high !== undefined && wanted >= low && wanted <= high
  })
}

const isReject = (policy: unknown) => !['', 'ACCEPT'].includes(text(policy).toUpperCase())

/** Narrower than a zone's door has to be. */
const narrowing = ['src_ip', 'src_mac', 'src_port', 'dest', 'dest_ip', 'ipset', 'mark', 'limit', 'family', 'device']

/** Whether a rule lets TCP and UDP from a zone in on a port. */
function opens(rule: Section, zone: string, port: number, protocol: 'tcp' | 'udp'): boolean {
  if (rule.enabled !== undefined && !isOn(rule.enabled)) return false
  if (text(rule.target).toUpperCase() !== 'ACCEPT' || ![zone, '*'].includes(text(rule.src))) return false
  if (narrowing.some((option) => rule[option] !== undefined)) return false
  const protocols = rule.proto === undefined ? ['tcp', 'udp'] : words(rule.proto)
  if (!['all', '*', 'tcpudp', protocol].some((name) => protocols.includes(name))) return false
  return rule.dest_port === undefined || covers(words(rule.dest_port), port)
}

export interface OurPorts {
  readonly tcp: readonly number[]
  readonly udp: readonly number[]
  /** All that may be ours when rooms or lists change, as `dest_port` takes them. */
  readonly ranges: readonly string[]
}

/** A packet that our table accepts still has to pass fw4's input chain: a REJECT there shuts what we have redirected. */
export function checkInput(values: FirewallValues, room: RoomPlaces, ports: OurPorts): Check {
  const id = 'input-policy'
  if (values === null) return ok(id, message('input-no-firewall'))
  const [defaults = {}] = sections(values, 'defaults')
  const rules = sections(values, 'rule')
  const zones = sections(values, 'zone').filter(
    (zone) =>
      words(zone.network).some((name) => room.networks.includes(name)) ||
      words(zone.device).some((name) => room.devices.includes(name)),
  )
  const isShut = (zone: Section, port: number, protocol: 'tcp' | 'udp') =>
    !rules.some((rule) => opens(rule, text(zone.name), port, protocol))
  const shut = zones.find(
    (zone) =>
      isReject(zone.input ?? defaults.input) &&
      (ports.tcp.some((port) => isShut(zone, port, 'tcp')) || ports.udp.some((port) => isShut(zone, port, 'udp'))),
  )
  if (shut === undefined) return ok(id, message('input-right'))
  const its = { zone: text(shut.name), ports: ports.ranges.join(' ') }
  return failed(id, message('input-refused', its), message('input-remedy', its))
}

/**
 * As many questions under way as the router's own resolver has to take: a page with many sites asks some hundred at once, and
 * one PC 800 for names below listed sites whose name servers never answer (40 a second for ten seconds, after 400 at once).
 */
const leastForwarded = 1500
/** What dnsmasq takes where nothing is set (`FTABSIZ` in its config.h); it refuses the rest. */
const defaultForwarded = 150

/** `dhcp`: its sections, where the router's own resolver is the one that ours asks. */
export function checkForwardLimit(dhcp: FirewallValues | undefined, upstreams: readonly string[]): Check {
  const id = 'forward-limit'
  const isAsked = upstreams.some((upstream) => /^(127\.|::1$|::1#)/.test(upstream) && /^[^#]+(#53)?$/.test(upstream))
  if (!isAsked) return ok(id, message('forward-limit-other'))
  if (dhcp === undefined) return unknown(id, message('dhcp-unreadable'), message('firewall-unreadable-remedy'))
  const [dnsmasq] = sections(dhcp, 'dnsmasq')
  if (dnsmasq === undefined) return ok(id, message('forward-limit-other'))
  const limit = Number(text(dnsmasq.dnsforwardmax) || defaultForwarded)
  if (limit >= leastForwarded) return ok(id, message('forward-limit-right', { limit }))
  const command = `uci set dhcp.@dnsmasq[0].dnsforwardmax='${leastForwarded}'; uci commit dhcp; service dnsmasq restart`
  return warning(id, message('forward-limit-low', { limit }), message('forward-limit-remedy', { command }))
}
