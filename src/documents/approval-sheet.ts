/** The approval sheet of a list: what the director signs. */
import type { Message } from '../messages/message.ts'
import { wordsOf } from '../messages/words.ts'
import type { Approval } from '../whitelist/approval.ts'
import { type ChangedSite, diff } from '../whitelist/diff.ts'
import { type Site, siteName, type Whitelist } from '../whitelist/whitelist.ts'
import { conditions, fieldText } from './approval-conditions.ts'
import { type ApprovalWords, approvalSheetWords } from './approval-sheet-words.ts'
import { inZone, longDate, shortTime } from './dates.ts'
import {
  type Block,
  blank,
  bold,
  type Facts,
  heading,
  type Language,
  mono,
  orBlank,
  type Paper,
  paragraph,
  type Row,
} from './model.ts'
import { formatNumber } from './numbers.ts'
import type { PaperKind, Wrong } from './paper-kind.ts'
import { approvalWords, postOf } from './paper-words.ts'
import { bothNames, readableName } from './readable-name.ts'
import { type ListVersion, personOf, type Sources } from './sources.ts'

export interface ApprovalSheetData {
  readonly school: string
  readonly zone: string
  readonly rooms: Sources['rooms']
  readonly people: Sources['people']
  /** Undefined: a draft. */
  readonly meta: Approval | undefined
  readonly fault?: Message | undefined
  readonly sha256: string
  readonly whitelist: Whitelist
  /** The approved version that it replaces; without its list where that cannot be read. */
  readonly before?: { readonly meta: Approval; readonly whitelist: Whitelist | undefined } | undefined
}

export function approvalSheet(data: ApprovalSheetData, language: Language): Paper {
  const words = approvalSheetWords[language]
  return {
    language,
    header: [data.school],
    title: data.meta === undefined ? words.draftTitle : words.title,
    footer: `SHA-256 ${data.sha256}`,
    body: blocks(data, words, language),
  }
}

function* blocks(data: ApprovalSheetData, words: ApprovalWords, language: Language): Generator<Block> {
  const { meta, whitelist, before } = data
  yield stamp(data, language)
  yield { kind: 'facts', rows: facts(data, words, language) }
  if (data.fault !== undefined) yield paragraph(`${words.faulty} ${wordsOf(data.fault, language)}`)
  yield paragraph(words.intro, { indent: true })
  yield heading(words.listHeading)
  if (whitelist.sites.length === 0) yield paragraph(words.noSites)
  else yield siteTable(data, words, language)
  const wide = whitelist.sites.flatMap((site) => (site.kind === 'domain' && site.wholeSuffix ? [site.domain] : []))
  if (wide.length > 0) yield paragraph([bold(words.wholeSuffixes(wide.map(bothNames).join(', ')))])
  yield heading(words.changesHeading)
  if (before === undefined) yield paragraph(`${words.first}.`.replace(/^./u, (first) => first.toUpperCase()))
  else if (before.whitelist === undefined) yield paragraph(words.unreadable)
  else yield* changes(before.whitelist, whitelist, data, words, language)
  const code = {
    kind: 'qr',
    text: `aqtizim ${meta?.version ?? 'draft'} ${data.sha256}`,
    caption: [mono(data.sha256), ` ${words.hashNote}`],
  } as const
  const director = personOf(data, 'director')
  const teacher = personOf(data, 'teacher')
  const lines = [
    { post: postOf(meta?.post || director?.post, 'director', language), name: meta?.by ?? director?.name },
    { post: postOf(teacher?.post, 'teacher', language), name: teacher?.name },
  ]
  // Who signs sees on the same page by which hash the list is known.
  const signatures = { kind: 'signatures', dated: true, lines } as const
  yield { kind: 'together', blocks: [heading(words.hashHeading), code, signatures] }
}

function stamp(data: ApprovalSheetData, language: Language): Block {
  const { approve, dated } = approvalWords[language]
  const director = personOf(data, 'director')
  const name = data.meta?.by ?? director?.name
  const post = postOf(data.meta?.post || director?.post, 'director', language)
  return { kind: 'stamp', lines: [approve, post, [blank(16), ' ', ...(name ? [name] : [blank(16)])], dated] }
}

function facts(data: ApprovalSheetData, words: ApprovalWords, language: Language): Facts['rows'] {
  const { meta, before, whitelist } = data
  const replaced =
    before === undefined
      ? words.first
      : words.versionOf(before.meta.version, longDate(before.meta.date || before.meta.at, language))
  const number = meta?.order ? meta.order : blank(8)
  const date = meta?.date ? longDate(meta.date, language) : blank(20)
  const rows: Facts['rows'] = [
    [words.number, meta === undefined ? words.draft : `№ ${meta.version}`],
    [words.order, ['№ ', number, ', ', date]],
    [words.sites, formatNumber(whitelist.sites.length)],
    [words.replaces, replaced],
  ]
  if (meta === undefined) return rows
  return [
    ...rows,
    [words.approvedBy, [meta.by, meta.post && postOf(meta.post, 'director', language)].filter(Boolean).join(', ')],
    [words.approvedAt, shortTime(inZone(meta.at, data.zone))],
    [words.user, orBlank(meta.user)],
    [words.signed, meta.signature ? words.signatureThere : words.signatureMissing],
  ]
}

function siteTable(data: ApprovalSheetData, words: ApprovalWords, language: Language): Block {
  const [number, site, title, subject, needs] = words.columns
  return {
    kind: 'table',
    columns: [
      { title: number, width: 6, align: 'right' },
      { title: site, width: 24 },
      { title, width: 21 },
      { title: subject, width: 20 },
      { title: needs, width: 29 },
    ],
    rows: siteRows(data, words, language),
  }
}

function* siteRows(data: ApprovalSheetData, words: ApprovalWords, language: Language): Generator<Row> {
  for (const [at, site] of data.whitelist.sites.entries())
    yield {
      cells: [
        String(at + 1),
        bothNames(siteName(site)),
        site.title ?? '',
        site.subject ?? '',
        conditions(site, data, words, language),
      ],
    }
}

/** What changes between two lists, as paragraphs and lists. */
export function* changes(
  old: Whitelist,
  now: Whitelist,
  data: Pick<ApprovalSheetData, 'rooms'>,
  words: ApprovalWords,
  language: Language,
): Generator<Block> {
  const { added, removed, changed } = diff(old, now)
  if (added.length + removed.length + changed.length === 0) {
    yield paragraph(words.noChanges)
    return
  }
  const named = (site: Site) => `${readableName(siteName(site))}${site.title ? ` (${site.title})` : ''}`
  const groups = [
    [words.added, added.map(named)],
    [words.removed, removed.map(named)],
    [words.changed, changed.map((change) => `${named(change.after)}: ${describe(change, data, words, language)}`)],
  ] as const
  for (const [title, items] of groups) {
    if (items.length === 0) continue
    yield paragraph(`${title} (${formatNumber(items.length)}):`)
    yield { kind: 'list', items }
  }
}

function describe(
  { before, after, fields }: ChangedSite,
  data: Pick<ApprovalSheetData, 'rooms'>,
  words: ApprovalWords,
  language: Language,
) {
  return fields
    .map(
      (field) =>
        `${words.fields[field]}: ${fieldText(after, field, data, words, language)} (${words.was}: ${fieldText(before, field, data, words, language)})`,
    )
    .join('; ')
}

/** Reads what the sheet needs: the version asked for, or the newest that counts, or the draft. */
export function approvalSheetKind(sources: Sources): PaperKind {
  const texts = approvalSheetWords
  const both = (key: 'askVersion' | 'askDraft') => ({ kk: texts.kk[key], ru: texts.ru[key], en: texts.en[key] })
  return {
    name: 'approval-sheet',
    title: { kk: 'Ақ тізімді бекіту парағы', ru: 'Лист утверждения белого списка', en: 'Approval sheet of the list' },
    fields: [
      { name: 'version', type: 'version', label: both('askVersion') },
      { name: 'draft', type: 'flag', label: both('askDraft') },
    ],
    write: ({ version, draft }, language) =>
      draft === '1' ? draftSheet(sources, language) : versionSheet(sources, version, language),
  }
}

const counts = ({ meta, fault }: ListVersion): boolean => meta !== undefined && fault === undefined

function replacedBy(sources: Sources, versions: readonly ListVersion[], below: number): ApprovalSheetData['before'] {
  const before = versions.filter((each) => counts(each) && each.version < below).at(-1)?.meta
  return before === undefined ? undefined : { meta: before, whitelist: sources.list(before.version)?.whitelist }
}

function draftSheet(sources: Sources, language: Language): Paper | Wrong {
  const words = approvalSheetWords[language]
  const draft = sources.list('draft')
  if (draft === undefined) return { field: 'draft', message: words.noDraft }
  if (draft.whitelist === undefined) return { field: 'draft', message: words.mistakes }
  const { sha256, whitelist } = draft
  const before = replacedBy(sources, sources.versions(), Number.POSITIVE_INFINITY)
  return approvalSheet({ ...sources, meta: undefined, sha256, whitelist, before }, language)
}

function versionSheet(sources: Sources, asked: string | undefined, language: Language): Paper | Wrong {
  const words = approvalSheetWords[language]
  const versions = sources.versions()
  const found = asked ? versions.find(({ version }) => version === Number(asked)) : versions.filter(counts).at(-1)
  const text = found === undefined ? undefined : sources.list(found.version)
  if (found?.meta === undefined || text === undefined) return { field: 'version', message: words.noVersion }
  if (text.whitelist === undefined) return { field: 'version', message: words.mistakes }
  const { sha256, whitelist } = text
  const before = replacedBy(sources, versions, found.version)
  return approvalSheet({ ...sources, meta: found.meta, fault: found.fault, sha256, whitelist, before }, language)
}
