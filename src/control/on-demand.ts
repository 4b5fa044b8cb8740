/** Opens sites that are on demand for a lesson, some minutes or until a time of today, and writes that to the journal. */
import { isClockSet } from '../machine/clock.ts'
import { localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import { type Message, message } from '../messages/message.ts'
import { minutesOfDay, readClock } from '../timetable/hours.ts'
import { lessonEnd, weekTime } from '../timetable/timetable.ts'
import { isInSeason } from '../whitelist/open-now.ts'
import { type Site, siteName } from '../whitelist/whitelist.ts'
import type { Controller, State } from './controller.ts'
import type { Opening } from './openings.ts'

export interface OnDemandTools {
  readonly machine: Pick<Machine, 'now' | 'log'>
  readonly controller: Pick<Controller, 'state' | 'refresh' | 'openings'>
  readonly event: (name: string, details: Record<string, string | number>) => void
  /** Whether a class has its lesson in the room now. */
  readonly lessonOf: (room: string) => string | undefined
}

/** Until the lesson ends, for some minutes, or until a time of today as `10:45`. */
export type OpenFor =
  | { readonly kind: 'lesson' }
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'until'; readonly time: string }

export interface Wish {
  readonly room: string
  /** The site's name as the list has it. */
  readonly site: string
  readonly for: OpenFor
  readonly user: string
}

export type Why = 'hand' | 'time' | 'lesson' | 'list'

/** The longest opening for a lesson that was begun by hand, whose end the timetable does not know. */
const longestLessonMs = 90 * 60_000
const halfDay = minutesOfDay / 2

/** The entry of the list in force that is on demand in the room today. */
export function demandedSite(
  { version, today }: Pick<State, 'version' | 'today'>,
  room: string,
  name: string,
): Site | undefined {
  return version?.whitelist.sites.find(
    (site) =>
      site.onDemand === true &&
      siteName(site) === name &&
      (site.rooms === undefined || site.rooms.includes(room)) &&
      isInSeason(site, today),
  )
}

export class OnDemand {
  readonly #tools: OnDemandTools
  /** Openings that have ended but are not shut in the engines yet: the journal gets their row when they are. */
  #untold: { readonly opening: Opening; readonly why: Why; readonly user?: string }[] = []

  constructor(tools: OnDemandTools) {
    this.#tools = tools
  }

  all(): Opening[] {
    return this.#tools.controller.openings.all()
  }

  /** Opens it now. Returns a message where that fails; then everything stays open or shut as before. */
  async open(wish: Wish): Promise<Opening | Message> {
    const { controller, machine, event } = this.#tools
    const { room, site, user } = wish
    const state = controller.state()
    const now = machine.now()
    if (state === undefined || !isClockSet(now)) return message('no-clock-no-demand')
    if (demandedSite(state, room, site) === undefined) return message('not-on-demand', { site, room })
    const until = this.#endOf(wish, state, now)
    if (typeof until !== 'number') return until
    const before = this.all().find((one) => one.room === room && one.site === site)
    const opening = { room, site, user, since: now, until, lesson: wish.for.kind === 'lesson' }
    if (!controller.openings.open(opening)) return message('too-many-opened')
    const { state: after } = await controller.refresh()
    if (!after.enforced) {
      controller.openings.end((one) => one.room === room && one.site === site)
      if (before !== undefined) controller.openings.open(before)
      await controller.refresh()
      return message('open-not-in-force', { site })
    }
    event('opened-on-demand', { room, site, until: localTime(state.zone).format(Math.floor(until / 1000)), user })
    return opening
  }

  /** Shuts it at once. Returns false where it was not open. */
  async shut(room: string, site: string, user: string): Promise<boolean> {
    return (await this.#end((one) => one.room === room && one.site === site, 'hand', user)) > 0
  }

  /** Shuts what was opened for the room's lesson, which is over. */
  async lessonEnded(room: string): Promise<void> {
    await this.#end((one) => one.room === room && one.lesson, 'lesson')
  }

  /** Ends openings whose time is over, or whose site or room the list in force or the settings no longer have. Called by the schedule. */
  async look(): Promise<void> {
    const { controller } = this.#tools
    this.#note(controller.openings.endExpired(), 'time')
    const state = controller.state()
    const isGone = ({ room, site }: Opening) =>
      state !== undefined &&
      (!state.settings.rooms.some(({ id }) => id === room) || demandedSite(state, room, site) === undefined)
    if (state?.today !== undefined) this.#note(controller.openings.end(isGone), 'list')
    if (controller.openings.key() !== (state?.opened ?? '')) await controller.refresh()
    this.#tell()
  }

  async #end(isMeant: (opening: Opening) => boolean, why: Why, user?: string): Promise<number> {
    const ended = this.#tools.controller.openings.end(isMeant)
    if (ended.length === 0) return 0
    this.#note(ended, why, user)
    await this.#tools.controller.refresh()
    this.#tell()
    return ended.length
  }

  #note(ended: readonly Opening[], why: Why, user?: string): void {
    for (const opening of ended) this.#untold.push({ opening, why, ...(user === undefined ? {} : { user }) })
  }

  #tell(): void {
    const ended = this.#untold
    this.#untold = []
    for (const { opening, why, user } of ended) {
      const { room, site } = opening
      this.#tools.event('shut-on-demand', { room, site, why, ...(user === undefined ? {} : { user }) })
    }
  }

  /** Milliseconds since the epoch. */
  #endOf({ room, for: wanted }: Wish, { settings, zone }: State, now: number): number | Message {
    if (wanted.kind === 'minutes') return now + wanted.minutes * 60_000
    const local = localTime(zone).format
    if (wanted.kind === 'lesson') {
      const hours = settings.timetables.find((each) => each.room === room)?.hours ?? []
      const bell = lessonEnd(hours, now, local)
      if (bell !== undefined) return bell
      return this.#tools.lessonOf(room) === undefined ? message('no-lesson-now', { room }) : now + longestLessonMs
    }
    const wall = readClock(wanted.time)
    const { minutes } = weekTime(local(Math.floor(now / 1000)))
    if (wall === undefined || wall > minutesOfDay) return message('no-time-of-day', { time: wanted.time })
    if (wall <= minutes) return message('time-is-over', { time: wanted.time })
    const end = Math.floor(now / 60_000) * 60_000 + (wall - minutes) * 60_000
    // Clocks may be put forward or back before then, so the local time at that moment is checked.
    const off = (weekTime(local(end / 1000)).minutes - wall) % minutesOfDay
    return end - (off > halfDay ? off - minutesOfDay : off < -halfDay ? off + minutesOfDay : off) * 60_000
  }
}
