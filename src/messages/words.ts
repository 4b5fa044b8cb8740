/** Messages in Kazakh and Russian. Pages take theirs from LuCI's catalogue, which is built of the same words. */
import { alarmsWords } from './alarms-words.ts'
import { answersWords } from './answers-words.ts'
import { approvedWords } from './approved-words.ts'
import { boundsWords } from './bounds-words.ts'
import { controlWords } from './control-words.ts'
import { districtListWords } from './district-list-words.ts'
import type { areas, Code } from './english.ts'
import { healthWords } from './health-words.ts'
import { importsWords } from './imports-words.ts'
import { journalWords } from './journal-words.ts'
import { fill, type Language, type Message, type Words } from './message.ts'
import { planWords } from './plan-words.ts'
import { registersWords } from './registers-words.ts'
import { settingsWords } from './settings-words.ts'
import { verifyWords } from './verify-words.ts'

export const wordsByArea: { readonly [Area in keyof typeof areas]: Words<(typeof areas)[Area]> } = {
  health: healthWords,
  approved: approvedWords,
  settings: settingsWords,
  control: controlWords,
  journal: journalWords,
  alarms: alarmsWords,
  answers: answersWords,
  registers: registersWords,
  plan: planWords,
  verify: verifyWords,
  imports: importsWords,
  bounds: boundsWords,
  districtList: districtListWords,
}

export const words: Words<Record<Code, string>> = {
  ...wordsByArea.health,
  ...wordsByArea.approved,
  ...wordsByArea.settings,
  ...wordsByArea.control,
  ...wordsByArea.journal,
  ...wordsByArea.alarms,
  ...wordsByArea.answers,
  ...wordsByArea.registers,
  ...wordsByArea.plan,
  ...wordsByArea.verify,
  ...wordsByArea.imports,
  ...wordsByArea.bounds,
  ...wordsByArea.districtList,
}

/** The message in that language; one that this version does not know stays as its text. */
export function wordsOf({ code, values, text }: Message, language: Language | 'en'): string {
  if (language === 'en' || !Object.hasOwn(words, code)) return text
  return fill(words[code][language], values, (inner) => wordsOf(inner, language))
}
