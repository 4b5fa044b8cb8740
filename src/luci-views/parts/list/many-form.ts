/** Changes several entries in one step: what is filled in counts for all of them, the rest stays as it is. */
import type { ListEdited, ListSite, SiteValues } from '../../../luci-bridge/contract.ts'
import { input, select } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { callEdit, nameOf } from './calls.ts'
import { refusalLines } from './site-form.ts'
import { conflictWords, type ListContext } from './state.ts'

/** As many as the daemon takes in one step. */
export const manyAtMost = 100

export function openManyForm(
  context: ListContext,
  sites: readonly ListSite[],
  done: (edited: ListEdited) => void,
): void {
  const subject = input({ name: 'many-subject', label: _('Subject'), placeholder: _('stays as it is') })
  const open = select({ name: 'many-open', label: _('Opens') }, [
    ['', _('stays as it is')],
    ['always', _('always')],
    ['on-demand', _('only while a teacher opens it')],
  ])
  const rooms = select({ name: 'many-room', label: _('Rooms') }, [
    ['', _('stays as it is')],
    ['all', _('all')],
    ...context.rooms.map(({ id, name }) => [`room ${id}`, name] as const),
  ])
  const values = (): SiteValues => ({
    ...(subject.value() === '' ? {} : { subject: subject.value() }),
    ...(open.value() === '' ? {} : { open: open.value() === 'always' ? '' : open.value() }),
    ...(rooms.value() === '' ? {} : { rooms: rooms.value() === 'all' ? [] : [rooms.value().slice('room '.length)] }),
  })
  openForm({
    title: N_(sites.length, 'Change %d entry', 'Change %d entries').format(sites.length),
    content: [
      E('p', { class: 'aq-muted' }, [sites.map(nameOf).join(', ')]),
      E('div', { class: 'aq-form' }, [subject.node, open.node, rooms.node]),
    ],
    confirm: _('Save'),
    async save() {
      const changes = values()
      if (Object.keys(changes).length === 0) return undefined
      try {
        const edit = { kind: 'change-many', names: sites.map(nameOf), values: changes } as const
        const edited = await callEdit({ base: context.list.sha256, edit })
        if (!edited.saved) return refusalLines(edited)
        await context.refresh()
        done(edited)
        return undefined
      } catch (error) {
        const conflict = await conflictWords(context, error)
        if (conflict === undefined) throw error
        return [E('p', { class: 'alert-message warning', 'data-name': 'conflict' }, [conflict])]
      }
    },
  })
}
