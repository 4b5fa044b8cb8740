/** Joins the parts of the daemon to the ubus object: its methods, and what `status` and subscribers are told. */
import type { InputTable } from 'ubus-client'
import { breathe } from '../machine/timers.ts'
import { Announcer } from './announcer.ts'
import { createMethods } from './create-methods.ts'
import { createLocal, createTools, type DaemonParts } from './create-tools.ts'
import { DailyStats } from './daily-stats.ts'
import { followDailyStats } from './follow-daily-stats.ts'
import { register } from './object.ts'
import type { PageTools } from './tools.ts'

/** Registers the object, and keeps up what `status` and its subscribers are told. */
export async function openBridge(parts: DaemonParts) {
  const { ubus, machine, controller, requestQueue, sightings, events } = parts
  const dailyStats = new DailyStats()
  const local = createLocal(controller)
  const announcer = new Announcer(parts.machine.timers)
  const tools = createTools(parts, { announcer, dailyStats, local })
  const counts = followDailyStats({
    ...{ machine, dailyStats, breathe },
    date: (seconds) => local().date(seconds),
    scan: (since) => tools.journal.scan({ since, visits: true }),
  })
  events.on('visit', (row) => {
    counts.add(row)
    if ('mac' in row && 'ip' in row) sightings.add(String(row.mac), String(row.ip), machine.now())
    announcer.visit(row)
  })
  events.on('request', (name) => announcer.request(name, requestQueue.waiting().length))
  events.on('applied', () => announcer.status())
  events.on('lesson', () => announcer.status())
  let pageTools: PageTools | undefined
  const openPageTools = async () => {
    const { createPageTools } = await import('./page-tools.ts')
    pageTools ??= createPageTools(parts, tools)
    return pageTools
  }
  const object = await register(ubus, createMethods(tools, openPageTools))
  announcer.attach({
    isHeard: () => object.active,
    notify: (kind, data) => void object.notify(kind, data as InputTable).catch(() => {}),
  })
  return {
    stop(): void {
      announcer.stop()
      pageTools?.jobs.stop()
    },
  }
}
