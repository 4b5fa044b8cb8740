/** A made-up school's journal: lessons in which PCs open listed sites, with what their pages need and with noise. */
import type { VisitRow } from '../../src/logger/record.ts'

/** Of a page's visits, how many ask for the name at once, or how often an hour later on. */
export interface Planted {
  readonly site: string
  readonly name: string
  readonly atStart?: number
  readonly perHour?: number
}

export interface School {
  readonly seed: number
  readonly pcs: number
  readonly days: number
  /** First school day, in seconds since the epoch at midnight UTC; if not given, 2026-10-05. */
  readonly from?: number
  readonly sites: readonly string[]
  readonly needs: readonly Planted[]
  /** Typed by pupils, each so often in a lesson of a PC, at any moment. */
  readonly typed: readonly string[]
  /** Asked for by browsers as they start, whatever is opened first. */
  readonly atBrowserStart: readonly string[]
  /** Asked for by programs every so many seconds. */
  readonly pinged: readonly string[]
}

/** Mulberry32, by Tommy Ettinger (public domain). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const time = (seconds: number) => new Date((seconds + 5 * 3600) * 1000).toISOString().replace(/\.000Z$/, '+05:00')

interface Draft {
  readonly site: string
  readonly verdict: 'allowed' | 'refused'
  readonly start: number
  readonly end: number
}

/** As the recorder does: what comes again before two quiet minutes have passed is the same visit. */
function join(drafts: readonly Draft[]): Draft[] {
  const joined: Draft[] = []
  const last = new Map<string, number>()
  for (const draft of [...drafts].sort((a, b) => a.start - b.start)) {
    const key = `${draft.verdict} ${draft.site}`
    const at = last.get(key)
    const open = at === undefined ? undefined : joined[at]
    if (at !== undefined && open !== undefined && draft.start - open.end < 120)
      joined[at] = { ...open, end: Math.max(open.end, draft.end) }
    else last.set(key, joined.push(draft) - 1)
  }
  return joined
}

export function makeSchool(school: School): VisitRow[] {
  const chance = random(school.seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T
  const rows: VisitRow[] = []
  for (let day = 0; day < school.days; day++) {
    for (let lesson = 0; lesson < 6; lesson++) {
      const first = school.from ?? Date.UTC(2026, 9, 5) / 1000
      const begins = first + (day * 24 + 4 + lesson) * 3600
      // A class works with two or three sites, in about the same order.
      const plan = [pick(school.sites), pick(school.sites), pick(school.sites)].slice(0, 2 + Math.floor(chance() * 2))
      for (let pc = 0; pc < school.pcs; pc++) {
        if (chance() < 0.15) continue
        const mac = `02:00:00:00:00:${pc.toString(16).padStart(2, '0')}`
        for (const draft of join(lessonOf(school, chance, plan, begins))) {
          const why = draft.verdict === 'refused' ? { why: 'unlisted' } : {}
          const { site, verdict } = draft
          const who = { room: 'informatics', pc: `PC-${pc}`, mac, ip: `192.168.1.${10 + pc}` }
          rows.push({
            n: rows.length + 1,
            start: time(draft.start),
            end: time(draft.end),
            ...who,
            site,
            verdict,
            ...why,
            flows: 1,
          })
        }
      }
    }
  }
  return rows.sort((a, b) => (a.end < b.end ? -1 : 1))
}

function lessonOf(school: School, chance: () => number, plan: readonly string[], begins: number): Draft[] {
  const drafts: Draft[] = []
  const refuse = (site: string, at: number) => {
    const start = Math.floor(at)
    drafts.push({ site, verdict: 'refused', start, end: start + 1 })
  }
  const first = begins + chance() * 120
  for (const name of school.atBrowserStart) refuse(name, first + chance() * 4)
  plan.forEach((site, part) => {
    // Some open all tabs at once.
    const start = Math.floor(
      chance() < 0.2 ? first + part * 5 : first + 3 + (part * 2400) / plan.length + chance() * 60,
    )
    const end = Math.floor(start + 300 + chance() * 1200)
    drafts.push({ site, verdict: 'allowed', start, end })
    for (const need of school.needs.filter((one) => one.site === site)) {
      if (chance() < (need.atStart ?? 0)) refuse(need.name, start + 1 + chance() * 4)
      const wait = 3600 / (need.perHour ?? 0)
      for (let at = start + chance() * 2 * wait; at < end; at += chance() * 2 * wait + 1) refuse(need.name, at)
    }
  })
  for (const name of school.typed) if (chance() < 0.25) refuse(name, begins + chance() * 2400)
  for (const name of school.pinged)
    for (let at = begins + chance() * 400; at < begins + 2400; at += 400) refuse(name, at)
  return drafts
}
