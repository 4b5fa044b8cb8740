/** The papers for the commission, and what is due. */
import type { Message } from '../../messages/message.ts'

/** An entry of the plan that is due or overdue. `due`: `2026-09-01`. */
export interface Reminder {
  readonly id: string
  readonly due: string
  readonly overdue: boolean
  readonly what: Message
}

export type PaperFieldType =
  | 'date'
  | 'month'
  | 'text'
  | 'lines'
  | 'number'
  | 'flag'
  | 'choice'
  | 'room'
  | 'version'
  | 'class'

/** What a paper asks for. Answers are texts: `2026-10-05` for a `date`, `2026-10` for a `month`, `1` or `0` for a `flag`. */
export interface PaperField {
  readonly name: string
  readonly type: PaperFieldType
  /** In the language that was asked for. */
  readonly label: string
  readonly required: boolean
  /** Of a `choice`. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  /** What the form begins with. */
  readonly initial?: string
}

export interface PaperEntry {
  readonly name: string
  readonly title: string
  readonly fields: readonly PaperField[]
}
