/** Reads a file or a paste with many sites, compares it with the draft, and tells what became of each line. */
import { type Message, message } from '../messages/message.ts'
import { addSites } from '../whitelist/edit.ts'
import type { Encoding } from '../whitelist/encodings.ts'
import type { SiteValues } from '../whitelist/site-input.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import { type Reading, type ReadOptions, readText } from './read.ts'
import { type ImportLine, settle } from './settle.ts'
import { importLimits, readSource } from './source.ts'

export interface Import {
  readonly form: Reading['form']
  readonly encoding: Encoding
  /** What became of each line that is not empty and no remark. A line with several sites stands there once for each. */
  readonly lines: readonly ImportLine[]
  readonly counts: Readonly<Record<ImportLine['outcome'], number>>
  readonly entries: readonly SiteValues[]
  /** About the whole. */
  readonly notes: readonly Message[]
}

type Read = Import | { readonly fault: Message }
type Options = ReadOptions & { readonly encoding?: Encoding }

/** `draft`: what is listed already. Pure; takes about 50 µs a line. */
export function readImport(bytes: Uint8Array, draft: Whitelist, options: Options): Read {
  const work = readInSteps(bytes, draft, options)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** As `readImport`, for whoever has other things to do meanwhile: `breathe` lets them be done, again and again. */
export async function readImportInTurns(
  bytes: Uint8Array,
  draft: Whitelist,
  options: Options,
  breathe: () => Promise<void>,
): Promise<Read> {
  const work = readInSteps(bytes, draft, options)
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    await breathe()
  }
}

function* readInSteps(bytes: Uint8Array, draft: Whitelist, options: Options): Generator<void, Read> {
  const source = readSource(bytes, options.encoding)
  if ('fault' in source) return source
  yield
  const most = importLimits.sites
  const reading = yield* readText(source.text, options, most)
  const found = reading.candidates.length + reading.unread.length
  if (found > most) return { fault: message('bulk-too-many-sites', { most }) }
  const { lines, entries } = yield* settle(reading, draft)
  const counts = { new: 0, merged: 0, present: 0, unread: 0 }
  for (const { outcome } of lines) counts[outcome]++
  const { blocking } = reading
  const notes = blocking > 0 ? [message('bulk-list-blocks', { count: blocking })] : []
  return { form: reading.form, encoding: source.encoding, lines, counts, entries, notes }
}

/** The draft's text with the entries at its end, to be read before it is kept; or why nothing can be added. */
export function addedTo(draft: string, entries: readonly SiteValues[]): string | { readonly fault: Message } {
  if (entries.length === 0) return { fault: message('bulk-nothing-new') }
  const { text, changed } = addSites(draft, entries, { reads: () => ({ whitelist: undefined, problems: [] }) })
  return changed ? text : { fault: message('bulk-draft-wrong') }
}
