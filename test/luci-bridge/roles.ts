/**
 * Who may do what, written down by hand: the declarations, the ACL file and the daemon are compared with it. UPDATE_GOLDEN
 * does not change it, so that no right is widened by mistake.
 */
import type { MethodName, Role } from '../../src/luci-bridge/contract.ts'

/** A name that is no method's is in no declaration, which the comparison shows. */
const methods = (words: string) => words.trim().split(/\s+/) as MethodName[]

const teacher = methods(`
  status health room_set lesson_start lesson_end site_opens site_means
  list_check list_get list_edit list_save list_diff list_send list_versions list_restore
  import_read import_lines import_add import_undo catalogue catalogue_read district_list district_list_fetch district_list_take on_demand site_open site_shut journal
  summary journal_export verify job job_drop requests request_decide request_ignore needs need_ignore pcs pcs_save
  rooms timetable timetable_save seats seats_save documents document
  briefing_list briefing_add briefing_strike briefing_settings
  plan_get plan_save plan_remove plan_done plan_fill plan_calendar
  setup
  minutes_list minutes_get minutes_save minutes_remove minutes_sign minutes_plan
  drill_start drill_stop drill_list drill_get
`)

const director = methods(`
  status health site_opens list_get list_diff list_return list_versions approve journal summary journal_export
  verify job job_drop rooms setup users user_confirm documents document briefing_list plan_get plan_done plan_calendar
  minutes_list minutes_get minutes_sign drill_list drill_get
`)

/** The psychologist alone sees persons. */
const psychologist = methods(`
  status health job job_drop documents document plan_get plan_done plan_calendar
  social_state social_create social_unlock social_lock social_passphrase social_get social_pupils_add social_pupil_save
  social_pupil_remove social_consent social_withdraw social_account social_scan social_work_add social_work_remove
  social_month social_ready social_handed social_paper
`)

export const expected: Readonly<Record<Role, readonly MethodName[]>> = {
  admin: [...teacher, 'rooms_add', 'zone_set', 'exempt_save', 'users', 'user_set', 'user_delete'],
  ...{ teacher, director, psychologist },
}

/** For `ubus call` and the command line: no page has to call them. */
export const commandLineOnly: readonly MethodName[] = ['list_check', 'summary', 'reload']
