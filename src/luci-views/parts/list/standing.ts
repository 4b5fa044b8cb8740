/** Where the draft stands on its way to the director: one sentence, and what can be done. */
import { headline } from '../badge.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { tell } from '../failure.ts'
import * as rpc from '../rpc.ts'
import { inZone } from '../zone.ts'
import { hasErrors } from './calls.ts'
import { conflictWords, type ListContext } from './state.ts'

const callSend = rpc.declare('list_send')

function sentence(context: ListContext): HTMLElement {
  const { draft, problems } = context.list
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const { version } = context.inForce
  if (errors > 0)
    return headline(
      N_(
        errors,
        'The draft has %d mistake: it has to be mended before the director can see it.',
        'The draft has %d mistakes: they have to be mended before the director can see it.',
      ).format(errors),
      'bad',
    )
  if (draft.sent !== undefined)
    return headline(
      _('The draft lies before the director. %s sent it (%s).').format(
        draft.sent.user,
        inZone(draft.sent.at, context.now),
      ),
      'warning',
    )
  if (!draft.differs) {
    if (version === 0) return headline(_('No list has been approved yet: nothing opens.'), 'warning')
    return headline(
      _('The draft is the list in force, version %d. A change here holds when the director has approved it.').format(
        version,
      ),
      'good',
    )
  }
  return headline(
    version === 0
      ? _('No list has been approved yet. When the draft is ready, send it to the director.')
      : _('The draft differs from version %d, which is in force. When it is ready, send it to the director.').format(
          version,
        ),
    'warning',
  )
}

function returnedNote({ list, now }: ListContext): HTMLElement[] {
  const { returned } = list.draft
  if (returned === undefined) return []
  const who = _('%s sent the draft back (%s):').format(returned.user, inZone(returned.at, now))
  return [
    E('div', { class: 'alert-message warning', 'data-name': 'returned' }, [
      E('strong', {}, [who]),
      E('p', { class: 'aq-note' }, [returned.note]),
    ]),
  ]
}

async function send(context: ListContext): Promise<void> {
  const sure = await ask({
    title: _('Send to the director?'),
    content: [
      E('p', {}, [
        _('The director sees what changes, and approves it or sends it back. An edit after this takes it back.'),
      ]),
    ],
    confirm: _('Send'),
  })
  if (!sure) return
  try {
    await callSend({ base: context.list.sha256 })
    tell(_('The draft is with the director now.'))
    await context.refresh()
  } catch (error) {
    const conflict = await conflictWords(context, error)
    if (conflict === undefined) throw error
    tell(conflict)
  }
}

/** Whether there is anything for the director to decide on. */
export const canBeSent = ({ list }: ListContext): boolean =>
  list.draft.differs && list.draft.sent === undefined && !hasErrors(list.problems)

export function standing(context: ListContext): LuciChild[] {
  const isOffered = context.may('list_send') && canBeSent(context)
  const button_ = isOffered
    ? [button(_('Send to the director'), () => send(context), { kind: 'action', name: 'send', big: true })]
    : []
  return [sentence(context), ...returnedNote(context), ...button_]
}
