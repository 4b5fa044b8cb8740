/** Defines a kind of paper: what it asks for, and how its answers are checked. */
import { lastOfMonth, readDay } from './dates.ts'
import type { Language, Paper, Texts } from './model.ts'

export type FieldType =
  /** `2026-10-05` */
  | 'date'
  /** `2026-10` */
  | 'month'
  /** One line. */
  | 'text'
  /** Several lines. */
  | 'lines'
  | 'number'
  /** `1` or `0`. */
  | 'flag'
  /** One of `choices`. */
  | 'choice'
  /** Id of a room; empty for all. */
  | 'room'
  /** Number of an approved version; empty for the one in force. */
  | 'version'
  /** Name of a class. */
  | 'class'

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly label: Texts
  /** Default false: it may stay empty, and then stands as a line to fill in, or as "all". */
  readonly required?: boolean
  readonly choices?: readonly { readonly value: string; readonly label: Texts }[]
  /** What a form begins with, where it does not depend on the day. */
  readonly initial?: string
}

/** Answers by the field's name; what was left empty is missing. All have the shape of their field. */
export type Answers = Readonly<Record<string, string>>

/** The answer does not fit: name of the field, and one sentence in the paper's language. */
export interface Wrong {
  readonly field: string
  readonly message: string
}

/** How far long work has come. */
export type Progress = (done: number, of: number) => void

export interface PaperKind {
  /** `access-journal`: in the command line, in a file's name. */
  readonly name: string
  readonly title: Texts
  readonly fields: readonly Field[]
  /** Roles that may see it; absent: all who may read the journal, which the psychologist does not. */
  readonly roles?: readonly ('admin' | 'teacher' | 'director' | 'psychologist')[]
  /**
   * Writes the paper, or says which answer stands in the way. This is quick: long work, with its progress, waits until
   * somebody reads the body. Rejects only for a broken machine.
   */
  write(answers: Answers, language: Language, progress: Progress): Promise<Paper | Wrong> | Paper | Wrong
}

export const isWrong = (result: Paper | Wrong): result is Wrong => 'field' in result

/** In characters. */
const LIMITS: Readonly<Partial<Record<FieldType, number>>> = { text: 200, lines: 8000 }

const sentences: Texts<Record<'unknown' | 'missing' | 'long' | FieldType, string>> = {
  kk: {
    unknown: 'бұл құжатта мұндай өріс жоқ',
    missing: 'толтыру керек',
    long: 'тым ұзын',
    date: 'күнді былай жазыңыз: 2026-10-05',
    month: 'айды былай жазыңыз: 2026-10',
    text: 'басқару таңбаларынсыз бір жол керек',
    lines: 'мәтін керек',
    number: '0-ден басталатын бүтін сан керек',
    flag: '1 немесе 0 керек',
    choice: 'тізімнен таңдаңыз',
    room: 'мұндай кабинет жоқ',
    version: 'нұсқаның нөмірі керек',
    class: 'сынып былай жазылады: 7 «А»',
  },
  ru: {
    unknown: 'в этом документе нет такого поля',
    missing: 'нужно заполнить',
    long: 'слишком длинно',
    date: 'дату пишите так: 2026-10-05',
    month: 'месяц пишите так: 2026-10',
    text: 'нужна одна строка без управляющих знаков',
    lines: 'нужен текст',
    number: 'нужно целое число от 0',
    flag: 'нужно 1 или 0',
    choice: 'выберите из списка',
    room: 'такого кабинета нет',
    version: 'нужен номер версии',
    class: 'класс пишется так: 7 «А»',
  },
  en: {
    unknown: 'this paper has no such field',
    missing: 'has to be filled in',
    long: 'is too long',
    date: 'write the day as 2026-10-05',
    month: 'write the month as 2026-10',
    text: 'takes one line without control characters',
    lines: 'takes a text',
    number: 'takes a whole number from 0',
    flag: 'takes 1 or 0',
    choice: 'choose from the list',
    room: 'there is no such room',
    version: 'takes the number of a version',
    class: 'write the class as 7 «А»',
  },
}

/** For the papers: only they know the rooms. */
export const noRoom: Texts = { kk: sentences.kk.room, ru: sentences.ru.room, en: sentences.en.room }

const shapes: Readonly<Record<FieldType, (value: string, field: Field) => boolean>> = {
  date: (value) => value.length === 10 && readDay(value) !== undefined,
  month: (value) => /^\d{4}-\d\d$/.test(value) && readDay(`${value}-01`) !== undefined && lastOfMonth(value) > value,
  text: (value) => !/\p{Cc}/u.test(value),
  lines: (value) => !/[^\P{Cc}\n]/u.test(value),
  number: (value) => /^\d{1,9}$/.test(value),
  flag: (value) => value === '0' || value === '1',
  choice: (value, { choices = [] }) => choices.some((choice) => choice.value === value),
  room: (value) => /^\w{1,32}$/.test(value),
  version: (value) => /^[1-9]\d{0,8}$/.test(value),
  class: (value) => /^[\p{L}\p{N}][\p{L}\p{N} ./()«»"'-]{0,31}$/u.test(value),
}

/** Answers as a form or a command line gave them, held against the fields; the first that does not fit is named. */
export function readAnswers(
  { fields }: Pick<PaperKind, 'fields'>,
  given: Readonly<Record<string, string>>,
  language: Language,
): { readonly answers: Answers } | { readonly wrong: Wrong } {
  const words = sentences[language]
  for (const name of Object.keys(given)) {
    if (!fields.some((field) => field.name === name))
      return { wrong: { field: name.slice(0, 40), message: words.unknown } }
  }
  const answers: Record<string, string> = {}
  for (const field of fields) {
    const value =
      (Object.hasOwn(given, field.name) ? given[field.name] : undefined)?.replace(/\r\n?/g, '\n').trim() ?? ''
    if (value === '') {
      if (field.required) return { wrong: { field: field.name, message: words.missing } }
      continue
    }
    if (value.length > (LIMITS[field.type] ?? 64)) return { wrong: { field: field.name, message: words.long } }
    if (!shapes[field.type](value, field)) return { wrong: { field: field.name, message: words[field.type] } }
    answers[field.name] = value
  }
  return { answers }
}
