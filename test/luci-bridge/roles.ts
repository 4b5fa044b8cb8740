/** What each role may do, written down once more: the ACL file, the documents and the daemon are compared with it. */
import type { MethodName, Role } from '../../src/luci-bridge/contract.ts'

const everybody: readonly MethodName[] = ['status', 'health']
const jobs: readonly MethodName[] = ['job', 'job_drop']
const papers: readonly MethodName[] = ['documents', 'document']
const list: readonly MethodName[] = ['site_opens', 'list_get', 'list_diff', 'list_versions']
const journal: readonly MethodName[] = ['journal', 'summary', 'journal_export', 'verify', ...jobs]

const registers: readonly MethodName[] = [
  ...([
    'briefing_list',
    'plan_get',
    'plan_calendar',
    'minutes_list',
    'minutes_get',
    'drill_list',
    'drill_get',
  ] as const),
]
const registerWork: readonly MethodName[] = [
  ...(['briefing_add', 'briefing_strike', 'briefing_settings'] as const),
  ...(['plan_save', 'plan_remove', 'plan_done', 'plan_fill'] as const),
  ...(['minutes_save', 'minutes_remove', 'minutes_sign', 'minutes_plan', 'drill_start', 'drill_stop'] as const),
]
/** The psychologist's alone: nobody else sees persons. */
const social: readonly MethodName[] = [
  ...(['social_state', 'social_create', 'social_unlock', 'social_lock', 'social_passphrase', 'social_get'] as const),
  ...(['social_pupils_add', 'social_pupil_save', 'social_pupil_remove', 'social_consent', 'social_withdraw'] as const),
  ...(['social_account', 'social_scan', 'social_work_add', 'social_work_remove', 'social_month'] as const),
  ...(['social_ready', 'social_handed', 'social_paper'] as const),
]

const teacher: readonly MethodName[] = [
  ...everybody,
  ...list,
  ...journal,
  ...papers,
  ...(['list_check', 'list_edit', 'list_save', 'list_send', 'list_restore'] as const),
  ...(['site_means', 'on_demand', 'site_open', 'site_shut'] as const),
  ...(['import_read', 'import_lines', 'import_add', 'import_undo', 'catalogue', 'catalogue_read'] as const),
  ...(['room_set', 'lesson_start', 'lesson_end'] as const),
  ...(['requests', 'request_decide', 'request_ignore', 'needs', 'need_ignore'] as const),
  ...(['pcs', 'pcs_save', 'rooms', 'timetable', 'timetable_save', 'seats', 'seats_save'] as const),
  ...registers,
  ...registerWork,
]

export const expected: Readonly<Record<Role, readonly MethodName[]>> = {
  admin: [...teacher, 'exempt_save', 'users', 'user_set', 'user_delete'],
  teacher,
  director: [
    ...everybody,
    ...list,
    ...journal,
    ...papers,
    'rooms',
    'approve',
    'list_return',
    'users',
    'user_confirm',
    ...registers,
    'plan_done',
    'minutes_sign',
  ],
  psychologist: [...everybody, ...jobs, ...papers, 'plan_get', 'plan_calendar', 'plan_done', ...social],
}

/** For `ubus call` and the command line: no page has to call them. */
export const commandLineOnly: readonly MethodName[] = ['list_check', 'summary', 'reload']
