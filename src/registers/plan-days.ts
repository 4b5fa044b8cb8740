/** Suggests the entries of a year's plan for pupils' safety on the internet. */

import { addDays, type Day, lastDayOf } from '../machine/day.ts'
import { type Message, message } from '../messages/message.ts'
import type { PlanKind } from './plan-kinds.ts'
import { saferInternetDay, type Term } from './school-year.ts'

export interface Suggested {
  /** The same in every year, so that a plan that was filled before is not filled twice. */
  readonly key: string
  readonly kind: PlanKind
  readonly title: Message
  readonly who: Message
  readonly from: Day
  readonly due: Day
}

/** One for each term. */
const meetings = [
  message('plan-meeting-consents'),
  message('plan-meeting-home'),
  message('plan-meeting-bullying'),
  message('plan-meeting-summer'),
] as const
const events = [
  message('plan-class-hours'),
  message('plan-cyber-lesson'),
  message('plan-safer-internet-day'),
  message('plan-drawing-contest'),
] as const

const perTerm = (term: Term, year: number): Suggested[] => {
  const { number, from, until } = term
  const key = (what: string) => `${year}-${what}-${number}`
  const meeting = meetings[number - 1]
  const event = events[number - 1]
  const safeDay = saferInternetDay(year + 1)
  const isSafeDay = number === 3 && safeDay >= from && safeDay <= until
  return [
    {
      ...{ key: key('briefing'), kind: 'briefing', who: message('plan-informatics-teacher') },
      ...{ title: message('plan-briefing', { term: number }), from, due: addDays(from, 13) },
    },
    ...(meeting === undefined
      ? []
      : [
          {
            ...({ key: key('meeting'), kind: 'parents-meeting', who: message('plan-class-teachers') } as const),
            ...{ title: meeting, from: addDays(from, 7), due: addDays(from, 34) },
          },
        ]),
    ...(event === undefined
      ? []
      : [
          {
            ...({ key: key('safe'), kind: 'safe-internet', who: message('plan-deputy'), title: event } as const),
            ...(isSafeDay ? { from: safeDay, due: safeDay } : { from: addDays(from, 14), due: addDays(from, 41) }),
          },
        ]),
  ]
}

const monthsOf = (year: number) =>
  [9, 10, 11, 12, 1, 2, 3, 4, 5].map((number) => `${number >= 9 ? year : year + 1}-${String(number).padStart(2, '0')}`)

const monthly = (month: string): Suggested[] => [
  {
    ...{ key: `${month}-report-ready`, kind: 'report-ready', who: message('plan-psychologist') },
    ...{ title: message('plan-report-ready'), from: `${month}-20`, due: `${month}-25` },
  },
  {
    ...{ key: `${month}-report-handed`, kind: 'report-handed', who: message('plan-psychologist') },
    ...{ title: message('plan-report-handed'), from: `${month}-25`, due: `${month}-26` },
  },
]

/** The entries of the school year that begins in September of `year`, in the order of their days. */
export function suggestPlan(year: number, terms: readonly Term[]): Suggested[] {
  const october = `${year}-10`
  const check: Suggested = {
    ...{ key: `${year}-october-check`, kind: 'october-check', who: message('plan-commission') },
    ...{ title: message('plan-history-check'), from: `${october}-01`, due: lastDayOf(october) },
  }
  const all = [...terms.flatMap((term) => perTerm(term, year)), check, ...monthsOf(year).flatMap(monthly)]
  return all.sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
}
