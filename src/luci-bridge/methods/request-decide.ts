/** Method `request_decide`: adds a requested site to the draft, or refuses it. */
import { message } from '../../messages/message.ts'
import type { Problem } from '../contract.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { listEdit } from './list-edit.ts'

/** A site that cannot be added stays among the requests: somebody has to look at it. */
export const requestDecide =
  (tools: Pick<Tools, 'requestQueue' | 'draft' | 'live' | 'event'>): Method<'request_decide'> =>
  async ({ name, decision, word = '', add = false }, caller) => {
    const { requestQueue, event } = tools
    const isWaiting = requestQueue.waiting().some((request) => request.name === name)
    const adding = add && decision === 'taken' && isWaiting ? await addToDraft(tools, name, caller) : { added: false }
    if ('error' in adding) return adding
    const decided = requestQueue.decide(name)
    const said = word === '' ? {} : { word }
    if (decided) event('request-decided', { name, decision, ...said, user: caller.user })
    return { decided, added: adding.added }
  }

async function addToDraft(
  tools: Pick<Tools, 'draft' | 'live'>,
  name: string,
  caller: Parameters<Method<'list_edit'>>[1],
) {
  const base = tools.draft.now().sha256
  const edited = await listEdit(tools)({ base, edit: { kind: 'add', values: { domain: name } } }, caller)
  if ('error' in edited) return edited
  const [problem] = edited.problems.filter(({ severity }) => severity === 'error')
  if (!edited.saved && problem !== undefined) return failed('refused', whyNot(name, problem))
  return { added: edited.saved }
}

const whyNot = (name: string, { code, message: reason }: Problem) =>
  code === 'public-suffix'
    ? message('request-public-suffix', { name })
    : message('request-not-a-site', { name, reason })
