/** Fetches the district's list once: refuses what is not signed, old or wrong, and keeps what is good. */
import type { Machine } from '../machine/machine.ts'
import { type Message, message } from '../messages/message.ts'
import type { DistrictListSettings } from '../settings/district-list.ts'
import { DOCUMENT_LIMIT, parseInTurns } from '../whitelist/parse.ts'
import type { Get } from './https-get.ts'
import { type KeptList, readKept, writeKept } from './kept-list.ts'
import { findReplay, findWrong, readSigned, SIGNATURE_LIMIT, type SignedList } from './signed-list.ts'

export interface RenewTools {
  readonly machine: Pick<Machine, 'files' | 'now' | 'log'>
  /** Where the list is kept. */
  readonly path: string
  readonly get: Get
  readonly breathe: () => Promise<void>
  /** A row of the journal. */
  readonly event: (name: string, details: Record<string, string | number>) => void
}

export interface Attempt {
  readonly signal: AbortSignal
  /** Whether the settings are still those that it began with. */
  readonly isWanted: () => boolean
  readonly onKept: () => void
}

export interface Outcome {
  readonly fault: Message | undefined
  /** Whether it is wrong with the list itself, and not only with the way to it. */
  readonly isRefusal: boolean
}

type Signed = Pick<KeptList, keyof SignedList | 'signature'>

const allIsWell: Outcome = { fault: undefined, isRefusal: false }

/** Rejects where the list cannot be fetched. */
export async function renewList(
  tools: RenewTools,
  wanted: DistrictListSettings,
  { signal, isWanted, onKept }: Attempt,
): Promise<Outcome> {
  const { machine, path, breathe, event } = tools
  const refuse = (fault: Message) => ({ fault: message('district-list-refused', { fault }), isRefusal: true })
  const found = readKept(machine.files, path, wanted.key)
  if (found === 'damaged') machine.log('warning', message('district-list-damaged').text)
  const known = found === 'damaged' ? undefined : found
  const list = await getWhole(tools, wanted, known, signal)
  if (list === 'known') return allIsWell
  if ('fault' in list) return refuse(list.fault)
  const replay = findReplay(list, known)
  if (replay !== undefined) return refuse(replay)
  // The comment of a signature is not signed: with another one it is the same list.
  if (list.sha256 === known?.sha256) return allIsWell
  const parsed = await parseInTurns(list.text, {}, breathe)
  const wrong = findWrong(parsed)
  if (wrong !== undefined) return refuse(wrong)
  if (!isWanted()) return allIsWell
  try {
    writeKept(machine.files, path, wanted.key, { ...list, at: new Date(machine.now()).toISOString() })
  } catch (error) {
    return { fault: message('district-list-unkept', { reason: (error as Error).message }), isRefusal: true }
  }
  onKept()
  const { version, date } = list
  event('district-list-new', { version, date, entries: parsed.whitelist?.sites.length ?? 0 })
  return allIsWell
}

/** The list and its signature are two files: whoever came while they were published asks for both once more. */
async function getWhole(
  tools: RenewTools,
  wanted: DistrictListSettings,
  known: KeptList | undefined,
  signal: AbortSignal,
) {
  const list = await getList(tools, wanted, known, signal)
  const isTorn = list !== 'known' && 'fault' in list && list.fault.code === 'district-list-wrong-signature'
  return isTorn ? getList(tools, wanted, known, signal) : list
}

/** `known`: it is the one that is here. */
async function getList(
  { get }: RenewTools,
  { url, key }: DistrictListSettings,
  known: KeptList | undefined,
  signal: AbortSignal,
): Promise<Signed | { readonly fault: Message } | 'known'> {
  const signature = (await get(`${url}.sig`, SIGNATURE_LIMIT, signal)).toString()
  if (!signature.startsWith('untrusted comment:'))
    return { fault: message('district-list-no-signature', { url: `${url}.sig` }) }
  // The same signature is of the same list: it need not come again.
  if (known?.signature === signature) return 'known'
  const list = readSigned(await get(url, DOCUMENT_LIMIT, signal), signature, key)
  return 'fault' in list ? list : { ...list, signature }
}
