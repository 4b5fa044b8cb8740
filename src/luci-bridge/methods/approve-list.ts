/** Makes the draft the newest version, and waits until it is in force. */

import type { Controller } from '../../control/controller.ts'
import type { Machine } from '../../machine/machine.ts'
import type { Paths } from '../../machine/paths.ts'
import { type Message, message } from '../../messages/message.ts'
import { approve as approveVersion } from '../../whitelist/write-version.ts'
import type { Approved } from '../contract.ts'
import type { Method } from '../daemon.ts'
import type { Draft } from '../draft.ts'

export interface ApprovingTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly controller: Controller
  readonly draft: Pick<Draft, 'now' | 'approved' | 'state' | 'parsed'>
  /** A version was written; it is to be watched from now on. */
  readonly onApproved: (version: number) => void
  readonly event: (name: string, details: Record<string, string | number>) => void
}

const said = (reasons: readonly Message[]) => ({ refused: reasons.map(({ text }) => text), reasons })

/** Refused as a whole: nothing was written, nothing changes. */
const refusal = (...reasons: readonly Message[]): Approved => ({
  version: 0,
  problems: [],
  ...said(reasons),
  milliseconds: 0,
  cut: 0,
})

function readDraft({ machine, paths, draft }: ApprovingTools, sha256: string): { text: string } | { refused: Message } {
  if (!machine.files.existsSync(paths.draft)) return { refused: message('draft-missing') }
  const now = draft.now()
  return now.sha256 === sha256 ? now : { refused: message('draft-changed') }
}

export function createApprove(tools: ApprovingTools): Method<'approve'> {
  const { machine, paths, controller, draft } = tools
  return async (args, { user, session }) => {
    const started = machine.uptime()
    const asked = readDraft(tools, args.sha256)
    if ('refused' in asked) return refusal(asked.refused)
    const parsed = await draft.parsed()
    const read = readDraft(tools, args.sha256)
    if ('refused' in read) return refusal(read.refused)
    // What teachers still work on is not theirs to lose by an early signature. `aqtizim approve` brings a finished file.
    if (session !== undefined && draft.state().sent === undefined) return refusal(message('draft-not-sent'))
    const settings = controller.state()?.settings
    if (settings === undefined) return refusal(message('settings-not-read'))
    const { by, post, order, date, signature } = args
    const at = new Date(machine.now()).toISOString()
    const approver = { by, post, order, date, user, at, ...(signature === undefined ? {} : { signature }) }
    const result = approveVersion(machine.files, paths.versions, read.text, approver, {
      rooms: settings.rooms.map(({ id }) => id),
      requireSignature: settings.requireSignature,
      publicKey: paths.directorKey,
      parsed,
      last: controller.lists,
    })
    if (result.version === undefined)
      return { ...refusal(...('refused' in result ? [result.refused] : [])), problems: result.problems ?? [] }
    tools.onApproved(result.version)
    const { state, cut } = await controller.refresh()
    const milliseconds = Math.round(machine.uptime() - started)
    draft.approved()
    tools.event('approved', { version: result.version, sha256: args.sha256, by, user })
    const isLive = state.enforced && state.version?.version === result.version
    const notLive = message('approved-not-in-force', { version: result.version })
    const reasons = isLive ? [] : [notLive, ...state.faults]
    return { version: result.version, problems: result.problems, ...said(reasons), milliseconds, cut }
  }
}
