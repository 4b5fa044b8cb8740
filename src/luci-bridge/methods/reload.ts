/** Method `reload`: puts the settings into force as they stand on the disk. */

import { message } from '../../messages/message.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const reload =
  (tools: Pick<Tools, 'reload'>): Method<'reload'> =>
  () =>
    tools.reload().catch((error: Error) => failed('unavailable', message('router-refused', { reason: error.message })))
