/** Methods `minutes_*`: read and change the minutes of the commission. */
import {
  findMeeting,
  nextNumber,
  planDecisions,
  readMeeting,
  removeMeeting,
  saveMeeting,
  signMeeting,
} from '../../registers/minutes.ts'
import { newId } from '../../registers/new-id.ts'
import type { Method } from '../daemon.ts'
import type { RegisterTools } from '../register-tools.ts'

type Tools = Pick<RegisterTools, 'registers'>

export const minutesList =
  ({ registers: { minutes, today } }: Tools): Method<'minutes_list'> =>
  async () => ({
    minutes: minutes.value.meetings
      .map(({ id, number, date, items, signed }) => {
        return { id, number, date, questions: items.map(({ question }) => question), signed: signed !== undefined }
      })
      .reverse(),
    next: nextNumber(minutes.value, today()),
    today: today(),
  })

export const minutesGet =
  ({ registers: { minutes } }: Tools): Method<'minutes_get'> =>
  async ({ id }) =>
    findMeeting(minutes.value, id)

export const minutesSave =
  ({ registers: { minutes, author } }: Tools): Method<'minutes_save'> =>
  async ({ id, ...input }, { user }) => {
    if (id !== undefined) findMeeting(minutes.value, id)
    const name = id ?? newId()
    minutes.set(saveMeeting(minutes.value, readMeeting(input, author(user), name, newId)))
    return { id: name }
  }

export const minutesRemove =
  ({ registers: { minutes } }: Tools): Method<'minutes_remove'> =>
  async ({ id }) => {
    minutes.set(removeMeeting(minutes.value, id))
    return {}
  }

export const minutesSign =
  ({ registers: { minutes, author } }: Tools): Method<'minutes_sign'> =>
  async ({ id }, { user }) => {
    minutes.set(signMeeting(minutes.value, id, author(user)))
    return {}
  }

export const minutesPlan =
  ({ registers: { minutes, plan, author } }: Tools): Method<'minutes_plan'> =>
  async ({ id }, { user }) => {
    const made = planDecisions(plan.value, findMeeting(minutes.value, id), author(user), newId)
    if (made.added > 0) plan.set(made.plan)
    return { added: made.added }
  }
