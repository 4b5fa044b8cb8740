/** Methods `plan_*`: read and change the year's plan. */

import { schoolYearOf } from '../../machine/day.ts'
import { yearOf } from '../../registers/briefings.ts'
import { printCalendar } from '../../registers/icalendar.ts'
import { newId } from '../../registers/new-id.ts'
import { suggestPlan } from '../../registers/plan-days.ts'
import {
  addEntry,
  changeEntry,
  entriesOf,
  fillPlan,
  markDone,
  markUndone,
  removeEntry,
} from '../../registers/year-plan.ts'
import type { Method } from '../daemon.ts'
import type { RegisterTools } from '../register-tools.ts'

type Tools = Pick<RegisterTools, 'registers'>

export const planGet =
  ({ registers }: Tools): Method<'plan_get'> =>
  async ({ year }) => {
    const today = registers.today()
    const asked = year ?? schoolYearOf(today)
    return { year: asked, entries: entriesOf(registers.plan.value, asked), today }
  }

export const planSave =
  ({ registers: { plan, author } }: Tools): Method<'plan_save'> =>
  async ({ id, ...input }, { user }) => {
    const name = id ?? newId()
    plan.set(
      id === undefined
        ? addEntry(plan.value, input, author(user), name)
        : changeEntry(plan.value, id, input, author(user)),
    )
    return { id: name }
  }

export const planRemove =
  ({ registers: { plan } }: Tools): Method<'plan_remove'> =>
  async ({ id }) => {
    plan.set(removeEntry(plan.value, id))
    return {}
  }

export const planDone =
  ({ registers: { plan, author } }: Tools): Method<'plan_done'> =>
  async ({ id, date, note = '', file = '' }, { user }) => {
    const by = author(user)
    plan.set(date === undefined ? markUndone(plan.value, id, by) : markDone(plan.value, id, { date, note, file }, by))
    return {}
  }

export const planFill =
  ({ registers }: Tools): Method<'plan_fill'> =>
  async ({ year }, { user }) => {
    const { plan, briefings, today, author } = registers
    const asked = year ?? schoolYearOf(today())
    const suggested = suggestPlan(asked, yearOf(briefings.value, asked).terms)
    const before = plan.value.entries.length
    plan.set(fillPlan(plan.value, suggested, author(user), newId))
    return { added: plan.value.entries.length - before }
  }

export const planCalendar =
  ({ registers, school }: Pick<RegisterTools, 'registers' | 'school'>): Method<'plan_calendar'> =>
  async ({ year, language = 'kk' }) => {
    const { plan, today } = registers
    const asked = year ?? schoolYearOf(today())
    const text = printCalendar(plan.value, entriesOf(plan.value, asked), { language, school: school() })
    return { name: `plan-${asked}.ics`, type: 'text/calendar;charset=utf-8', text }
  }
