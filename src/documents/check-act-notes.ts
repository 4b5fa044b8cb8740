/** Writes the notes at the beginning of the act that the commission must not overlook. */

import { addDays } from '../machine/day.ts'
import type { CheckData, Period } from './check-act-data.ts'
import { checkActWords } from './check-act-words.ts'
import { longDate, shortDate } from './dates.ts'
import type { Language, Text, Texts } from './model.ts'
import { formatNumber, russian } from './numbers.ts'
import type { Sources } from './sources.ts'

const MOST_DAYS = 20

const darkWords: Texts<(times: number) => string> = {
  kk: (times) => `Сабақ кезінде компьютердің журналда көрінбеуі: ${formatNumber(times)} жағдай (5-бөлімді қараңыз).`,
  ru: (times) =>
    `Компьютера не было в журнале на уроке: ${formatNumber(times)} ${russian(times, ['случай', 'случая', 'случаев'])} (см. раздел 5).`,
  en: (times) => `PCs without traffic in a lesson: ${formatNumber(times)} times (see 5).`,
}

export function notes(sources: Sources, act: Period, data: CheckData, language: Language): Text[] {
  const { notes: words } = checkActWords[language]
  const { counts, verified, drills, dark } = data
  const today = sources.now.slice(0, 10)
  const found = [
    ...(counts.rows === 0 ? [words.noRows] : missing(act, data, today, language)),
    ...(verified.wrong === undefined ? [] : [words.broken]),
    ...(counts.gapCount === 0 ? [] : [words.gaps(counts.gapCount)]),
    ...(dark === undefined || dark.found.length === 0 ? [] : [darkWords[language](dark.found.length)]),
    ...(counts.expired.length === 0
      ? []
      : [
          `${words.expired} ${counts.expired.map(({ from, to }) => `${shortDate(from)}–${shortDate(to)}`).join(', ')}.`,
        ]),
    ...(counts.unset === 0 ? [] : [words.unset(counts.unset)]),
    ...approval(act, data, language),
    ...(drills.some(({ failed }) => failed.length > 0) ? [words.drillFailed] : []),
  ]
  if (found.length === 0) found.push(words.none)
  return act.until >= today ? [...found, words.running] : found
}

/** Days of the period without any row: the router was off, or the file is gone. */
function missing({ from, until }: Period, { counts }: CheckData, today: string, language: Language): string[] {
  const days: string[] = []
  for (let day = from; day <= until && day <= today; day = addDays(day, 1)) if (!counts.days.has(day)) days.push(day)
  if (days.length === 0) return []
  const named = days.slice(0, MOST_DAYS).map(shortDate).join(', ')
  return [checkActWords[language].notes.missingDays(named, Math.max(0, days.length - MOST_DAYS))]
}

function approval({ from }: Period, { versions }: CheckData, language: Language): string[] {
  const { notes: words } = checkActWords[language]
  const faulty = versions.filter(({ fault }) => fault !== undefined).map(({ version }) => words.faultyList(version))
  const first = versions.find(({ fault }) => fault === undefined)?.at?.slice(0, 10)
  const sentence = (text: string) => `${text.replace(/\.$/, '')}: ${words.noListYet}.`
  if (first === undefined) return [sentence(words.noList), ...faulty]
  return first > from ? [sentence(words.noListUntil(longDate(first, language))), ...faulty] : faulty
}
