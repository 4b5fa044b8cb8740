/** Words of the journal of safety briefings. */
import type { Texts } from './model.ts'

export interface BriefingWords {
  readonly title: string
  readonly columns: readonly [string, string, string, string, string, string, string]
  readonly of: (present: number, of: number | undefined) => string
  readonly struck: (why: string) => string
  readonly none: string
  readonly overview: (term: number) => string
  readonly overviewColumns: readonly [string, string, string]
  readonly notTold: string
  readonly yes: string
  readonly no: string
  readonly missing: (count: number) => string
  readonly noClasses: string
  readonly count: (lines: number) => string
  readonly source: string
  readonly assumed: string
  readonly fields: { readonly from: string; readonly until: string; readonly class: string; readonly term: string }
  readonly wrong: string
}

export const briefingWords: Texts<BriefingWords> = {
  kk: {
    title: 'Компьютер кабинетінде оқушыларға қауіпсіздік техникасы бойынша нұсқама өткізуді тіркеу журналы',
    columns: ['№', 'Күні', 'Сынып', 'Нұсқаманың тақырыбы', 'Қатысқаны', 'Нұсқаманы өткізген', 'Қолы'],
    of: (present, of) => (of === undefined ? String(present) : `${of} оқушыдан ${present}`),
    struck: (why) => `Сызылды: ${why}`,
    none: 'Бұл кезеңде журналға жазба түспеген.',
    overview: (term) => `${term}-тоқсанда нұсқама өткен сыныптар`,
    overviewColumns: ['Сынып', 'Нұсқама өткен күндер', 'Зиянды контент туралы'],
    notTold: 'өткізілмеген',
    yes: 'иә',
    no: 'жоқ',
    missing: (count) => `Бұл тоқсанда нұсқама өткізілмеген сыныптар саны: ${count}.`,
    noClasses: 'Мектептің сыныптары жүйеге енгізілмеген, сондықтан нұсқама өтпегендер саналмады.',
    count: (lines) => `Жазба саны: ${lines}.`,
    source: 'Тоқсан мерзімдері',
    assumed: 'өткен белгілі жылдың мерзімдері бойынша; осы жылғы бұйрықпен салыстыру керек',
    fields: { from: 'Басы', until: 'Соңы', class: 'Сынып (бос болса, бәрі)', term: 'Тоқсан' },
    wrong: 'соңы басынан кейін болуы керек',
  },
  ru: {
    title: 'Журнал регистрации инструктажа учащихся по технике безопасности в компьютерном кабинете',
    columns: ['№', 'Дата', 'Класс', 'Тема инструктажа', 'Присутствовало', 'Кто провёл', 'Подпись'],
    of: (present, of) => (of === undefined ? String(present) : `${present} из ${of}`),
    struck: (why) => `Вычеркнуто: ${why}`,
    none: 'За этот период записей в журнале нет.',
    overview: (term) => `Классы, прошедшие инструктаж в ${term} четверти`,
    overviewColumns: ['Класс', 'Даты инструктажа', 'О вредоносном контенте'],
    notTold: 'не проведён',
    yes: 'да',
    no: 'нет',
    missing: (count) => `Классов без инструктажа в этой четверти: ${count}.`,
    noClasses: 'Классы школы в систему не внесены, поэтому не прошедшие инструктаж не подсчитаны.',
    count: (lines) => `Записей: ${lines}.`,
    source: 'Сроки четвертей',
    assumed: 'по срокам последнего известного года; сверьте с приказом на этот год',
    fields: { from: 'С', until: 'По', class: 'Класс (пусто — все)', term: 'Четверть' },
    wrong: 'конец должен быть не раньше начала',
  },
  en: {
    title: 'Journal of safety briefings in the computer room',
    columns: ['No.', 'Date', 'Class', 'Topic', 'Present', 'Instructed by', 'Signature'],
    of: (present, of) => (of === undefined ? String(present) : `${present} of ${of}`),
    struck: (why) => `Struck out: ${why}`,
    none: 'The journal has no lines for this period.',
    overview: (term) => `Classes that were briefed in term ${term}`,
    overviewColumns: ['Class', 'Days', 'Harmful content'],
    notTold: 'not briefed',
    yes: 'yes',
    no: 'no',
    missing: (count) => `Classes without a briefing in this term: ${count}.`,
    noClasses: 'The school’s classes are not named, so those without a briefing were not counted.',
    count: (lines) => `Lines: ${lines}.`,
    source: 'Days of the terms',
    assumed: 'those of the last known year; compare with the order for this one',
    fields: { from: 'From', until: 'Until', class: 'Class (empty: all)', term: 'Term' },
    wrong: 'it has to end after it begins',
  },
}
