/** Checks letters in names: those that no name may have, and those that look like another script's (RFC 5892, UTS 39). */

/** Letters, digits, marks and hyphens; the underscore stands in real host names. */
const NAME_LETTER = /[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}_-]/u

/** Small Cyrillic letters with a Latin twin, and those whose capitals have one: what a wrong keyboard leaves behind. */
const TWINS = 'аa сc еe оo рp хx уy іi јj ѕs һh ԁd ԛq ԝw ӏl ѵv үy'
const CAPITAL_TWINS = 'кk мm тt вb нh'
const GREEK_TWINS = 'οo αa νv ρp ιi υu κk τt'

const pairs = (text: string) => text.split(' ').map(([one = '', other = '']): [string, string] => [one, other])
const toLatin = new Map(pairs(`${TWINS} ${CAPITAL_TWINS} ${GREEK_TWINS}`))
const toCyrillic = new Map(
  pairs(`${TWINS} ${CAPITAL_TWINS}`)
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
export function forbiddenLetter(name: string): FoundLetter | undefined {
  const letters = [...name]
  const at = letters.findIndex((letter) => letter !== '.' && !NAME_LETTER.test(letter))
  const letter = letters[at]
  return letter === undefined ? undefined : { letter, place: at + 1 }
}

/** `U+0430`. */
export function codePoint(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

export interface Mixed extends FoundLetter {
  readonly script: Script
  /** The script that most letters of the label have. */
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
    const used = [...new Set(scripts.filter((script) => script !== undefined))]
    if (used.length > 1) {
      const among = mostOf(scripts, used)
      const at = scripts.findIndex((script) => script !== undefined && script !== among)
      const table = among === 'Latin' ? toLatin : among === 'Cyrillic' ? toCyrillic : undefined
      const turned = letters.map((letter, place) =>
        scripts[place] === undefined || scripts[place] === among ? letter : table?.get(letter),
      )
      const whole = turned.every((one) => one !== undefined)
      const instead = whole
        ? labels.map((one, place) => (place === index ? turned.join('') : one)).join('.')
        : undefined
      const script = scripts[at] ?? among
      return { letter: letters[at] ?? '', place: start + at + 1, script, among, instead }
    }
    start += letters.length + 1
  }
  return undefined
}

function mostOf(scripts: readonly (Script | undefined)[], used: readonly Script[]): Script {
  const count = (script: Script) => scripts.filter((one) => one === script).length
  return used.reduce((best, script) => (count(script) > count(best) ? script : best))
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
