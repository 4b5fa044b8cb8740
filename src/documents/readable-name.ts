/** Converts names of sites from Punycode to what people read. */
import { domainToUnicode } from 'node:url'

/**
 * `xn--90aud6hb.xn--80ao21a` as `білім.қаз`. A name with a label of more than one script stays in ASCII: it may only look
 * like another. So does what does not lead back to the same name.
 */
export function readableName(name: string): string {
  if (!/(^|\.)xn--/.test(name)) return name
  const unicode = domainToUnicode(name)
  const isPlain = unicode.split('.').every((label) => ONE_SCRIPT.test(label))
  return unicode !== '' && isPlain ? unicode : name
}

const ONE_SCRIPT = /^(?:[a-z0-9-]*|[\p{Script=Cyrillic}0-9-]*)$/u

/** Both forms where there are two: what is signed must leave no doubt. */
export function bothNames(name: string): string {
  const readable = readableName(name)
  return readable === name ? name : `${readable} (${name})`
}
