/**
 * The register of social networks. `aqtizim-psychologist` alone has these methods, and all but the first five need a
 * session that has typed the passphrase: they are answered with the code `refused` otherwise.
 */
import type { Message } from '../../messages/message.ts'
import type { Nothing } from './answer.ts'

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

export interface SocialMethods {
  /** `missing`: no register yet. */
  social_state: {
    arguments: Nothing
    result: {
      readonly state: 'missing' | 'locked' | 'open' | 'damaged'
      readonly idleSeconds: number
      readonly today: string
    }
  }
  social_create: { arguments: { readonly passphrase: string }; result: Nothing }
  social_unlock: { arguments: { readonly passphrase: string }; result: Nothing }
  social_lock: { arguments: Nothing; result: Nothing }
  /** Locks all other sessions. */
  social_passphrase: { arguments: { readonly passphrase: string; readonly fresh: string }; result: Nothing }
  /** Without `class`: the classes alone. */
  social_get: {
    arguments: { readonly class?: string; readonly month?: string }
    result: {
      readonly classes: readonly string[]
      readonly pupils: readonly SocialPupil[]
      /** Of these pupils in that month's scan. */
      readonly results: readonly {
        readonly pupil: string
        readonly category: string
        readonly count: number
        readonly note: string
      }[]
    }
  }
  social_pupils_add: {
    arguments: { readonly class: string; readonly labels: readonly string[] }
    result: { readonly added: number }
  }
  social_pupil_save: {
    arguments: { readonly id: string; readonly class: string; readonly label: string }
    result: Nothing
  }
  social_pupil_remove: { arguments: { readonly id: string }; result: Nothing }
  social_consent: { arguments: { readonly id: string; readonly date: string }; result: Nothing }
  /** Erases the account, and what was found out under it, at once. */
  social_withdraw: { arguments: { readonly id: string; readonly date: string }; result: Nothing }
  /** An empty account takes it away. */
  social_account: { arguments: { readonly id: string; readonly account: string }; result: Nothing }
  /** A CSV file in parts of base64, at most 512 KiB in all. `encoding`: for a file that says nothing itself. */
  social_scan: {
    arguments: {
      readonly month: string
      readonly part: number
      readonly parts: number
      readonly data: string
      readonly upload?: string
      readonly encoding?: 'windows-1251' | 'kz-1048'
    }
    result: SocialScan
  }
  social_work_add: {
    arguments: {
      readonly date: string
      readonly what: SocialWorkKind
      readonly count: number
      readonly note?: string
      readonly pupil?: string
    }
    result: { readonly id: string }
  }
  social_work_remove: { arguments: { readonly id: string }; result: Nothing }
  social_month: { arguments: { readonly month: string }; result: SocialMonth }
  /** The report is made: its numbers stay as they are now. */
  social_ready: { arguments: { readonly month: string; readonly date: string }; result: Nothing }
  social_handed: {
    arguments: { readonly month: string; readonly date: string; readonly to?: string }
    result: Nothing
  }
  /** The monthly report: numbers alone. `text` is base64 for `docx`. */
  social_paper: {
    arguments: { readonly month: string; readonly language: 'kk' | 'ru'; readonly format: 'html' | 'docx' }
    result: { readonly name: string; readonly type: string; readonly text: string }
  }
}
