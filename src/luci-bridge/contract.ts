/**
 * The ubus object `aqtizim`: its methods with the shapes of their arguments and results. Types alone, and all that a
 * page may import.
 */
import type { Failed } from './contract/answer.ts'
import type { CatalogueMethods } from './contract/catalogue.ts'
import type { ImportMethods } from './contract/import.ts'
import type { JournalMethods } from './contract/journal.ts'
import type { ListMethods } from './contract/list.ts'
import type { OnDemandMethods } from './contract/on-demand.ts'
import type { PaperMethods } from './contract/papers.ts'
import type { RegisterMethods } from './contract/registers.ts'
import type { SchoolMethods } from './contract/school.ts'
import type { SocialMethods } from './contract/social.ts'
import type { StatusMethods } from './contract/status.ts'

export type { Message } from '../messages/message.ts'
export type * from './contract/answer.ts'
export type * from './contract/catalogue.ts'
export type * from './contract/import.ts'
export type * from './contract/journal.ts'
export type * from './contract/list.ts'
export type * from './contract/on-demand.ts'
export type * from './contract/papers.ts'
export type * from './contract/registers.ts'
export type * from './contract/school.ts'
export type * from './contract/social.ts'
export type * from './contract/status.ts'

/**
 * Every method: what it takes and what it gives when nothing is in its way. A call may always be answered with `Failed`
 * instead: `Answer` is what arrives.
 */
export interface Contract
  extends StatusMethods,
    ListMethods,
    ImportMethods,
    CatalogueMethods,
    OnDemandMethods,
    JournalMethods,
    SchoolMethods,
    PaperMethods,
    RegisterMethods,
    SocialMethods {}

export type MethodName = keyof Contract

/** What a call of the method is answered with: `'error' in answer` tells the two apart. */
export type Answer<Name extends MethodName> = Contract[Name]['result'] | Failed
