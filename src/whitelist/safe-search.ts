/**
 * Lists the names of search engines and YouTube that have a second name for safe search. Whoever is led to the address of
 * that name sees what the maker thinks fit, whatever the browser is set to. Sources: Google's "Lock SafeSearch on for
 * accounts, devices & networks you manage" (support.google.com/websearch/answer/186669), YouTube's "Restrict YouTube content
 * on your network" (support.google.com/a/answer/6214622), Microsoft's "Block adult content with SafeSearch"
 * (support.microsoft.com/topic/946059ed), DuckDuckGo's "Forced safe search at a network level"
 * (duckduckgo.com/duckduckgo-help-pages), Yandex' "Family search" (yandex.com/support/search), Pixabay's and Brave's pages on
 * safe search; as of 2026-11.
 */
import { lookup, type NameTable } from './names.ts'
import type { DomainSite, Site } from './whitelist.ts'

export type SafeMode = NonNullable<DomainSite['safeSearch']>

interface Engine {
  readonly name: string
  /** The names that are led elsewhere, each alone. */
  readonly hosts: readonly string[]
  /** The maker's safe name; `moderate` where there is a milder one. */
  readonly safe: { readonly strict: string; readonly moderate?: string }
}

/** Domains of Google's search, without `google.`. */
const googleEndings = [
  ...'com ad ae com.af com.ag al am co.ao com.ar as at com.au az ba com.bd be bf bg com.bh bi bj com.bn com.bo'.split(
    ' ',
  ),
  ...'com.br bs bt co.bw by com.bz ca cat cd cf cg ch ci co.ck cl cm cn com.co co.cr com.cu cv com.cy cz de dj'.split(
    ' ',
  ),
  ...'dk dm com.do dz com.ec ee com.eg es com.et fi com.fj fm fr ga ge gg com.gh com.gi gl gm gr com.gt gy'.split(' '),
  ...'com.hk hn hr ht hu co.id ie co.il im co.in iq is it je com.jm jo co.jp co.ke com.kh ki kg co.kr com.kw'.split(
    ' ',
  ),
  ...'kz la com.lb li lk co.ls lt lu lv com.ly co.ma md me mg mk ml com.mm mn com.mt mu mv mw com.mx com.my'.split(' '),
  ...'co.mz com.na com.ng com.ni ne nl no com.np nr nu co.nz com.om com.pa com.pe com.pg com.ph com.pk pl pn'.split(
    ' ',
  ),
  ...'com.pr ps pt com.py com.qa ro rs ru rw com.sa com.sb sc se com.sg sh si sk com.sl sm sn so sr st com.sv'.split(
    ' ',
  ),
  ...'td tg co.th com.tj tl tm tn to com.tr tt com.tw co.tz com.ua co.ug co.uk com.uy co.uz com.vc co.ve'.split(' '),
  ...'co.vi com.vn vu ws co.za co.zm co.zw'.split(' '),
]

const yandexEndings = 'az by co.il com com.am com.ge com.tr ee eu fr kg kz lt lv md net ru tj tm ua uz'.split(' ')
const withWww = (name: string) => [name, `www.${name}`]

const engines: readonly Engine[] = [
  {
    name: 'Google',
    hosts: googleEndings.map((ending) => `www.google.${ending}`),
    safe: { strict: 'forcesafesearch.google.com' },
  },
  {
    name: 'YouTube',
    hosts: [
      ...['www.youtube.com', 'm.youtube.com', 'youtubei.googleapis.com', 'youtube.googleapis.com'],
      'www.youtube-nocookie.com',
    ],
    safe: { strict: 'restrict.youtube.com', moderate: 'restrictmoderate.youtube.com' },
  },
  { name: 'Bing', hosts: withWww('bing.com'), safe: { strict: 'strict.bing.com' } },
  {
    name: 'DuckDuckGo',
    hosts: [...withWww('duckduckgo.com'), 'start.duckduckgo.com'],
    safe: { strict: 'safe.duckduckgo.com' },
  },
  {
    name: 'Yandex',
    hosts: [...yandexEndings.map((ending) => `yandex.${ending}`), 'ya.ru'].flatMap(withWww),
    safe: { strict: 'familysearch.yandex.ru' },
  },
  { name: 'Pixabay', hosts: withWww('pixabay.com'), safe: { strict: 'safesearch.pixabay.com' } },
  { name: 'Brave', hosts: ['search.brave.com'], safe: { strict: 'forcesafe.search.brave.com' } },
]

const engineOf = new Map(engines.flatMap((engine) => engine.hosts.map((host) => [host, engine] as const)))

const isBelow = (name: string, parent: string) => name === parent || name.endsWith(`.${parent}`)

/** Whether the site's own names open a name. */
function opens(site: DomainSite, name: string): boolean {
  if (site.except.some((shut) => isBelow(name, shut))) return false
  const wide = [...(site.subdomains ? [site.domain] : []), ...site.needs]
  return name === site.domain || site.needsExact.includes(name) || wide.some((above) => isBelow(name, above))
}

/** Parents of the engines' names, so that most sites are passed over at once. */
const parents = new Set(
  [...engineOf.keys()].flatMap((host) => host.split('.').map((_, at, labels) => labels.slice(at).join('.'))),
)

function enginesOf(site: DomainSite): Engine[] {
  const names = [site.domain, ...site.needs, ...site.needsExact]
  if (!names.some((name) => parents.has(name))) return []
  const found = [...engineOf].flatMap(([host, engine]) => (opens(site, host) ? [engine] : []))
  return [...new Set(found)]
}

/** Names of the search engines, YouTube among them, that an entry opens: `Google`. */
export const enginesIn = (site: DomainSite): string[] => enginesOf(site).map(({ name }) => name)

/** Whether an entry can be open as it says: one that asks for safe search has to open an engine that has it. */
export const isSafeSearchKnown = (site: Site): boolean =>
  site.kind === 'address' || site.safeSearch === undefined || enginesOf(site).length > 0

/**
 * The engines' names that a list opens, each with the safe name that is looked up in its place. An entry with `safeSearch`
 * speaks for all of the list, so that no other entry opens the same engine as it is; `strict` is stronger than `moderate`.
 */
export function safeNames(sites: readonly DomainSite[], names: NameTable): ReadonlyMap<string, string> {
  const modes = new Map<Engine, SafeMode>()
  for (const site of sites) {
    if (site.safeSearch === undefined) continue
    for (const engine of enginesOf(site)) if (modes.get(engine) !== 'strict') modes.set(engine, site.safeSearch)
  }
  return new Map(
    [...modes].flatMap(([{ hosts, safe }, mode]) =>
      hosts
        .filter((host) => typeof lookup(names, host) === 'number')
        .map((host) => [host, (mode === 'moderate' ? safe.moderate : undefined) ?? safe.strict] as const),
    ),
  )
}
