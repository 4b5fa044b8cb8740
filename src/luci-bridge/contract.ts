/**
 * Types of the ubus object `aqtizim`: its methods with their arguments and results. Pages import this file of the daemon, and
 * else only what runs in a browser as well: `messages/message.ts`, `whitelist/encodings.ts`.
 */
import type { Failed } from './contract/answer.ts'
import type { ArgumentsOf, ResultOf } from './declarations/method.ts'
import type { declarations } from './declarations.ts'

export type { Message } from '../messages/message.ts'
export type * from './contract/answer.ts'
export type * from './contract/catalogue.ts'
export type * from './contract/district-list.ts'
export type * from './contract/import.ts'
export type * from './contract/journal.ts'
export type * from './contract/list.ts'
export type * from './contract/on-demand.ts'
export type * from './contract/papers.ts'
export type * from './contract/registers.ts'
export type * from './contract/school.ts'
export type * from './contract/setup.ts'
export type * from './contract/social.ts'
export type * from './contract/status.ts'
export type { Role } from './declarations/method.ts'

type Declarations = typeof declarations
export type MethodName = keyof Declarations

/**
 * Every method: what it takes and what it gives when nothing is in its way. A call may always be answered with `Failed`
 * instead: `Answer` is what arrives.
 */
export type Contract = {
  readonly [Name in MethodName]: {
    readonly arguments: ArgumentsOf<Declarations[Name]>
    readonly result: ResultOf<Declarations[Name]>
  }
}

/** What a call of the method is answered with: `'error' in answer` tells the two apart. */
export type Answer<Name extends MethodName> = Contract[Name]['result'] | Failed
