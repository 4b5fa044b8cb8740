/** Declares the methods of the register of social networks. No message about their arguments ever quotes what was sent. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import type { Nothing } from '../contract/answer.ts'
import type { SocialMonth, SocialPupil, SocialScan } from '../contract/social.ts'
import { gives, method } from './method.ts'
import { day, line, text } from './parts.ts'
import { className, id, language, list, opt, whole } from './register-parts.ts'

const month = v.pipe(v.string(), v.regex(/^2[01]\d\d-(0[1-9]|1[0-2])$/, asIssue('month-wrong')))
/** Longer than any that a person types, and short enough to be hashed. */
const passphrase = text(1000)

export const socialMethods = {
  /** `missing`: no register yet. */
  social_state: method({
    does: 'whether the register of social networks is there, locked or open',
    roles: ['psychologist'],
    access: 'read',
    takes: {},
    gives: gives<{
      readonly state: 'missing' | 'locked' | 'open' | 'damaged'
      readonly idleSeconds: number
      readonly today: string
    }>(),
  }),
  social_create: method({
    does: 'makes the register, under a passphrase',
    roles: ['psychologist'],
    access: 'write',
    takes: { passphrase },
    gives: gives<Nothing>(),
  }),
  social_unlock: method({
    does: 'opens the register to this session',
    roles: ['psychologist'],
    access: 'write',
    takes: { passphrase },
    gives: gives<Nothing>(),
  }),
  social_lock: method({
    does: 'locks the register',
    roles: ['psychologist'],
    access: 'write',
    takes: {},
    gives: gives<Nothing>(),
  }),
  /** Locks all other sessions. */
  social_passphrase: method({
    does: 'sets another passphrase',
    roles: ['psychologist'],
    access: 'write',
    takes: { passphrase, fresh: passphrase },
    gives: gives<Nothing>(),
  }),
  /** Without `class`: the classes alone. */
  social_get: method({
    does: 'a class: consents, accounts, results',
    roles: ['psychologist'],
    access: 'read',
    takes: { class: opt(className), month: opt(month) },
    gives: gives<{
      readonly classes: readonly string[]
      readonly pupils: readonly SocialPupil[]
      /** Of these pupils in that month's scan. */
      readonly results: readonly {
        readonly pupil: string
        readonly category: string
        readonly count: number
        readonly note: string
      }[]
    }>(),
  }),
  social_pupils_add: method({
    does: 'adds pupils of a class',
    roles: ['psychologist'],
    access: 'write',
    takes: { class: className, labels: list(line(200), 200) },
    gives: gives<{ readonly added: number }>(),
  }),
  social_pupil_save: method({
    does: "changes a pupil's class or label",
    roles: ['psychologist'],
    access: 'write',
    takes: { id, class: className, label: line(200) },
    gives: gives<Nothing>(),
  }),
  social_pupil_remove: method({
    does: 'removes everything about a pupil',
    roles: ['psychologist'],
    access: 'write',
    takes: { id },
    gives: gives<Nothing>(),
  }),
  social_consent: method({
    does: 'enters that a consent was given',
    roles: ['psychologist'],
    access: 'write',
    takes: { id, date: day },
    gives: gives<Nothing>(),
  }),
  /** Erases the account, and what was found out under it, at once. */
  social_withdraw: method({
    does: 'enters that a consent was taken back, and erases the account',
    roles: ['psychologist'],
    access: 'write',
    takes: { id, date: day },
    gives: gives<Nothing>(),
  }),
  /** An empty account takes it away. */
  social_account: method({
    does: 'notes an account under a consent',
    roles: ['psychologist'],
    access: 'write',
    takes: { id, account: line(300) },
    gives: gives<Nothing>(),
  }),
  /** A CSV file in parts of base64, at most 512 KiB in all. `encoding`: for a file that says nothing itself. */
  social_scan: method({
    does: "takes the scan's results as CSV, in parts",
    roles: ['psychologist'],
    access: 'write',
    takes: {
      month,
      part: whole(31),
      parts: v.pipe(whole(32), v.minValue(1)),
      data: v.pipe(v.string(), v.maxLength(48 * 1024), v.base64(asIssue('base64-wrong'))),
      upload: opt(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, asIssue('name-wrong')))),
      encoding: opt(v.picklist(['windows-1251', 'kz-1048'])),
    },
    gives: gives<SocialScan>(),
  }),
  social_work_add: method({
    does: 'enters what the psychologist did',
    roles: ['psychologist'],
    access: 'write',
    takes: {
      date: day,
      what: v.picklist(['talk', 'parents', 'group', 'referral', 'other']),
      count: whole(5000),
      note: opt(line(1000)),
      pupil: opt(id),
    },
    gives: gives<{ readonly id: string }>(),
  }),
  social_work_remove: method({
    does: 'removes such an entry',
    roles: ['psychologist'],
    access: 'write',
    takes: { id },
    gives: gives<Nothing>(),
  }),
  social_month: method({
    does: 'a month as numbers',
    roles: ['psychologist'],
    access: 'read',
    takes: { month },
    gives: gives<SocialMonth>(),
  }),
  /** The report is made: its numbers stay as they are now. */
  social_ready: method({
    does: 'enters that the report of a month is made',
    roles: ['psychologist'],
    access: 'write',
    takes: { month, date: day },
    gives: gives<Nothing>(),
  }),
  social_handed: method({
    does: 'enters that the report was handed in',
    roles: ['psychologist'],
    access: 'write',
    takes: { month, date: day, to: opt(line(400)) },
    gives: gives<Nothing>(),
  }),
  /** The monthly report: numbers alone. `text` is base64 for `docx`. */
  social_paper: method({
    does: 'the report on paper',
    roles: ['psychologist'],
    access: 'read',
    takes: { month, language, format: v.picklist(['html', 'docx']) },
    gives: gives<{ readonly name: string; readonly type: string; readonly text: string }>(),
  }),
}
