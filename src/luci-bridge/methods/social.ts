/** The register of social networks: its lock, and its pupils. Messages name arguments; they quote none. */

import { message } from '../../messages/message.ts'
import { sortClasses } from '../../registers/briefings.ts'
import { storeLimits } from '../../registers/encrypted-store.ts'
import { newId } from '../../registers/new-id.ts'
import {
  addPupil,
  giveConsent,
  removePupil,
  renamePupil,
  type Social,
  setAccount,
  withdrawConsent,
} from '../../registers/social.ts'
import { type Caller, failed, type Method } from '../daemon.ts'
import type { RegisterTools } from '../register-tools.ts'

export type SocialTools = Pick<RegisterTools, 'registers' | 'encryptedStore'>

/** A locked register is no wrong argument: the page asks for the passphrase. */
export const locked = () => failed('refused', message('register-locked'))

export const isOpen = ({ encryptedStore }: SocialTools, caller: Caller) => encryptedStore.state(caller) === 'open'

export const socialState =
  ({ encryptedStore, registers }: SocialTools): Method<'social_state'> =>
  async (_, caller) => ({
    state: encryptedStore.state(caller),
    idleSeconds: storeLimits.idleMs / 1000,
    today: registers.today(),
  })

export const socialCreate =
  ({ encryptedStore }: SocialTools): Method<'social_create'> =>
  async ({ passphrase }, caller) => {
    await encryptedStore.create(caller, passphrase)
    return {}
  }

export const socialUnlock =
  ({ encryptedStore }: SocialTools): Method<'social_unlock'> =>
  async ({ passphrase }, caller) => {
    await encryptedStore.unlock(caller, passphrase)
    return {}
  }

export const socialLock =
  ({ encryptedStore }: SocialTools): Method<'social_lock'> =>
  async (_, caller) => {
    encryptedStore.lock(caller)
    return {}
  }

export const socialPassphrase =
  ({ encryptedStore }: SocialTools): Method<'social_passphrase'> =>
  async ({ passphrase, fresh }, caller) => {
    await encryptedStore.changePassphrase(caller, passphrase, fresh)
    return {}
  }

export const socialGet =
  (tools: SocialTools): Method<'social_get'> =>
  async ({ class: name, month }, caller) => {
    if (!isOpen(tools, caller)) return locked()
    const social = tools.encryptedStore.read(caller)
    const classes = sortClasses(new Set(social.pupils.map((each) => each.class)))
    const pupils = social.pupils.filter((each) => each.class === name)
    const ids = new Set(pupils.map(({ id }) => id))
    const scan = social.scans.find((each) => each.month === month)
    return { classes, pupils, results: scan?.results.filter(({ pupil }) => ids.has(pupil)) ?? [] }
  }

/** A method that changes the register and has nothing to say. */
function changing<Args>(change: (social: Social, args: Args, tools: SocialTools, caller: Caller) => Social) {
  return (tools: SocialTools) => async (args: Args, caller: Caller) => {
    if (!isOpen(tools, caller)) return locked()
    tools.encryptedStore.update(caller, (social) => change(social, args, tools, caller))
    return {}
  }
}

export const socialPupilsAdd =
  (tools: SocialTools): Method<'social_pupils_add'> =>
  async ({ class: name, labels }, caller) => {
    if (!isOpen(tools, caller)) return locked()
    const wanted = labels.filter((label) => label.trim() !== '')
    tools.encryptedStore.update(caller, (social) =>
      wanted.reduce((before, label) => addPupil(before, { class: name, label }, newId()), social),
    )
    return { added: wanted.length }
  }

export const socialPupilSave: (tools: SocialTools) => Method<'social_pupil_save'> = changing(
  (social, { id, ...input }) => renamePupil(social, id, input),
)

export const socialPupilRemove: (tools: SocialTools) => Method<'social_pupil_remove'> = changing((social, { id }) =>
  removePupil(social, id),
)

export const socialConsent: (tools: SocialTools) => Method<'social_consent'> = changing(
  (social, { id, date }, { registers }, { user }) => giveConsent(social, id, date, registers.author(user)),
)

export const socialWithdraw: (tools: SocialTools) => Method<'social_withdraw'> = changing((social, { id, date }) =>
  withdrawConsent(social, id, date),
)

export const socialAccount: (tools: SocialTools) => Method<'social_account'> = changing((social, { id, account }) =>
  setAccount(social, id, account),
)
