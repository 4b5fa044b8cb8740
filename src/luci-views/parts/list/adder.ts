/** The line in which an address is pasted from the browser. */
import type { ListEdited } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { input } from '../field.ts'
import { callEdit } from './calls.ts'
import { meaningChoice } from './meaning-choice.ts'
import { openSiteForm } from './site-form.ts'
import type { ListContext } from './state.ts'

export type Attempt = (call: () => Promise<ListEdited>, done: (edited: ListEdited) => void) => Promise<void>

export function adder(context: ListContext, attempt: Attempt, saved: (edited: ListEdited) => void): HTMLElement {
  const address = input({
    name: 'paste',
    label: _('Paste an address from the browser'),
    placeholder: 'https://bilimland.kz/kk/…',
    // The overview leads here with what it was asked about.
    value: new URLSearchParams(window.location.search).get('add') ?? '',
  })
  const title = input({ name: 'new-title', label: _('Title') })
  const subject = input({ name: 'new-subject', label: _('Subject') })
  const meaning = meaningChoice()
  const ask = () => void meaning.about(address.value())
  address.node.addEventListener('change', ask)
  ask()
  const add = async () => {
    const given = { domain: address.value(), title: title.value(), subject: subject.value() }
    if (given.domain === '') return address.node.querySelector('input')?.focus()
    const filled = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''))
    const values = { ...filled, ...meaning.values(given.domain) }
    await attempt(
      () => callEdit({ base: context.list.sha256, edit: { kind: 'add', values } }),
      (edited) => {
        for (const field of [address, title, subject]) field.set('')
        meaning.clear()
        saved(edited)
      },
    )
  }
  const whole = () => openSiteForm(context, undefined, saved)
  const press = button(_('Add'), add, { kind: 'positive', name: 'add' })
  const more = button(_('More …'), whole, { name: 'add-more', title: _('Add with needs, rooms and ports') })
  address.node.classList.add('aq-long')
  const line = E('div', { class: 'aq-filters' }, [address.node, title.node, subject.node, press, more])
  line.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) press.click()
  })
  return E('div', {}, [line, meaning.node])
}
