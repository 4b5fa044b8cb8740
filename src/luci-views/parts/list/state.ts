/** The draft as the page knows it, shared by its views. */
import type { May } from '../may.ts'
import { failureOf } from '../rpc.ts'
import { inZone } from '../zone.ts'
import type { LoadedList } from './calls.ts'

export interface Room {
  readonly id: string
  readonly name: string
}

export interface ListContext {
  readonly may: May
  readonly rooms: readonly Room[]
  /** `2026-10-05T09:12:03+05:00`: the router's clock, for its zone. */
  readonly now: string
  readonly requireSignature: boolean
  /** Version in force, with who approved it. */
  inForce: { readonly version: number; readonly by?: string; readonly post?: string }
  /** As it was read last. */
  list: LoadedList
  /** Reads the draft anew and shows it wherever it stands; what is typed in fields stays. */
  refresh(): Promise<void>
}

/** Who was faster, in words; nothing where the failure is another. The draft is read anew, so that saving again counts. */
export async function conflictWords(context: ListContext, error: unknown): Promise<string | undefined> {
  const { failed } = failureOf(error)
  if (failed?.code !== 'conflict') return undefined
  await context.refresh()
  const { user, at } = failed
  if (user === undefined || at === undefined)
    return _('Somebody changed the list meanwhile. What you entered is still here: look at the list and save again.')
  return _(
    '%s changed the list meanwhile (%s). What you entered is still here: look at the list and save again.',
  ).format(user, inZone(at, context.now))
}
