/** Methods `drill_*`: open, list and close drills. */

import { message } from '../../messages/message.ts'
import { type Drill, totals } from '../../registers/drill.ts'
import type { DrillSummary } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { RegisterTools } from '../register-tools.ts'

type Tools = Pick<RegisterTools, 'registers' | 'drillService' | 'addresses'>

/** Minutes for which a drill is open where nobody says: a lesson. */
const usualMinutes = 45

function summaryOf({ drillService }: Tools, drill: Drill): DrillSummary {
  const { id, room, user, from, until } = drill
  return { id, room, user, from, until, open: drillService.openIn(room)?.id === id, ...totals(drill) }
}

export const drillStart =
  ({ drillService, addresses }: Tools): Method<'drill_start'> =>
  async ({ room, minutes = usualMinutes }, { user }) => {
    const { id, until } = drillService.start(room, minutes, user)
    return { id, until, addresses: addresses(room).map((address) => `http://${address}/.aqtizim/drill`) }
  }

export const drillStop =
  ({ drillService }: Tools): Method<'drill_stop'> =>
  async ({ room }, { user }) => ({ stopped: drillService.stop(room, user) })

export const drillList =
  (tools: Tools): Method<'drill_list'> =>
  async () => ({ drills: tools.registers.drills.value.drills.map((drill) => summaryOf(tools, drill)).reverse() })

export const drillGet =
  (tools: Tools): Method<'drill_get'> =>
  async ({ id }) => {
    const found = tools.registers.drills.value.drills.find((each) => each.id === id)
    if (found === undefined) return failed('missing', message('drill-unknown'), { argument: 'id' })
    return { ...summaryOf(tools, found), runs: found.runs }
  }
