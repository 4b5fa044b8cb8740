/**
 * The sites of a room's home page, as a map of the gate: HAProxy serves them without the daemon, and a new list needs no
 * restart. Each line is one part: JSON in base64, so that nothing of a list can leave its line.
 */
import { domainToUnicode } from 'node:url'
import { hasPort } from '../whitelist/ports.ts'
import type { DomainSite } from '../whitelist/whitelist.ts'
import type { Facts, GeneratedFile, Group } from './plan.ts'

/** The room's home page has this name besides the router's addresses. Only the rooms' resolvers know it. */
export const homeName = 'aqtizim.room'
/** Where the page's script fetches part after part, from 0 on: `/.aqtizim/sites/0`. */
export const partsPath = '/.aqtizim/sites/'
/** What did not open: read by GET, asked for by POST, both from the daemon. */
export const refusedPath = '/.aqtizim/refused'

/** One answer of the gate has to fit into `tune.bufsize`, and so has a command that brings it. */
const partOctets = 5000
/** A page of more links than this helps nobody; the rest is counted in `left`. */
const partsAtMost = 40

/** What the page's script reads: the title, the subject, where the link leads, and the name as people read it. */
type Link = readonly [title: string, subject: string, url: string, name: string]

export const homeMapPath = (facts: Facts, group: Group) => `${facts.runDir}/gate-${group.key}-home.map`

/** A group of the catalogue has names without a title that pages load and nobody opens. */
const isForPeople = ({ title, group }: DomainSite) => title !== undefined || group === undefined

function linkOf(site: DomainSite): Link {
  const { domain, ports, title = '', subject = '' } = site
  const [first] = ports
  const web = hasPort(ports, 'tcp', 443) ? 'https://' : 'http://'
  const isUsual = [80, 443].some((port) => hasPort(ports, 'tcp', port))
  const url = `${web}${domain}${isUsual || first === undefined ? '' : `:${first.number}`}/`
  return [title, subject, url, domainToUnicode(domain) || domain]
}

/** In the order of the list; the page sorts them in its reader's language. */
function partsOf(sites: readonly DomainSite[]): { parts: Link[][]; left: number } {
  const parts: Link[][] = [[]]
  let [size, taken] = [0, 0]
  const links = sites.filter(isForPeople).map(linkOf)
  for (const link of links) {
    const octets = Buffer.byteLength(JSON.stringify(link)) + 1
    if (size + octets > partOctets) {
      if (parts.length === partsAtMost) break
      parts.push([])
      size = 0
    }
    parts.at(-1)?.push(link)
    size += octets
    taken += 1
  }
  return { parts, left: links.length - taken }
}

/** The lines of the map: `N BASE64`. */
export function homeMap(facts: Facts, group: Group): GeneratedFile {
  const { parts, left } = partsOf(group.domains)
  const lines = parts.map((sites, at) => {
    const json = JSON.stringify(at === 0 ? { parts: parts.length, left, sites } : { sites })
    return `${at} ${Buffer.from(json).toString('base64')}\n`
  })
  return { path: homeMapPath(facts, group), text: lines.sort().join('') }
}
