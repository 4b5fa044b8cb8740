/** Checks letters in names: those that no name may have, and those that look like another script's (RFC 5892, UTS 39). */

/** Letters, digits, marks and hyphens; the underscore stands in real host names. */
const NAME_LETTER = /[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}_-]/u

/** Small Cyrillic letters with a Latin twin, and those whose capitals have one: what a wrong keyboard leaves behind. */
const KEYBOARD_TWINS = 'аa сc еe оo рp хx уy іi һh'
/** On no Kazakh or Russian keyboard: nobody who meant a Cyrillic name typed them. */
const RARE_TWINS = 'јj ѕs ԁd ԛq ԝw ӏl ѵv үy'
const TWINS = `${KEYBOARD_TWINS} ${RARE_TWINS}`
const CAPITAL_TWINS = 'кk мm тt вb нh'
const GREEK_TWINS = 'οo αa νv ρp ιi υu κk τt'

const pairs = (text: string) => text.split(' ').map(([one = '', other = '']): [string, string] => [one, other])
const toLatin = new Map(pairs(`${TWINS} ${CAPITAL_TWINS} ${GREEK_TWINS}`))
const toCyrillic = new Map(
  pairs(`${KEYBOARD_TWINS} ${CAPITAL_TWINS}`)
    .reverse()
    .map(([cyrillic, latin]) => [latin, cyrillic]),
)
const looksLatin = new Set(pairs(TWINS).map(([cyrillic]) => cyrillic))

const SCRIPTS = {
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
} as const
type Script = keyof typeof SCRIPTS

const scriptOf = (letter: string): Script | undefined =>
  (Object.keys(SCRIPTS) as Script[]).find((script) => SCRIPTS[script].test(letter))

export interface FoundLetter {
  readonly letter: string
  /** 1-based, in characters of the whole name. */
  readonly place: number
}

/** The first letter of a name in Unicode that IDNA 2008 forbids. */
export const forbiddenLetter = (name: string) => firstLetter(name, (one) => one !== '.' && !NAME_LETTER.test(one))

/** The first sign that IDNA would silently write as letters or digits, as `tm` for `™`, `no` for `№`, `2` for `²`. */
export const foldedSign = (text: string) => firstLetter(text, (one) => /[\p{So}\p{No}]/u.test(one))

function firstLetter(text: string, isIt: (letter: string) => boolean): FoundLetter | undefined {
  const letters = [...text]
  const at = letters.findIndex(isIt)
  const letter = letters[at]
  return letter === undefined ? undefined : { letter, place: at + 1 }
}

/** `U+0430`. */
export function codePoint(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

export interface Mixed extends FoundLetter {
  readonly script: Script
  /** The script that the label is taken to be in: that of most letters, or the one that all letters have a twin in. */
  readonly among: Script
  /** The name in one script; undefined where a letter has no twin there. */
  readonly instead: string | undefined
}

/** The first label that mixes look-alike scripts; `name` in Unicode. */
export function mixedScripts(name: string): Mixed | undefined {
  const labels = name.split('.')
  let start = 0
  for (const [index, label] of labels.entries()) {
    const letters = [...label]
    const scripts = letters.map(scriptOf)
    const used = byFrequency(scripts)
    if (used.length > 1) {
      const turned = used.map((to) => ({ to, text: turnedTo(letters, to) }))
      const { to: among, text } = turned.find((one) => one.text !== undefined) ?? { to: used[0] ?? 'Latin' }
      const at = scripts.findIndex((script) => script !== undefined && script !== among)
      const instead = text && labels.map((one, place) => (place === index ? text : one)).join('.')
      return { letter: letters[at] ?? '', place: start + at + 1, script: scripts[at] ?? among, among, instead }
    }
    start += letters.length + 1
  }
  return undefined
}

/** The scripts of a label, the one of most letters first; of equally many, Latin. */
function byFrequency(scripts: readonly (Script | undefined)[]): Script[] {
  const count = (script: Script) => scripts.filter((one) => one === script).length
  const used = (Object.keys(SCRIPTS) as Script[]).filter((script) => scripts.includes(script))
  return used.sort((one, other) => count(other) - count(one))
}

/** The label in one script; undefined where a letter has no twin there. */
function turnedTo(letters: readonly string[], script: Script): string | undefined {
  const table = script === 'Latin' ? toLatin : script === 'Cyrillic' ? toCyrillic : undefined
  const turned = letters.map((letter) => {
    const own = scriptOf(letter)
    return own === undefined || own === script ? letter : table?.get(letter)
  })
  return turned.every((one) => one !== undefined) ? turned.join('') : undefined
}

/** The Latin name that a Cyrillic label below a Latin ending looks like as a whole (`сосо.kz`), if one does. */
export function looksLike(name: string): string | undefined {
  const labels = name.split('.')
  if (scriptOf(labels.at(-1)?.[0] ?? '') !== 'Latin') return undefined
  const turned = labels.map((label) => {
    const letters = [...label].filter((letter) => scriptOf(letter) !== undefined)
    const isTwin = letters.length > 0 && letters.every((letter) => looksLatin.has(letter))
    return isTwin ? [...label].map((letter) => toLatin.get(letter) ?? letter).join('') : label
  })
  return turned.join('.') === name ? undefined : turned.join('.')
}
