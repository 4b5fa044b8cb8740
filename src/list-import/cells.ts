/** Finds sites in a piece of text: addresses as browsers show them, names in a sentence, links of chats and bookmarks. */
import { normaliseName } from '../whitelist/names.ts'
import { suffixOf } from '../whitelist/public-suffix.ts'

export interface Mention {
  /** As it was written: a URL, a name, an address. */
  readonly text: string
  /** 0-based, in the piece. */
  readonly offset: number
  /** What a link is called. */
  readonly title?: string
}

/**
 * No part of a match may be read again from each of its characters: somebody's page can be one line of 4 MiB. So no part of a
 * link runs over what begins the next one, and runs of signs are bounded.
 */
const URL_END = String.raw`(?=[,;]{1,3}[a-z]{1,10}:\/\/|[\s<>"«»“”|]|$)`
const MENTION = new RegExp(
  [
    String.raw`<a(?<attributes>\s[^<>]*)>(?<called>[^<]*)`,
    String.raw`\[(?<label>[^[\]\n]+)\]\((?<target>[^()\s]+)\)`,
    String.raw`(?<url>(?:https?|wss?|ftp):[/\\]{2}[^\s<>"«»“”|]+?)${URL_END}`,
    String.raw`[\p{L}\p{N}_-]{1,40}[:=](?=https?:[/\\]{2})`, // what a link is called, right before it
    String.raw`(?<word>[^\s,;|<>()"'«»“”„]+)`,
  ].join('|'),
  'giu',
)
const HREF = /\shref\s*=\s*["']?([^"'\s]+)/i
/** Longer words and links name no site. */
const LONGEST = 2000
/** What people put before and behind a name. */
const AROUND = /^(?!\[[0-9a-f:.]+\]:\d)[[{•·*→>–—-]+(?=[^.])|[\]}.:!?…^–—-]+$/gu
const NAME = /^(?:\*\.|\.)?[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+\.?(?::\d+)?(?:[/?#]\S*)?$/u
const ADDRESS =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:\/\S*)?|\[?[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*(?:\](?::\d+)?)?(?:\/\d+)?)$/i

export const isAddress = (text: string): boolean => ADDRESS.test(text)

/** UTF-16 units of a cell of a table in which sites are looked for. */
const LONGEST_CELL = 65_536
/** Words that are looked at between two steps. */
const STEP = 10

/** As `mentionsInSteps`, at once; none in a text that is longer than any cell of a sheet. */
export function findMentions(piece: string): Mention[] {
  if (piece.length > LONGEST_CELL) return []
  const steps = mentionsInSteps(piece, Infinity)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * All that could be sites, in their order. A single word that has a dot is meant as one, whatever it ends in. Yields again and
 * again, and ends behind `most` sites: a line may be all that there is.
 */
export function* mentionsInSteps(piece: string, most: number): Generator<void, Mention[]> {
  let [words, named] = [0, 0]
  let only: Found | undefined
  const sites: Found[] = []
  for (const found of mentionsIn(piece)) {
    words += 1
    only = words === 1 ? found : undefined
    if (found.isLink || isKnown(found.text)) {
      sites.push(found)
      if (!isAddress(found.text)) named += 1
    }
    if (sites.length > most) break
    if (words % STEP === 0) yield
  }
  // An address beside a name is where the name lies: opening it too would be more than was asked for.
  if (named > 0) return sites.filter(({ text }) => !isAddress(text)).map(plain)
  if (sites.length > 0) return sites.map(plain)
  return only !== undefined && NAME.test(only.text) ? [plain(only)] : []
}

type Found = Mention & { readonly isLink: boolean }

const plain = ({ isLink: _, ...mention }: Found): Mention => mention

function* mentionsIn(piece: string): Generator<Found> {
  for (const { index, groups = {}, 0: whole } of piece.matchAll(MENTION)) {
    const { attributes, called = '', label, target, url, word } = groups
    const href = attributes === undefined ? undefined : HREF.exec(attributes)?.[1]
    if (attributes !== undefined && href === undefined) {
      const behind = index + whole.length - called.length
      for (const found of mentionsIn(called)) yield { ...found, offset: found.offset + behind }
      continue
    }
    const link = href ?? target ?? url
    if ((link ?? word ?? '').length > LONGEST) continue
    if (link !== undefined) {
      const title = (attributes === undefined ? (label ?? '') : called).slice(0, LONGEST).trim()
      const isWeb = /^(?:https?|wss?|ftp):/i.test(link) || target !== undefined
      if (isWeb) yield { text: decoded(link), offset: index, isLink: true, ...(title && { title: decoded(title) }) }
      continue
    }
    const text = (word ?? '').replace(AROUND, '')
    if (word !== undefined && !text.includes('@'))
      yield { text, offset: index + Math.max(0, (word ?? '').indexOf(text)), isLink: false }
  }
}

/** Whether a word names a site of the internet: it ends as names there do. */
function isKnown(text: string): boolean {
  if (isAddress(text)) return true
  if (!NAME.test(text)) return false
  const name = normaliseName(text.replace(/^(?:\*\.|\.)|[:/?#].*$/gs, ''))
  return name !== undefined && suffixOf(name).part !== undefined
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const decoded = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
