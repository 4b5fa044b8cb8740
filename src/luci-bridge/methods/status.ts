/** Method `status`: what is in force, and what is wrong. */
import { isClockSet } from '../../machine/clock.ts'
import { type Message, message, reasonOf } from '../../messages/message.ts'
import type { DraftState, RoomStatus, Status } from '../contract.ts'
import type { Method } from '../daemon.ts'
import { presentMs } from '../sightings.ts'
import type { CoreTools } from '../tools.ts'
import { openedSite } from './on-demand.ts'

/** Milliseconds between two looks at the kernel's tables for the count of PCs. */
const lookMs = 30_000

export const status =
  (tools: CoreTools): Method<'status'> =>
  async (_, { user, roles }) => {
    await tools.lookAround(lookMs)
    const { draft, requestQueue, machine, dailyStats } = tools
    const state = tools.live()
    const settings = state?.settings
    const readable = draftState(draft)
    const seconds = machine.now() / 1000
    const now = tools.local(seconds)
    const faults = [...(state?.faults ?? [message('not-started')]), ...tools.faults(), ...readable.faults]
    return {
      ...{ version: tools.productVersion, me: { user, roles } },
      ...{ school: settings?.school ?? '', language: settings?.language ?? 'kk' },
      requireSignature: settings?.requireSignature ?? false,
      liveStream: settings?.liveStream ?? false,
      enforced: state?.enforced ?? false,
      list: listInForce(tools),
      draft: readable.state,
      rooms: roomsNow(tools),
      faults: faults.map(({ text }) => text),
      messages: faults,
      visits: tools.openVisits(),
      today: dailyStats.counts(now.slice(0, 10)),
      clock: { now, zone: state?.zone ?? '', synchronised: isClockSet(machine.now()) },
      requests: requestQueue.waiting().length,
      reminders: tools.reminders(),
    }
  }

/** A draft that cannot be read must not hide all the rest. */
function draftState(draft: CoreTools['draft']): { readonly state: DraftState; readonly faults: readonly Message[] } {
  try {
    return { state: draft.state(), faults: [] }
  } catch (error) {
    return { state: { sha256: '', differs: true }, faults: [message('draft-unreadable', { reason: reasonOf(error) })] }
  }
}

function listInForce({ live }: CoreTools): Status['list'] {
  const list = live()?.version
  if (list === undefined) return { version: 0, sites: 0, sha256: '' }
  const { sha256, by, post, order, date, at } = list.meta
  return { version: list.version, sites: list.whitelist.sites.length, sha256, by, post, order, date, at }
}

function roomsNow(tools: CoreTools): RoomStatus[] {
  const state = tools.live()
  const present = pcsByRoom(tools)
  const dropped = new Map(tools.droppedQuestions().map(({ room, total }) => [room, total]))
  const opened = tools.onDemand.all().map((opening) => openedSite(tools, opening))
  return (state?.settings.rooms ?? []).map(({ id, name, networks }) => {
    const facts = state?.plan?.facts.rooms.find((room) => room.id === id)
    const why = facts?.paused !== true ? {} : { why: state?.shut.has(id) ? ('hours' as const) : ('hand' as const) }
    const [lesson, since] = [tools.lessons.of(id), tools.lessons.since(id)]
    return {
      ...{ id, name, networks, paused: facts?.paused ?? false, ...why, devices: facts?.devices ?? [] },
      ...(lesson === undefined ? {} : { lesson }),
      ...(since === undefined ? {} : { lessonSince: tools.local(since / 1000) }),
      pcs: present.get(id) ?? 0,
      droppedQuestions: dropped.get(id) ?? 0,
      opened: opened.filter(({ room }) => room === id),
    }
  })
}

function pcsByRoom({ sightings, roomOf, machine }: CoreTools): Map<string, number> {
  const since = machine.now() - presentMs
  const counts = new Map<string, number>()
  for (const { ips, at } of sightings.all()) {
    const room = at >= since ? ips.map(roomOf).find((found) => found !== undefined) : undefined
    if (room !== undefined) counts.set(room, (counts.get(room) ?? 0) + 1)
  }
  return counts
}
