/** Whom the probers try to reach while faults happen: what is listed, and what is not and must never be reached. */
import { listedAddress } from '../map.ts'
import type { Sighting } from '../observations.ts'

/** Nobody else in the lab speaks to these. */
export const unlisted = { v4: '198.18.64.66', v6: '2001:2:0:ffff::6666', name: 'vk.test' } as const
/** A name below it is asked for once each. */
export const unlistedNames = 'never.test'
export const resolvers = { v4: '8.8.8.8', v6: '2001:4860:4860::8888' } as const

/** Listed by list.yaml. */
export const listed = {
  http: { name: 'bilimland.test', address: '198.18.10.1' },
  dual: { name: 'dual.test', v4: '198.18.10.7', v6: '2001:2:0:ffff::107' },
  address: { address: listedAddress, port: 2222 },
  /** Opened by nobody: unlisted names and ports are tried at its address. */
  front: { name: 'exact.test', address: '198.18.10.4' },
} as const

/** A port that is not open on listed addresses. */
export const shutPort = 22

/** In the path of every listed request. */
export const path = '/listed-'

const forbidden: readonly string[] = [unlisted.v4, unlisted.v6, resolvers.v4, resolvers.v6]
const listedAddresses: readonly string[] = [listed.front.address, listedAddress]

/** Whether it is something unlisted that arrived on the internet. */
export function isOpening({ place, kind, address, port, host, sni }: Sighting): boolean {
  if (place !== 'internet' || kind === 'query') return false
  if (address !== undefined && forbidden.includes(address)) return true
  if (address !== undefined && listedAddresses.includes(address) && port === shutPort) return true
  return host === unlisted.name || sni === unlisted.name
}

/** Whether the router's own resolver let an unlisted name out: no site opens by it, but a name left. */
export const isLeakedName = ({ place, kind, name }: Sighting) =>
  place === 'internet' && kind === 'query' && (name?.endsWith(unlistedNames) ?? false)

/** Whether it is a flow of the probers that the journal has to have. */
export const isListedFlow = ({ place, kind, path: asked, address, port }: Sighting) =>
  place === 'internet' &&
  ((kind === 'request' && (asked?.startsWith(path) ?? false)) ||
    (kind === 'connection' && address === listedAddress && port === listed.address.port))

/** What the journal may call those flows: by their site, or by address where it knows no name. */
export const listedSites: readonly string[] = [
  listed.http.name,
  listed.http.address,
  listed.dual.name,
  listed.dual.v4,
  listed.dual.v6,
  listedAddress,
  `${listedAddress}/32`,
]
