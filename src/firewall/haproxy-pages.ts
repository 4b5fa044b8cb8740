/** Prints HAProxy's error pages, and the backend that takes requests for sites to the daemon. */
import type { Section } from './haproxy-section.ts'
import type { Facts, GeneratedFile } from './plan.ts'

export const languages = ['kk', 'ru', 'en'] as const
export type Language = (typeof languages)[number]

/** Each page that the gate can show, and its HTTP status. */
export const pageStatus = { refused: 403, address: 403, paused: 403, limit: 429, silent: 503, start: 200 } as const
/** `unavailable`: the daemon that takes requests is not running. */
export type PageKind = keyof typeof pageStatus | 'unavailable'

/**
 * A page as one of HAProxy's log-format strings: a literal `%` is doubled, and `%[var(txn.name)]` is the site's name. With
 * several languages it says everything in each of them.
 */
export interface GatePages {
  page(kind: PageKind, languages: readonly Language[]): string
  /** Value of the header Content-Security-Policy that fits the pages. */
  readonly policy: string
  /** The same for the page `start`, which has a script. */
  readonly homePolicy: string
}

const kinds = Object.keys(pageStatus) as (keyof typeof pageStatus)[]
/** Those without a backend of their own. */
const otherKinds = kinds.filter((kind) => kind !== 'start')
const pagePath = (facts: Facts, kind: PageKind, language: string) => `${facts.runDir}/gate-${kind}-${language}.html`

const headers = (policy: string): readonly (readonly [string, string])[] => [
  ['Cache-Control', 'no-store'],
  ['Content-Security-Policy', policy],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Vary', 'Accept-Language'],
]

/** On every answer of a backend: ours, the daemon's, and HAProxy's own errors. */
const headerRules = (policy: string) =>
  headers(policy).map(([name, value]) => `http-after-response set-header ${name} "${value}"`)

/** The first language of ours among the browser's first six; the router's own where it asks for none. */
function languageRules(facts: Facts): string[] {
  const own = languages.find((language) => language === facts.language) ?? 'kk'
  const found = [1, 2, 3, 4, 5, 6].map((n) => {
    const nth = `req.hdr(accept-language,${n}),lower,field(1,-),field(1,;)`
    return `http-request set-var(txn.lang) ${nth} if !{ var(txn.lang) -m found } { ${nth} -m str ${languages.join(' ')} }`
  })
  return [...found, `http-request set-var(txn.lang) str(${own}) if !{ var(txn.lang) -m found }`]
}

const reply = (status: number, path: string) =>
  `status ${status} content-type "text/html; charset=utf-8" lf-file ${path}`

function pagesBackend(facts: Facts, pages: GatePages): Section {
  const lines = [
    'mode http',
    ...languageRules(facts),
    ...otherKinds.flatMap((kind) =>
      languages.map(
        (language) =>
          `http-request return ${reply(pageStatus[kind], pagePath(facts, kind, language))} ` +
          `if { var(txn.page) -m str ${kind} } { var(txn.lang) -m str ${language} }`,
      ),
    ),
    'http-request deny',
    ...headerRules(pages.policy),
  ]
  return { comment: 'the pages that the gate shows itself', head: 'backend pages', lines }
}

/** The room's home page in the language that it is asked for, and the parts with its sites, as the frontend found them. */
function homeBackend(facts: Facts, pages: GatePages): Section {
  const lines = [
    'mode http',
    `http-request set-var(txn.lang) url_param(lang) if { url_param(lang) -m str ${languages.join(' ')} }`,
    ...languageRules(facts),
    'http-request return status 200 content-type text/plain lf-string %[var(txn.part)] if { var(txn.page) -m str part } { var(txn.part) -m found }',
    'http-request return status 404 if { var(txn.page) -m str part }',
    ...languages.map(
      (language) =>
        `http-request return ${reply(pageStatus.start, pagePath(facts, 'start', language))} ` +
        `if { var(txn.lang) -m str ${language} }`,
    ),
    'http-request deny',
    ...headerRules(pages.homePolicy),
  ]
  return { comment: 'the home page of a room', head: 'backend home', lines }
}

/** Of the daemon's 50 connections (block-page/server.ts) those that each of the two backends takes. */
const daemonPlaces = 20

/**
 * The daemon, as a server for each room: a room has its part of the places, and one more of its requests waits while another
 * room's goes on. `rooms` are the keys of the gate's groups, by which its frontends are called.
 */
function daemonServers({ requestsPort }: Facts, rooms: readonly string[], waitSeconds: number): string[] {
  const share = Math.max(1, Math.floor(daemonPlaces / Math.max(1, rooms.length)))
  return [
    `timeout queue ${waitSeconds}s`,
    ...rooms.map((key) => `use-server daemon-${key} if { fe_name web-${key} }`),
    ...rooms.map((key) => `server daemon-${key} 127.0.0.1:${requestsPort} maxconn ${share}`),
  ]
}

/** Who sends slowly waits for the end of it before a place is taken. */
const wholeBody = 'http-request wait-for-body time 5s'

/** The daemon believes these headers: `set-header` has removed whatever the client sent under their names. */
function askBackend(facts: Facts, pages: GatePages, rooms: readonly string[]): Section {
  const lines = [
    'mode http',
    'timeout connect 1s',
    'timeout server 5s',
    'retries 0',
    'http-reuse never',
    wholeBody,
    ...languageRules(facts),
    'http-request set-header X-Aqtizim-Client %[src]',
    'http-request set-header X-Aqtizim-Name %[var(txn.name)]',
    'http-request set-header X-Aqtizim-Language %[var(txn.lang)]',
    'http-request del-header Expect',
    ...headerRules(pages.policy),
    ...[502, 503, 504].map((status) => `http-error ${reply(status, pagePath(facts, 'unavailable', 'all'))}`),
    ...daemonServers(facts, rooms, 5),
  ]
  return { comment: 'the form of the page goes to the daemon', head: 'backend ask', lines }
}

/** The daemon's page has a script of its own, so it says itself what the page may do. */
function drillBackend(facts: Facts, pages: GatePages, rooms: readonly string[]): Section {
  const lines = [
    'mode http',
    'timeout connect 1s',
    // It waits for the records of what the browser tried last.
    'timeout server 15s',
    'retries 0',
    'http-reuse never',
    wholeBody,
    ...languageRules(facts),
    'http-request set-header X-Aqtizim-Client %[src]',
    'http-request del-header X-Aqtizim-Name',
    'http-request set-header X-Aqtizim-Language %[var(txn.lang)]',
    'http-request del-header Expect',
    ...ownErrors(facts, pages, 'unavailable'),
    ...daemonServers(facts, rooms, 15),
  ]
  return { comment: "the page of the drill and what did not open are the daemon's", head: 'backend drill', lines }
}

/** A page of ours in all languages where nobody answers. The headers of answers stay as they are. */
function ownErrors(facts: Facts, pages: GatePages, kind: 'silent' | 'unavailable'): string[] {
  const own = headers(pages.policy).map(([name, value]) => `hdr ${name} "${value}"`)
  return [502, 503, 504].map((status) => `http-error ${reply(status, pagePath(facts, kind, 'all'))} ${own.join(' ')}`)
}

/** For the backend of the sites: one that does not answer gets a page in all languages. The site's own headers stay. */
export function noAnswerErrors(facts: Facts, pages: GatePages): string[] {
  return ownErrors(facts, pages, 'silent')
}

export function pageSections(facts: Facts, pages: GatePages, rooms: readonly string[]): Section[] {
  return [
    pagesBackend(facts, pages),
    homeBackend(facts, pages),
    askBackend(facts, pages, rooms),
    drillBackend(facts, pages, rooms),
  ]
}

export function pageFiles(facts: Facts, pages: GatePages): GeneratedFile[] {
  return [
    ...kinds.flatMap((kind) =>
      languages.map((language) => ({ path: pagePath(facts, kind, language), text: pages.page(kind, [language]) })),
    ),
    ...(['silent', 'unavailable'] as const).map((kind) => ({
      path: pagePath(facts, kind, 'all'),
      text: pages.page(kind, languages),
    })),
  ]
}
