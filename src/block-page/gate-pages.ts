/** The pages as the gate has them: in HAProxy's log-format, each a file of its own. */
import { homePolicy, renderHome } from './home-page.ts'
import { policy, render } from './page.ts'
import type { Language, PageKind } from './texts.ts'

/**
 * The pages for HAProxy's `lf-file` (configuration manual, 8.2.4): every `%` of ours is doubled, and the site's name is a
 * variable that only ever holds a checked host name. The page `start` is the room's home page.
 */
export function gatePages(school: string) {
  const place = '\u0000' // escapeHtml lets none through
  const plain = school.replace(/ +/g, ' ')
  const textOf = (kind: PageKind, languages: readonly Language[]) =>
    kind === 'start' ? renderHome(languages[0] ?? 'kk', plain) : render(kind, languages, plain, place)
  return {
    policy,
    homePolicy,
    page: (kind: PageKind, languages: readonly Language[]): string =>
      textOf(kind, languages).replaceAll('%', '%%').replaceAll(place, '%[var(txn.name)]'),
  }
}
