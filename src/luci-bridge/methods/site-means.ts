/** Method `site_means`: what an entry for a pasted address would open, and what else could be meant. */
import { isPrivateAddress } from '../../firewall/inside.ts'
import { findAddresses } from '../../firewall/probe-resolver.ts'
import { message } from '../../messages/message.ts'
import { meaningsOf } from '../../whitelist/meanings.ts'
import { normaliseName } from '../../whitelist/names.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const siteMeans =
  ({ live }: Pick<Tools, 'live'>, find: typeof findAddresses = findAddresses): Method<'site_means'> =>
  async ({ address }) => {
    const means = meaningsOf(address)
    if (means === undefined) return failed('argument', message('site-wrong'), { argument: 'address' })
    const ascii = normaliseName(means.name)
    const [upstream] = live()?.plan?.facts.upstreams ?? []
    const found = ascii === undefined || upstream === undefined ? 'unknown' : await find(upstream, ascii)
    const isPrivate = typeof found !== 'string' && found.every(isPrivateAddress)
    return { ...means, ...(isPrivate && { isPrivate }) }
  }
