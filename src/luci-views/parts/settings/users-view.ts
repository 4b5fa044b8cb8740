/** Who may log in, and as what. */
import dom from 'luci:dom'
import type { Role, User } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { failurePanel, tell } from '../failure.ts'
import { input, select } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import * as rpc from '../rpc.ts'
import { table } from '../table.ts'

const callUsers = rpc.declare('users')
const callSet = rpc.declare('user_set')
const callDelete = rpc.declare('user_delete')

function roleText(role: Role): string {
  switch (role) {
    case 'admin':
      return _('administrator')
    case 'teacher':
      return _('teacher')
    case 'director':
      return _('director')
    case 'psychologist':
      return _('psychologist')
  }
}
const rolesText = ({ roles: own, waits }: User) =>
  [...own.map(roleText), ...(waits ? [_('director, once a director confirms it')] : [])].join(', ')

const roles: readonly Role[] = ['teacher', 'director', 'psychologist', 'admin']

function openUser(user: User | undefined, done: () => Promise<void>): void {
  const name = input({ name: 'user-name', label: _('Login'), placeholder: 'aigul' })
  const password = input({
    name: 'user-password',
    label: user === undefined ? _('Password') : _('New password (empty: as it is)'),
    type: 'password',
  })
  const role = select(
    { name: 'user-role', label: _('Role'), value: user?.roles[0] ?? 'teacher' },
    roles.map((one) => [one, roleText(one)] as const),
  )
  const fields = [...(user === undefined ? [name] : []), password, role].map(({ node }) => {
    node.classList.add('aq-wide')
    return node
  })
  openForm({
    title: user === undefined ? _('New login') : user.name,
    content: [E('div', { class: 'aq-form' }, fields)],
    confirm: _('Save'),
    async save() {
      const obstacle = (text: string) => [E('p', { class: 'aq-bad' }, [text])]
      const called = user?.name ?? name.value()
      if (!/^[a-z][a-z0-9_-]{0,31}$/.test(called))
        return obstacle(_('A login has small Latin letters, digits, - and _, and begins with a letter.'))
      const secret = password.value()
      if (user === undefined && secret === '' && role.value() !== 'director')
        return obstacle(_('A new login needs a password: four words are best.'))
      const given = secret === '' ? {} : { password: secret }
      const { waits } = await callSet({ name: called, role: role.value() as Role, ...given })
      if (waits) tell(_('%s becomes a director when a director confirms it on the page Overview.').format(called))
      await done()
      return undefined
    },
  })
}

export function usersView(): HTMLElement {
  const body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  const draw = async () => {
    try {
      const { users } = await callUsers({})
      const columns = [
        { title: _('Login'), cell: ({ name }: User) => E('strong', {}, [name]) },
        { title: _('Role'), cell: (user: User) => rolesText(user) },
        {
          title: '',
          cell: (user: User) =>
            E('div', { class: 'aq-buttons aq-row-buttons' }, [
              button(_('Edit'), () => openUser(user, draw), { name: 'edit-user' }),
              button(_('Delete'), () => remove(user), { kind: 'negative', name: 'delete-user' }),
            ]),
        },
      ]
      dom.content(body, [
        table(columns, users, _('There is no login but root’s.')),
        E('div', { class: 'aq-buttons' }, [
          button(_('New login'), () => openUser(undefined, draw), { kind: 'positive', name: 'add-user' }),
        ]),
      ])
    } catch (error) {
      dom.content(body, [failurePanel(error)])
    }
  }
  const remove = async ({ name }: User) => {
    const content = [E('p', {}, [_('What this person did stays in the journal under the name.')])]
    if (
      !(await ask({ title: _('Delete the login %s?').format(name), content, confirm: _('Delete'), kind: 'negative' }))
    )
      return
    await callDelete({ name })
    await draw()
  }
  void draw()
  return E('div', { class: 'aqtizim cbi-section', 'data-name': 'users' }, [
    E('h3', {}, [_('Logins')]),
    E('p', {}, [
      _(
        'A teacher edits the list, a director approves it, a psychologist makes the report. Nobody approves who may edit.',
      ),
      ' ',
      _('A new director is confirmed by a director, who also sets the password.'),
    ]),
    body,
  ])
}
