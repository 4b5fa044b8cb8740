/** Logins that wait for a director, who confirms them and sets their password. */
import dom from 'luci:dom'
import type { User } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { tell } from '../failure.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import type { May } from '../may.ts'
import * as rpc from '../rpc.ts'

const callUsers = rpc.declare('users')
const callConfirm = rpc.declare('user_confirm')

function confirm({ name }: User, done: () => Promise<void>): void {
  const password = input({ name: 'confirm-password', label: _('Password'), type: 'password' })
  password.node.classList.add('aq-wide')
  openForm({
    title: _('%s becomes a director').format(name),
    content: [
      E('p', {}, [_('Whoever knows the password can approve lists: let the new director type it.')]),
      E('div', { class: 'aq-form' }, [password.node]),
    ],
    confirm: _('Confirm'),
    async save() {
      if (password.value() === '') return [E('p', { class: 'aq-bad' }, [_('Type a password: four words are best.')])]
      await callConfirm({ name, password: password.value() })
      tell(_('%s is a director now.').format(name))
      await done()
      return undefined
    },
  })
}

/** Empty where no login waits, or where the reader is no director. */
export function newDirectors(may: May): HTMLElement[] {
  if (!may('user_confirm')) return []
  const body = E('div', { 'data-name': 'new-directors' }, [])
  const draw = async () => {
    // The page shows elsewhere what is wrong with the router.
    const { users } = await callUsers({}).catch(() => ({ users: [] }))
    const waiting = users.filter(({ waits }) => waits)
    dom.content(
      body,
      waiting.map((user) =>
        E('div', { class: 'aq-card' }, [
          E('p', {}, [_('The login %s is to be a director’s. Is that right?').format(user.name)]),
          E('div', { class: 'aq-buttons' }, [
            button(_('Confirm'), () => confirm(user, draw), { kind: 'positive', name: 'confirm-director' }),
          ]),
        ]),
      ),
    )
  }
  void draw()
  return [body]
}
