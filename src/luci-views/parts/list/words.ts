/** What stands in a list, in words. */
import type { DiffField, Problem } from '../../../luci-bridge/contract.ts'

export function fieldName(field: DiffField['field']): string {
  switch (field) {
    case 'title':
      return _('Title')
    case 'subject':
      return _('Subject')
    case 'rooms':
      return _('Rooms')
    case 'ports':
      return _('Ports')
    case 'subdomains':
      return _('Names below it')
    case 'needs':
      return _('Needs')
    case 'needs_exact':
      return _('Needs, one name alone')
    case 'except':
      return _('Except')
    case 'open':
      return _('Opens')
    case 'from':
      return _('First day')
    case 'until':
      return _('Last day')
    case 'inside':
      return _('In the school’s own network')
    case 'resolver':
      return _('Name server')
    case 'safe_search':
      return _('Safe search')
    case 'whole_suffix':
      return _('Suffix as a whole')
    case 'group':
      return _('Group')
  }
}

type Words = (value: string) => string

const byCode: Readonly<Record<string, Words>> = {
  'yaml-syntax': () => _('This line is not written as it should be: look at it, and at the one before.'),
  'unknown-key': (value) => _('The word “%s” is not known here.').format(value),
  'missing-key': () => _('Something is missing: an entry needs a domain or an address.'),
  'bad-domain': (value) => _('“%s” is not the name of a site: write it as in bilimland.kz.').format(value),
  'public-suffix': (value) =>
    _('“%s” is too wide: anybody can have a site below it. Name the site itself.').format(value),
  'bad-address': (value) => _('“%s” is not an address or a network.').format(value),
  'private-address': (value) => _('“%s” lies in the school’s or the provider’s own network.').format(value),
  'bad-port': (value) => _('“%s” is not a port: write a number from 1 to 65535.').format(value),
  'bad-date': (value) => _('“%s” is not a day of the calendar: write it as in 2026-12-31.').format(value),
  expired: () => _('This entry has run out: it can be removed.'),
  'foreign-resolver': (value) => _('“%s” would let PCs ask a name server outside the school.').format(value),
  'mixed-script': (value) =>
    _('“%s” mixes letters of two alphabets that look alike, or looks like another name.').format(value),
  encoding: () => _('This text is not UTF-8: save the file as UTF-8 and load it again.'),
  'not-on-the-internet': (value) => _('“%s” ends as no name on the internet does: look at its spelling.').format(value),
  'shared-store': (value) => _('“%s” is a store that many share: whatever anybody keeps there opens.').format(value),
  'safe-search': (value) => _('“%s” shows everything: its safe search can be switched on.').format(value),
  'unknown-room': (value) => _('There is no room “%s”.').format(value),
  duplicate: (value) => _('“%s” stands in the list more than once.').format(value),
  covered: (value) => _('“%s” is open already through another entry.').format(value),
  'too-large': () => _('This is too long or too much.'),
}

/** Codes whose sentence needs no value. */
const general: ReadonlySet<string> = new Set(['yaml-syntax', 'missing-key', 'too-large', 'expired', 'encoding'])

/** What to write instead, where the daemon knows it. */
function adviceWords({ code, values }: Problem): string | undefined {
  const { value = '', write, address, below, what } = values
  if (write !== undefined)
    return code === 'mixed-script'
      ? _('“%s” mixes letters of two alphabets that look alike: write %s.').format(value, write)
      : _('“%s” is not a name: write %s.').format(value, write)
  if (address !== undefined) return _('“%s” is an address: add %s as an address.').format(value, address)
  if (below !== undefined) return _('“%s” is not below %s, so it is refused anyway.').format(value, below)
  if (what === 'no-safe-search') return _('“%s” has no safe search that is known, so it stays shut.').format(value)
  if (what === 'twice') return _('“%s” stands twice.').format(value)
  if (what === 'single-word') return _('“%s” is a single word: write the whole name, as in bilimland.kz.').format(value)
  return undefined
}

/** A problem of the list in the page's language. */
export function problemWords(problem: Problem): string {
  const { code, values, message } = problem
  const { value = '' } = values
  const words = byCode[value === '' && !general.has(code) ? 'yaml-syntax' : code]
  return adviceWords(problem) ?? words?.(value) ?? message
}
