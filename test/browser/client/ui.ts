/** The module `ui`: a modal, notifications, and handlers that keep their button from being pressed twice. */
import { type Content, create } from './dom.ts'
import { rpc } from './rpc.ts'
import { translate as _ } from './words.ts'

const overlay = () => document.getElementById('modal_overlay')

/** What it has shown stays in the page, unseen, until the next one. */
function hideModal(): void {
  document.body.classList.remove('modal-overlay-active')
}

function showModal(title: Content | null, content: Content, ...classes: string[]): Node {
  overlay()?.remove()
  const modal = create('div', { class: ['modal', ...classes].join(' '), role: 'dialog', 'aria-modal': 'true' }, [])
  if (title !== null) modal.appendChild(create('h4', {}, title))
  modal.appendChild(create('div', {}, content))
  document.body.appendChild(create('div', { id: 'modal_overlay' }, [modal]))
  document.body.classList.add('modal-overlay-active')
  return modal
}

function addNotification(title: Content | null, content: Content, ...classes: string[]): Node {
  const dismiss = create('button', { class: 'btn', type: 'button', click: () => (box as Element).remove() }, [
    _('Dismiss'),
  ])
  const text = create('div', {}, content)
  const box = create('div', { class: ['alert-message', ...classes].join(' '), role: 'status' }, [
    create('div', { class: 'notice-body' }, [...(title === null ? [] : [create('h4', {}, title)]), text]),
    dismiss,
  ])
  document.getElementById('maincontent')?.prepend(box)
  return box
}

type Handler = (...given: unknown[]) => unknown

function createHandlerFn(context: unknown, handler: Handler | string, ...bound: unknown[]): (event: Event) => void {
  const run = typeof handler === 'string' ? ((context as Record<string, Handler>)[handler] as Handler) : handler
  return (event) => {
    const control = event.currentTarget as HTMLButtonElement
    control.classList.add('spinning')
    control.disabled = true
    control.blur()
    void Promise.resolve(run.call(context, ...bound, event)).finally(() => {
      control.classList.remove('spinning')
      control.disabled = false
    })
  }
}

/** Staged UCI changes become the router's, as LuCI's does it, but for waiting whether the router is still there. */
async function apply(): Promise<void> {
  const status = await rpc.declare({ object: 'uci', method: 'apply', params: ['rollback', 'timeout'] })(false, 0)
  const text = status === 0 ? _('Configuration changes applied.') : `uci apply: ${String(status)}`
  addNotification(null, create('p', {}, [text]), status === 0 ? 'notice' : 'error')
}

/** What LuCI shows when the session has ended. */
export function showSessionEnded(): void {
  const login = create('button', { class: 'btn primary', type: 'button', click: () => location.reload() }, [
    _('Log in…'),
  ])
  showModal(_('Session expired'), [
    create('div', { class: 'alert-message warning' }, [
      _('A new login is required since the authentication session expired.'),
    ]),
    create('div', { class: 'right' }, [login]),
  ])
}

export const ui = { showModal, hideModal, addNotification, createHandlerFn, changes: { apply } }
