/** The page of the social networks analysis, for the psychologist alone. No other page shows any of it. */
import type { Contract } from '../../luci-bridge/contract.ts'
import { button } from '../parts/button.ts'
import { page } from '../parts/page.ts'
import { callGet, callLock, callState } from '../parts/registers/social-calls.ts'
import { createView, passphraseForm, unlockView } from '../parts/registers/social-lock.ts'
import { monthView } from '../parts/registers/social-month.ts'
import { pupilsView } from '../parts/registers/social-pupils.ts'
import { tabs } from '../parts/tabs.ts'

interface Data {
  readonly state: Contract['social_state']['result']
  readonly classes: readonly string[]
}

function openView({ state: { today }, classes }: Data, reload: () => Promise<void>): LuciChild[] {
  const lock = async () => {
    await callLock({})
    await reload()
  }
  const views = tabs(
    [
      { name: 'pupils', title: _('Consents and accounts'), make: () => pupilsView(classes, today) },
      { name: 'month', title: _('Month and report'), make: () => monthView(today) },
    ],
    'pupils',
  )
  return [
    E('div', { class: 'aq-buttons' }, [
      button(_('Lock'), lock, { big: true, name: 'lock' }),
      button(_('Another passphrase'), passphraseForm, { name: 'passphrase' }),
    ]),
    views.node,
  ]
}

export default page<Data>({
  title: () => _('Social networks analysis'),
  async load() {
    const state = await callState({})
    return { state, classes: state.state === 'open' ? (await callGet({})).classes : [] }
  },
  render(data, reload) {
    if (data.state.state === 'open') return openView(data, reload)
    return data.state.state === 'missing' ? createView(reload) : unlockView(reload)
  },
})
