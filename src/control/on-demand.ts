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

/** Until the bell, for some minutes, or until a time of today as `10:45`. */
export type OpenFor =
  | { readonly kind: 'lesson' }
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'until'; readonly time: string }

export interface Wish {
  readonly room: string
  /** As it is listed. */
  readonly site: string
  readonly for: OpenFor
  readonly user: string
}

export type Why = 'hand' | 'time' | 'lesson' | 'list'

/** A lesson that was begun by hand has no bell: nobody's lesson is longer. */
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
  /** Ended, and not in force yet: the journal hears of it when it is. */
  #untold: { readonly opening: Opening; readonly why: Why; readonly user?: string }[] = []

  constructor(tools: OnDemandTools) {
    this.#tools = tools
  }

  all(): Opening[] {
    return this.#tools.controller.openings.all()
  }

  /** Opens it now. A message says why not; then all is open or shut as it was. */
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

  /** Shuts it at once. False where it was not open. */
  async shut(room: string, site: string, user: string): Promise<boolean> {
    return (await this.#end((one) => one.room === room && one.site === site, 'hand', user)) > 0
  }

  /** The room's lesson is over, and what was opened for it with it. */
  async lessonEnded(room: string): Promise<void> {
    await this.#end((one) => one.room === room && one.lesson, 'lesson')
  }

  /** Ends what has run out and what the list in force or the settings have no more; the schedule calls it. */
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
    // Where the wall's clock is put forward or back before then, it shows another time at that moment.
    const off = (weekTime(local(end / 1000)).minutes - wall) % minutesOfDay
    return end - (off > halfDay ? off - minutesOfDay : off < -halfDay ? off + minutesOfDay : off) * 60_000
  }
}
