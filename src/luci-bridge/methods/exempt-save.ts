/** Method `exempt_save`: exempts a device from the white list, or guards it again. */
import { macText } from '../../kernel/mac.ts'
import { message } from '../../messages/message.ts'
import { isPlainAddress } from '../../settings/settings.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { optionOf, sectionsOf, type UciChange } from '../uci.ts'

export const exemptSave =
  ({ uci, event }: Pick<Tools, 'uci' | 'event'>): Method<'exempt_save'> =>
  async ({ mac, exempt, name = '', ips = [] }, { user }) => {
    const wrong = ips.findIndex((ip) => !isPlainAddress(ip))
    if (wrong >= 0) return failed('argument', message('address-wrong'), { argument: `ips.${wrong}` })
    const { changes } = await uci.change('aqtizim', (sections): { changes: UciChange[] } => {
      const known = sectionsOf(sections, 'exempt').filter(([, pc]) => macText(optionOf(pc, 'mac')) === mac)
      const gone = known.map(([section]) => ({ delete: section }))
      if (!exempt) return { changes: gone }
      const label = name.trim() || (known[0] === undefined ? mac : optionOf(known[0][1], 'name'))
      return { changes: [...gone, { add: 'exempt', values: { name: label, mac, ...(ips.length > 0 && { ip: ips }) } }] }
    })
    if (changes.length > 0) event('exempt', { mac, state: exempt ? 'on' : 'off', name, ips: ips.join(' '), user })
    return {}
  }
