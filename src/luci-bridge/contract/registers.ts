/** The school's registers: briefings, plan, minutes, consents, drills. Days are `2026-09-01`, months `2026-09`. */
import type { Message } from '../../messages/message.ts'

export interface InThreeLanguages {
  readonly kk: string
  readonly ru: string
  readonly en: string
}

export interface BriefingTopic extends InThreeLanguages {
  readonly id: string
  /** Names harmful content. */
  readonly harmful: boolean
}

export interface SchoolTerm {
  readonly number: number
  readonly from: string
  readonly until: string
}

export interface SchoolTerms {
  /** The school year begins in September of it. */
  readonly year: number
  /** Where the dates are from. */
  readonly source: InThreeLanguages
  /** The order of this year is not known: these are the days of the last known one. */
  readonly assumed: boolean
  readonly terms: readonly SchoolTerm[]
}

export interface BriefingLine {
  readonly id: string
  readonly date: string
  readonly class: string
  /** Ids of ready-made topics, and one in own words; it may be empty. */
  readonly topics: readonly string[]
  readonly own: string
  readonly instructor: string
  readonly present: number
  readonly of?: number
  readonly user: string
  readonly struck?: { readonly user: string; readonly at: string; readonly why: string }
}

export interface Briefings {
  /** Oldest first; struck ones as well. */
  readonly lines: readonly BriefingLine[]
  readonly topics: readonly BriefingTopic[]
  /** Classes of the timetable and those that somebody wrote down. */
  readonly classes: readonly string[]
  readonly terms: SchoolTerms
  /** Number of the term that is asked about; 0 before the first. */
  readonly term: number
  /** What each class was told in it. */
  readonly overview: readonly { readonly class: string; readonly days: readonly string[]; readonly harmful: boolean }[]
  readonly today: string
}

export type PlanKind =
  | 'parents-meeting'
  | 'safe-internet'
  | 'october-check'
  | 'report-ready'
  | 'report-handed'
  | 'briefing'
  | 'decision'
  | 'other'

export interface PlanLine {
  readonly id: string
  readonly kind: PlanKind
  readonly title: Message
  readonly who: Message
  readonly from: string
  readonly due: string
  readonly done?: { readonly date: string; readonly note: string; readonly file: string; readonly user: string }
}

export interface YearPlan {
  readonly year: number
  readonly entries: readonly PlanLine[]
  readonly today: string
}

export interface MeetingPerson {
  readonly name: string
  readonly post: string
}

export interface MeetingDecision {
  readonly id: string
  readonly text: string
  readonly who: string
  readonly due?: string
}

export interface MeetingItem {
  readonly question: string
  readonly speaker: string
  readonly heard: string
  readonly decisions: readonly MeetingDecision[]
  readonly votes?: { readonly for: number; readonly against: number; readonly abstained: number }
}

export interface MeetingMinutes {
  readonly id: string
  readonly number: string
  readonly date: string
  readonly place: string
  readonly chair: MeetingPerson
  readonly secretary: MeetingPerson
  readonly present: readonly MeetingPerson[]
  readonly absent: readonly MeetingPerson[]
  readonly items: readonly MeetingItem[]
  readonly signed?: { readonly user: string; readonly at: string }
}

export type SeenByBrowser = 'answered' | 'failed' | 'timeout' | 'untried'
/** docs of `src/registers/drill.ts` say what each of them proves. */
export type DrillOutcome = 'refused' | 'opened' | 'elsewhere' | 'bypassed' | 'no-trace'

export interface DrillProbe {
  readonly name: string
  readonly category: string
  readonly expected: 'shut' | 'open'
  readonly verdict: DrillOutcome
  readonly http: SeenByBrowser
  readonly https: SeenByBrowser
  readonly resolver?: 'refused' | 'answered'
  readonly gateHttp?: 'refused' | 'allowed'
  readonly gateTls?: 'refused' | 'allowed'
  readonly why?: string
}

export interface DrillSummary {
  readonly id: string
  readonly room: string
  readonly user: string
  /** Local times with their offset. */
  readonly from: string
  readonly until: string
  readonly open: boolean
  readonly pcs: number
  readonly probes: number
  readonly right: number
  readonly wrong: readonly { readonly name: string; readonly verdict: DrillOutcome; readonly pcs: readonly string[] }[]
}

export interface DrillPcRun {
  readonly pc: string
  readonly ip: string
  readonly from: string
  readonly to: string
  /** Version of the list in force. */
  readonly version: number
  readonly probes: readonly DrillProbe[]
}
