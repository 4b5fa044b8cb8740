/**
 * The register of social networks. `aqtizim-psychologist` alone has these methods, and all but the first five need a
 * session that has typed the passphrase: they are answered with the code `refused` otherwise.
 */
import type { Message } from '../../messages/message.ts'

export interface SocialPupil {
  readonly id: string
  readonly class: string
  readonly label: string
  readonly consent?: string
  readonly withdrawn?: string
  /** Only with a consent that stands. */
  readonly account?: string
}

export type SocialWorkKind = 'talk' | 'parents' | 'group' | 'referral' | 'other'

export interface SocialWork {
  readonly id: string
  readonly date: string
  readonly what: SocialWorkKind | string
  /** How many people. */
  readonly count: number
  readonly note: string
  readonly pupil?: string
}

export interface SocialClassNumbers {
  readonly class: string
  readonly pupils: number
  readonly consents: number
  readonly refusals: number
  readonly accounts: number
  /** Results of the month's scan by category. */
  readonly categories: Readonly<Record<string, number>>
}

export type ReportPromptness = 'in-time' | 'late' | 'missing' | 'not-due'

export interface SocialMonth {
  readonly month: string
  readonly classes: readonly SocialClassNumbers[]
  /** By kind of work: how often, and with how many people in all. */
  readonly work: Readonly<Record<string, { readonly times: number; readonly people: number }>>
  readonly scanned: boolean
  /** Refused visits in the labs, by network, from the 26th of the month before to the 25th; none without a journal. */
  readonly attempts?: readonly { readonly network: string; readonly visits: number }[]
  readonly ready?: string
  readonly handed?: string
  readonly handedTo?: string
  readonly readyState: ReportPromptness
  readonly handedState: ReportPromptness
  readonly entries: readonly SocialWork[]
}

export interface ScanProblem {
  readonly severity: 'error' | 'warning'
  /** 1-based, as a spreadsheet counts. */
  readonly row: number
  readonly column: number
  readonly code: string
  readonly message: Message
}

export interface SocialScan {
  /** Until all parts are there: name of the upload for the next part. */
  readonly upload?: string
  /** With the last part. Not taken: an error is among the problems, and nothing was changed. */
  readonly taken?: boolean
  readonly problems?: readonly ScanProblem[]
  readonly encoding?: string
  readonly rows?: number
  /** Rows of accounts for which no consent stands. */
  readonly leftOut?: number
}
