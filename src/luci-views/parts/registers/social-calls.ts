/** The psychologist's methods. */
import * as rpc from '../rpc.ts'

export const callState = rpc.declare({ object: 'aqtizim', method: 'social_state', params: [] })
export const callCreate = rpc.declare({ object: 'aqtizim', method: 'social_create', params: ['passphrase'] })
export const callUnlock = rpc.declare({ object: 'aqtizim', method: 'social_unlock', params: ['passphrase'] })
export const callLock = rpc.declare({ object: 'aqtizim', method: 'social_lock', params: [] })
export const callPassphrase = rpc.declare({
  object: 'aqtizim',
  method: 'social_passphrase',
  params: ['passphrase', 'fresh'],
})
export const callGet = rpc.declare({ object: 'aqtizim', method: 'social_get', params: ['class', 'month'] })
export const callAdd = rpc.declare({ object: 'aqtizim', method: 'social_pupils_add', params: ['class', 'labels'] })
export const callSave = rpc.declare({
  object: 'aqtizim',
  method: 'social_pupil_save',
  params: ['id', 'class', 'label'],
})
export const callRemove = rpc.declare({ object: 'aqtizim', method: 'social_pupil_remove', params: ['id'] })
export const callConsent = rpc.declare({ object: 'aqtizim', method: 'social_consent', params: ['id', 'date'] })
export const callWithdraw = rpc.declare({ object: 'aqtizim', method: 'social_withdraw', params: ['id', 'date'] })
export const callAccount = rpc.declare({ object: 'aqtizim', method: 'social_account', params: ['id', 'account'] })
export const callScan = rpc.declare({
  object: 'aqtizim',
  method: 'social_scan',
  params: ['month', 'part', 'parts', 'data', 'upload', 'encoding'],
})
export const callWorkAdd = rpc.declare({
  object: 'aqtizim',
  method: 'social_work_add',
  params: ['date', 'what', 'count', 'note', 'pupil'],
})
export const callWorkRemove = rpc.declare({ object: 'aqtizim', method: 'social_work_remove', params: ['id'] })
export const callMonth = rpc.declare({ object: 'aqtizim', method: 'social_month', params: ['month'] })
export const callReady = rpc.declare({ object: 'aqtizim', method: 'social_ready', params: ['month', 'date'] })
export const callHanded = rpc.declare({ object: 'aqtizim', method: 'social_handed', params: ['month', 'date', 'to'] })
export const callPaper = rpc.declare({
  object: 'aqtizim',
  method: 'social_paper',
  params: ['month', 'language', 'format'],
})
