/** The lock of the psychologist's register. */
import { button } from '../button.ts'
import { report } from '../failure.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { callCreate, callPassphrase, callUnlock } from './social-calls.ts'

type Reload = () => Promise<void>
const secret = (name: string, label: string) => input({ name, label, type: 'password' })

/** Twice the same, or what stands in the way. */
const differ = () => [E('p', { class: 'aq-bad' }, [_('Both have to be the same.')])]

export function createView(reload: Reload): LuciChild[] {
  const create = () => {
    const [first, second] = [secret('passphrase', _('Passphrase')), secret('again', _('The same again'))]
    openForm({
      title: _('New register'),
      content: [
        E('p', {}, [_('Without the passphrase nobody can open the register again: neither the administrator nor we.')]),
        E('div', { class: 'aq-form' }, [first.node, second.node]),
      ],
      confirm: _('Make the register'),
      async save() {
        if (first.value() !== second.value()) return differ()
        await callCreate({ passphrase: first.value() })
        await reload()
        return undefined
      },
    })
  }
  return [
    E('p', {}, [
      _(
        'The register of consents and accounts is kept encrypted on the router. It opens with a passphrase of at least 12 characters that only the psychologist knows. The router scans nobody.',
      ),
    ]),
    E('div', { class: 'aq-buttons' }, [
      button(_('Make the register'), create, { kind: 'positive', big: true, name: 'create' }),
    ]),
  ]
}

export function unlockView(reload: Reload): LuciChild[] {
  const passphrase = secret('passphrase', _('Passphrase'))
  const unlock = async () => {
    const typed = passphrase.value()
    passphrase.set('')
    await callUnlock({ passphrase: typed })
    await reload()
  }
  const enter = (event: Event) => {
    event.preventDefault()
    unlock().catch(report)
  }
  return [
    E('p', {}, [_('The register is locked. It locks itself after ten minutes without work.')]),
    E('form', { class: 'aq-form', submit: enter }, [passphrase.node]),
    E('div', { class: 'aq-buttons' }, [button(_('Unlock'), unlock, { kind: 'positive', big: true, name: 'unlock' })]),
  ]
}

export function passphraseForm(): void {
  const old = secret('old', _('Passphrase until now'))
  const [first, second] = [secret('fresh', _('New passphrase')), secret('again', _('The same again'))]
  openForm({
    title: _('Another passphrase'),
    content: [E('div', { class: 'aq-form' }, [old.node, first.node, second.node])],
    confirm: _('Save'),
    async save() {
      if (first.value() !== second.value()) return differ()
      await callPassphrase({ passphrase: old.value(), fresh: first.value() })
      return undefined
    },
  })
}
