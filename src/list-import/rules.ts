/**
 * Reads lines of other filters' files: hosts, AdBlock and AdGuard, Pi-hole, dnsmasq. Blocked and allowed names are told apart,
 * since a blocklist is no list of sites to open.
 */

export type Rule =
  /** Names that the line is about; `blocks`: it shuts them where it comes from. `exact`: not what is below them. */
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly blocks: boolean; readonly exact?: true }
  /** A remark, a head, a setting of the program itself. */
  | { readonly kind: 'idle' }
  /** A rule about something else than a whole site. */
  | { readonly kind: 'other' }

const idle: Rule = { kind: 'idle' }
const other: Rule = { kind: 'other' }

/** Addresses at which nothing answers, so that a name with one of them is shut. */
const NOWHERE = /^(?:0\.0\.0\.0|127(?:\.\d{1,3}){3}|::1?)$/
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+)$/i
const NAME = /^[*.]*[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+\.?$/u

/** What the line is in one of those forms; undefined where it is in none. */
export function readRule(line: string): Rule | undefined {
  const text = line.trim()
  if (isRemark(text)) return idle
  return readAdBlock(text) ?? readDnsmasq(text) ?? readHosts(text) ?? readPattern(text)
}

const isRemark = (text: string) =>
  /^(?:!|#(?![#@$?%])|;|\/\/(?=\s|$)|--(?=\s|$))/.test(text) || /^\[[A-Za-z][^/\]]*\]$/.test(text) || isMarkup(text)

/** A line of a saved page or of Word's that has tags alone, and no link in them. */
const isMarkup = (text: string) =>
  /^<[a-z!/]/i.test(text) && !/href/i.test(text) && text.replace(/<[^<>]*>/g, '').trim() === ''

/** https://adguard.com/kb/general/ad-filtering/create-own-filters: basic rules of the form `||name^`. */
function readAdBlock(text: string): Rule | undefined {
  if (/#[@$?%]*#/.test(text) && /^[^\s]*#[@$?%]*#\S/.test(text)) return other
  const [, exception = '', rest] = /^(@@)?\|\|(.+)$/.exec(text) ?? []
  if (rest === undefined) return /^@@/.test(text) ? other : undefined
  const [, name = '', behind = ''] = /^([^^/$|\s]+)(.*)$/.exec(rest) ?? []
  const isWhole = /^\^?\|?(?:\$.*)?$/.test(behind)
  if (!isWhole || !NAME.test(name)) return other
  return { kind: 'names', names: [name], blocks: exception === '' }
}

/** dnsmasq(8): `server=/name/address` and the like; AdGuard Home's `[/name/]address`. */
function readDnsmasq(text: string): Rule | undefined {
  const upstream = /^\[\/(.+)\/\]\S*$/.exec(text)
  if (upstream !== null) return named((upstream[1] ?? '').split('/'), false)
  const [, key = '', names = '', target = ''] =
    /^(server|local|address|ipset|nftset|rebind-domain-ok)=\/(.+)\/([^/]*)$/.exec(text) ?? []
  if (key !== '') {
    const isShut = key === 'address' ? target === '' || target === '#' || NOWHERE.test(target) : target === ''
    return named(names.split('/'), isShut && key !== 'rebind-domain-ok')
  }
  return /^[a-z][a-z0-9-]+=[^/\s]*$/.test(text) ? other : undefined
}

/** hosts(5). */
function readHosts(text: string): Rule | undefined {
  const [, address = '', rest] = /^(\S+)\s+([^#]+)/.exec(text) ?? []
  if (rest === undefined || !ADDRESS.test(address)) return undefined
  const words = rest.trim().split(/\s+/)
  const known = /^(?:localhost|ip6-|local$|broadcasthost)/
  if (words.every((word) => known.test(word))) return idle
  return words.every((word) => NAME.test(word)) ? named(words, NOWHERE.test(address)) : undefined
}

/** Pi-hole's regular expressions for one site, with or without what is below it. */
function readPattern(text: string): Rule | undefined {
  const [, head = '', name = ''] =
    /^(\^|\(\\\.\|\^\)|\(\^\|\\\.\)|\^\(\.[*+]\\\.\)\??)((?:[\w-]|\\\.|\\-)+)\$$/.exec(text) ?? []
  if (name !== '') {
    const names = [name.replaceAll('\\', '')]
    return { kind: 'names', names, blocks: false, ...(head === '^' && { exact: true as const }) }
  }
  const isPattern = /^\/.+\/[a-z]*$/.test(text) || (/\\\.|\[[^[\]:]+\]|\.\*/.test(text) && !text.includes('://'))
  return isPattern && !/\s/.test(text) ? other : undefined
}

function named(words: readonly string[], blocks: boolean): Rule {
  const names = words.filter((word) => NAME.test(word))
  return names.length > 0 ? { kind: 'names', names, blocks } : other
}
