/** `open` and `shut`: opens a site that is on demand in a room for a time, or shuts it. */
import type { OpenedSite } from '../luci-bridge/contract.ts'
import { type Arguments, Failure, Usage } from '../machine/command-line.ts'
import { type Command, text } from './command.ts'
import { ask } from './live.ts'

function roomAndSite({ words }: Arguments): { room: string; site: string } {
  const [room, site, ...more] = words
  if (room === undefined || site === undefined || more.length > 0) throw new Usage('ROOM and SITE are wanted')
  return { room, site }
}

export const open: Command = {
  name: 'open',
  usage: 'ROOM SITE --minutes N | --until HH:MM | --lesson',
  summary: 'opens a site that the list has on demand, in a room and for a time',
  options: { minutes: { type: 'string' }, until: { type: 'string' }, lesson: { type: 'boolean' } },
  async run(context, given) {
    const where = roomAndSite(given)
    const [minutes, until, lesson] = [text(given, 'minutes'), text(given, 'until'), given.values.lesson === true]
    if ([minutes !== undefined, until !== undefined, lesson].filter(Boolean).length !== 1)
      throw new Usage('one of --minutes, --until and --lesson is wanted')
    if (minutes !== undefined && !/^[1-9]\d{0,2}$/.test(minutes))
      throw new Usage('--minutes takes a number from 1 to 600')
    const time = {
      ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
      ...(until === undefined ? {} : { until }),
      ...(lesson ? { lesson } : {}),
    }
    const opened = await ask<OpenedSite>(context, 'site_open', { ...where, ...time })
    context.print(`${opened.site} is open in ${opened.room} until ${opened.until}`)
    return 0
  },
}

export const shut: Command = {
  name: 'shut',
  usage: 'ROOM SITE',
  summary: 'shuts at once what was opened on demand',
  options: {},
  async run(context, given) {
    const where = roomAndSite(given)
    const { was } = await ask<{ was: boolean }>(context, 'site_shut', where)
    if (!was) throw new Failure(`${where.site} is not open on demand in ${where.room}`)
    context.print(`${where.site} is shut in ${where.room}`)
    return 0
  },
}
