/** Method `site_means`: what an entry for a pasted address would open, and what else could be meant. */
import { message } from '../../messages/message.ts'
import { meaningsOf } from '../../whitelist/meanings.ts'
import { failed, type Method } from '../daemon.ts'

export const siteMeans =
  (): Method<'site_means'> =>
  async ({ address }) =>
    meaningsOf(address) ?? failed('argument', message('site-wrong'), { argument: 'address' })
