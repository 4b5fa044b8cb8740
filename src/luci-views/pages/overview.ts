/** The first page: does it work, what has to be done, and the rooms with their buttons. */
import type { Health, Status } from '../../luci-bridge/contract.ts'
import { failurePanel } from '../parts/failure.ts'
import { live } from '../parts/live.ts'
import { loadMay, type May } from '../parts/may.ts'
import { healthView } from '../parts/overview/health.ts'
import { newDirectors } from '../parts/overview/new-directors.ts'
import { siteQuestion } from '../parts/overview/question.ts'
import { roomCards } from '../parts/overview/rooms.ts'
import { remindersView, stateView } from '../parts/overview/state.ts'
import { todayView } from '../parts/overview/today.ts'
import { page } from '../parts/page.ts'
import { redraw, whenChanged } from '../parts/redraw.ts'
import * as rpc from '../parts/rpc.ts'
import { stepsView } from '../parts/setup/steps-view.ts'

const callStatus = rpc.declare('status')
const callHealth = rpc.declare('health')

interface Data {
  readonly status: Status
  readonly may: May
}

export default page<Data>({
  title: () => _('Overview'),
  async load() {
    const [status, may] = await Promise.all([callStatus({}), loadMay()])
    return { status, may }
  },
  render({ status: first, may }, reload) {
    const top = E('div', {}, [])
    const due = E('div', {}, [])
    const below = E('div', {}, [])
    const checks = E('div', {}, [])
    const steps = stepsView(may, first)
    const [lead, last] = first.list.version === 0 ? [[steps.node], []] : [[], [steps.node]]
    const refresh = async () => {
      try {
        draw(await callStatus({}))
      } catch {
        await reload()
      }
    }
    let health: Health | undefined
    let shown = first
    const drawTop = whenChanged((status: Status) => [
      status.clock.synchronised,
      { ...status, clock: 0, today: 0, visits: 0, reminders: 0 },
      health,
    ])
    const drawDue = whenChanged((status: Status) => status.reminders)
    const drawBelow = whenChanged((status: Status) => status.today)
    function draw(status: Status): void {
      shown = status
      steps.follow(status)
      drawTop(status, () => redraw(top, [...stateView(status, health, may), roomCards(status.rooms, may, refresh)]))
      drawDue(status, () => redraw(due, remindersView(status)))
      drawBelow(status, () => redraw(below, todayView(status, may)))
    }
    const check = async () => {
      try {
        health = await callHealth({})
        redraw(checks, healthView(health))
        draw(shown)
      } catch (error) {
        redraw(checks, [failurePanel(error)])
      }
    }
    draw(first)
    // Its probes take their time: the page does not wait for them.
    void check()
    live(top, {
      streams: first.liveStream,
      onNews: (kind) => (kind === 'visit' ? undefined : refresh()),
      poll: refresh,
    })
    return [...lead, top, ...newDirectors(may), ...siteQuestion(may), due, below, checks, ...last]
  },
})
