/**
 * Computes how likely a site's pages need a name. Every figure below is a count or a number of seconds from the journal.
 *
 *   at the start:  share x (1 - 1/lift) x breadth
 *   later on:      0.7 x (1 - 1/lift) x breadth x seen/(seen + 2)
 *
 * `share`: of the site's visits, how many had the name within seconds of their start; the lower end of Wilson's interval
 * (90 %), and a third or more counts as all, because not every page of a site loads everything.
 * `lift`: how many times more often the name comes with this site than without it, smoothed towards 1 where there is
 * little to compare with. A name that comes as often without the site gets 0.
 * `breadth`: pcs/(pcs + 1) x days/(days + 1/4): one PC on one day is an accident.
 * The greater of both counts; a name that a person could have typed has 0.75 of it, one that only counts visitors 0.4.
 */

/** Seconds before and after the start of a visit in which its page asks for what it needs. */
export const BEFORE = 2
export const AFTER = 15

export interface Evidence {
  /** Visits to the site in which the name could show: those where another site accounts for it are left out. */
  readonly visits: number
  /** How many of them had the name at their start. */
  readonly atStart: number
  /** Times that the name came later in a visit, and how long the site's visits were without their starts. */
  readonly later: number
  readonly laterSeconds: number
  /** Visits to other sites, and how many of them had the name at their start. */
  readonly otherVisits: number
  readonly otherAtStart: number
  /** Times that the name came without the site, and the seconds of use without it. */
  readonly without: number
  readonly withoutSeconds: number
  readonly pcs: number
  readonly days: number
  /** A name as people type it: `vk.com`, `www.vk.com`. */
  readonly typed: boolean
  readonly counter: boolean
}

export interface Score {
  /** 0 to 1 */
  readonly confidence: number
  readonly lift: number
}

export function score(evidence: Evidence): Score {
  const start = startLift(evidence)
  const later = laterLift(evidence)
  const breadth = (evidence.pcs / (evidence.pcs + 1)) * (evidence.days / (evidence.days + 0.25))
  const share = Math.min(1, 3 * lowerShare(evidence.atStart, evidence.visits))
  const atStart = share * sureness(start) * breadth
  const laterOn = 0.7 * sureness(later) * breadth * (evidence.later / (evidence.later + 2))
  const form = (evidence.typed ? 0.75 : 1) * (evidence.counter ? 0.4 : 1)
  return {
    confidence: round(Math.max(atStart, laterOn) * form, 1000),
    lift: round(atStart >= laterOn ? start : later, 10),
  }
}

const round = (value: number, to: number) => Math.round(value * to) / to
const sureness = (lift: number) => (lift > 1 ? 1 - 1 / lift : 0)

/** Against the starts of other sites, and against all the time without this one: the smaller counts. */
function startLift(evidence: Evidence): number {
  const { visits, atStart, otherVisits, otherAtStart, without, withoutSeconds } = evidence
  if (visits === 0 || atStart === 0) return 0
  const rate = atStart / visits
  const elsewhere = (otherAtStart + 1) / (otherVisits + 4)
  const byChance = ((without + 0.5) / (withoutSeconds + 600)) * (BEFORE + AFTER)
  return Math.min(rate / elsewhere, rate / byChance)
}

function laterLift({ later, laterSeconds, without, withoutSeconds }: Evidence): number {
  if (laterSeconds <= 0) return 0
  return later / laterSeconds / ((without + 1) / (withoutSeconds + 1800))
}

/** Wilson's score interval, z = 1.28 (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927). */
function lowerShare(hits: number, of: number): number {
  if (of === 0) return 0
  const z = 1.28
  const share = hits / of
  const middle = share + (z * z) / (2 * of)
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * of)) / of)
  return Math.max(0, (middle - spread) / (1 + (z * z) / of))
}
