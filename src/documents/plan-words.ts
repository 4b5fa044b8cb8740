/** Words of the year's plan and its report. */
import type { PlanKind } from '../registers/plan-kinds.ts'
import type { Texts } from './model.ts'

export interface PlanWords {
  readonly plan: string
  readonly report: string
  readonly year: (from: number) => string
  readonly planColumns: readonly [string, string, string, string, string]
  readonly reportColumns: readonly [string, string, string, string, string]
  readonly kinds: Readonly<Record<PlanKind, string>>
  readonly notDue: string
  readonly overdue: string
  readonly late: string
  readonly totals: (done: number, all: number, overdue: number) => string
  readonly none: string
  readonly yearField: string
}

export const planWords: Texts<PlanWords> = {
  kk: {
    plan: 'Оқушылардың интернеттегі қауіпсіздігін қамтамасыз ету жөніндегі жылдық жоспар',
    report: 'Оқушылардың интернеттегі қауіпсіздігі жөніндегі жоспардың орындалуы туралы есеп',
    year: (from) => `${from}–${from + 1} оқу жылы`,
    planColumns: ['№', 'Іс-шара', 'Мерзімі', 'Жауапты', 'Орындалуы'],
    reportColumns: ['№', 'Іс-шара', 'Мерзімі', 'Жауапты', 'Орындалғаны, растайтын құжат'],
    kinds: {
      'parents-meeting': 'Ата-аналар жиналыстары',
      'safe-internet': '«Қауіпсіз интернет» іс-шаралары',
      'october-check': 'Кіру тарихын тексеру',
      'report-ready': 'Айлық есептер: дайындау',
      'report-handed': 'Айлық есептер: тапсыру',
      briefing: 'Қауіпсіздік нұсқамалары',
      decision: 'Комиссия шешімдері',
      other: 'Басқа іс-шаралар',
    },
    notDue: 'мерзімі келмеген',
    overdue: 'мерзімі өтті',
    late: 'мерзімінен кеш',
    totals: (done, all, overdue) => `Жоспарланғаны — ${all}, орындалғаны — ${done}, мерзімі өткені — ${overdue}.`,
    none: 'Бұл оқу жылына жоспар жасалмаған.',
    yearField: 'Оқу жылы басталатын жыл',
  },
  ru: {
    plan: 'План на год по обеспечению безопасности учащихся в интернете',
    report: 'Отчёт о выполнении плана по безопасности учащихся в интернете',
    year: (from) => `${from}–${from + 1} учебный год`,
    planColumns: ['№', 'Мероприятие', 'Срок', 'Ответственный', 'Отметка о выполнении'],
    reportColumns: ['№', 'Мероприятие', 'Срок', 'Ответственный', 'Выполнение, подтверждающий документ'],
    kinds: {
      'parents-meeting': 'Родительские собрания',
      'safe-internet': 'Мероприятия «Безопасный интернет»',
      'october-check': 'Проверка истории доступа',
      'report-ready': 'Ежемесячные отчёты: подготовка',
      'report-handed': 'Ежемесячные отчёты: сдача',
      briefing: 'Инструктажи по безопасности',
      decision: 'Решения комиссии',
      other: 'Другие мероприятия',
    },
    notDue: 'срок не наступил',
    overdue: 'срок прошёл',
    late: 'с опозданием',
    totals: (done, all, overdue) => `Запланировано мероприятий: ${all}, выполнено: ${done}, просрочено: ${overdue}.`,
    none: 'План на этот учебный год не составлен.',
    yearField: 'Год, в котором начинается учебный год',
  },
  en: {
    plan: "Plan of the year for pupils' safety on the internet",
    report: "Report on the plan for pupils' safety on the internet",
    year: (from) => `School year ${from}–${from + 1}`,
    planColumns: ['No.', 'What', 'When', 'Who', 'Done'],
    reportColumns: ['No.', 'What', 'When', 'Who', 'Done, and the paper that shows it'],
    kinds: {
      'parents-meeting': "Parents' meetings",
      'safe-internet': 'Safe Internet events',
      'october-check': 'Check of the access history',
      'report-ready': 'Monthly reports: made',
      'report-handed': 'Monthly reports: handed in',
      briefing: 'Safety briefings',
      decision: "The commission's decisions",
      other: 'Other',
    },
    notDue: 'not due yet',
    overdue: 'overdue',
    late: 'late',
    totals: (done, all, overdue) => `Of ${all} entries ${done} are done and ${overdue} overdue.`,
    none: 'There is no plan for this school year.',
    yearField: 'Year in which the school year begins',
  },
}
