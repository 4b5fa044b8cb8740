/** The methods of all registers. */
import type { Daemon } from '../daemon.ts'
import type { registerMethods as declared } from '../declarations/registers.ts'
import type { socialMethods } from '../declarations/social.ts'
import type { RegisterTools } from '../register-tools.ts'
import { briefingAdd, briefingList, briefingSettings, briefingStrike } from './briefing.ts'
import { drillGet, drillList, drillStart, drillStop } from './drill.ts'
import { minutesGet, minutesList, minutesPlan, minutesRemove, minutesSave, minutesSign } from './minutes.ts'
import { planCalendar, planDone, planFill, planGet, planRemove, planSave } from './plan.ts'
import {
  socialAccount,
  socialConsent,
  socialCreate,
  socialGet,
  socialLock,
  socialPassphrase,
  socialPupilRemove,
  socialPupilSave,
  socialPupilsAdd,
  socialState,
  socialUnlock,
  socialWithdraw,
} from './social.ts'
import {
  socialHanded,
  socialMonth,
  socialPaper,
  socialReady,
  socialScan,
  socialWorkAdd,
  socialWorkRemove,
} from './social-report.ts'

export const registerMethods = (
  tools: RegisterTools,
): Pick<Daemon, keyof typeof declared | keyof typeof socialMethods> => ({
  briefing_list: briefingList(tools),
  briefing_add: briefingAdd(tools),
  briefing_strike: briefingStrike(tools),
  briefing_settings: briefingSettings(tools),
  plan_get: planGet(tools),
  plan_save: planSave(tools),
  plan_remove: planRemove(tools),
  plan_done: planDone(tools),
  plan_fill: planFill(tools),
  plan_calendar: planCalendar(tools),
  minutes_list: minutesList(tools),
  minutes_get: minutesGet(tools),
  minutes_save: minutesSave(tools),
  minutes_remove: minutesRemove(tools),
  minutes_sign: minutesSign(tools),
  minutes_plan: minutesPlan(tools),
  drill_start: drillStart(tools),
  drill_stop: drillStop(tools),
  drill_list: drillList(tools),
  drill_get: drillGet(tools),
  social_state: socialState(tools),
  social_create: socialCreate(tools),
  social_unlock: socialUnlock(tools),
  social_lock: socialLock(tools),
  social_passphrase: socialPassphrase(tools),
  social_get: socialGet(tools),
  social_pupils_add: socialPupilsAdd(tools),
  social_pupil_save: socialPupilSave(tools),
  social_pupil_remove: socialPupilRemove(tools),
  social_consent: socialConsent(tools),
  social_withdraw: socialWithdraw(tools),
  social_account: socialAccount(tools),
  social_scan: socialScan(tools),
  social_work_add: socialWorkAdd(tools),
  social_work_remove: socialWorkRemove(tools),
  social_month: socialMonth(tools),
  social_ready: socialReady(tools),
  social_handed: socialHanded(tools),
  social_paper: socialPaper(tools),
})
