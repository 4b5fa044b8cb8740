/** What a school's year holds for the safety of pupils on the internet: the entries that every plan begins with. */
import { addDays, type Day, lastDayOf } from './day.ts'
import type { PlanKind } from './plan-kinds.ts'
import { type Bilingual, saferInternetDay, type Term } from './school-year.ts'

export interface Suggested {
  /** The same in every year, so that a plan that was filled before is not filled twice. */
  readonly key: string
  readonly kind: PlanKind
  readonly title: Bilingual
  readonly who: Bilingual
  readonly from: Day
  readonly due: Day
}

const people = {
  informatics: { kk: 'информатика мұғалімі', ru: 'учитель информатики' },
  tutors: { kk: 'сынып жетекшілері', ru: 'классные руководители' },
  psychologist: { kk: 'педагог-психолог', ru: 'педагог-психолог' },
  deputy: { kk: 'директордың тәрбие ісі жөніндегі орынбасары', ru: 'заместитель директора по воспитательной работе' },
  commission: { kk: 'комиссия', ru: 'комиссия' },
} as const satisfies Record<string, Bilingual>

const meetings: readonly Bilingual[] = [
  {
    kk: 'Ата-аналар жиналысы: балаларды интернеттегі зиянды контенттен қорғау, ақ тізім және келісімдер',
    ru: 'Родительское собрание: защита детей от вредоносного контента, белый список и согласия',
  },
  {
    kk: 'Ата-аналар жиналысы: үйде ата-ана бақылауын орнату',
    ru: 'Родительское собрание: настройка родительского контроля дома',
  },
  {
    kk: 'Ата-аналар жиналысы: әлеуметтік желілердегі қауіптер мен кибербуллинг',
    ru: 'Родительское собрание: опасности социальных сетей и кибербуллинг',
  },
  {
    kk: 'Ата-аналар жиналысы: жыл қорытындысы және жазғы демалыстағы интернет қауіпсіздігі',
    ru: 'Родительское собрание: итоги года и безопасность в интернете на каникулах',
  },
]

const classHours: readonly Bilingual[] = [
  { kk: '«Қауіпсіз интернет» сынып сағаттары', ru: 'Классные часы «Безопасный интернет»' },
  {
    kk: '«Қауіпсіз мектеп» аясында киберқауіпсіздік сабағы',
    ru: 'Урок кибербезопасности в рамках «Безопасной школы»',
  },
  { kk: 'Қауіпсіз интернет күні (Safer Internet Day)', ru: 'День безопасного интернета (Safer Internet Day)' },
  { kk: '«Қауіпсіз интернет» сурет және плакат байқауы', ru: 'Конкурс рисунков и плакатов «Безопасный интернет»' },
]

const perTerm = (term: Term, year: number): Suggested[] => {
  const { number, from, until } = term
  const key = (what: string) => `${year}-${what}-${number}`
  const meeting = meetings[number - 1]
  const hour = classHours[number - 1]
  const safeDay = saferInternetDay(year + 1)
  const isSafeDay = number === 3 && safeDay >= from && safeDay <= until
  return [
    {
      ...{ key: key('briefing'), kind: 'briefing', who: people.informatics },
      title: {
        kk: `${number}-тоқсандағы қауіпсіздік нұсқамасы: барлық сыныптар, зиянды контент туралы`,
        ru: `Инструктаж по безопасности в ${number} четверти: все классы, о вредоносном контенте`,
      },
      ...{ from, due: addDays(from, 13) },
    },
    ...(meeting === undefined
      ? []
      : [
          {
            ...({ key: key('meeting'), kind: 'parents-meeting', who: people.tutors, title: meeting } as const),
            ...{ from: addDays(from, 7), due: addDays(from, 34) },
          },
        ]),
    ...(hour === undefined
      ? []
      : [
          {
            ...({ key: key('safe'), kind: 'safe-internet', who: people.deputy, title: hour } as const),
            ...(isSafeDay ? { from: safeDay, due: safeDay } : { from: addDays(from, 14), due: addDays(from, 41) }),
          },
        ]),
  ]
}

const monthsOf = (year: number) =>
  [9, 10, 11, 12, 1, 2, 3, 4, 5].map((number) => `${number >= 9 ? year : year + 1}-${String(number).padStart(2, '0')}`)

const monthly = (month: string): Suggested[] => [
  {
    ...{ key: `${month}-report-ready`, kind: 'report-ready', who: people.psychologist },
    title: {
      kk: '«Әлеуметтік желілерді талдау» айлық есебін дайындау',
      ru: 'Подготовить месячный отчёт «Анализ социальных сетей»',
    },
    ...{ from: `${month}-20`, due: `${month}-25` },
  },
  {
    ...{ key: `${month}-report-handed`, kind: 'report-handed', who: people.psychologist },
    title: {
      kk: 'Айлық есепті қалалық білім бөліміне тапсыру',
      ru: 'Сдать месячный отчёт в городской отдел образования',
    },
    ...{ from: `${month}-25`, due: `${month}-26` },
  },
]

/** The entries of the school year that begins in September of `year`, in the order of their days. */
export function suggestPlan(year: number, terms: readonly Term[]): Suggested[] {
  const october = `${year}-10`
  const check: Suggested = {
    ...{ key: `${year}-october-check`, kind: 'october-check', who: people.commission },
    title: {
      kk: 'Информатика кабинетіндегі интернетке кіру тарихын тексеру және акт жасау',
      ru: 'Проверка истории доступа в интернет в кабинете информатики и составление акта',
    },
    ...{ from: `${october}-01`, due: lastDayOf(october) },
  }
  const all = [...terms.flatMap((term) => perTerm(term, year)), check, ...monthsOf(year).flatMap(monthly)]
  return all.sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
}
