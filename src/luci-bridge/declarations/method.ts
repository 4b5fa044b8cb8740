/**
 * Declares one method of the ubus object `aqtizim`. Made of it are the check of its arguments, the types of arguments and
 * result that methods and pages have, its ubus signature, its lines in the ACL file and its row in docs/bridge.md.
 */
import * as v from 'valibot'

/** A role is the right to write of the ACL group of that name with `aqtizim-` before it; `root` has all. */
export type Role = 'admin' | 'teacher' | 'director' | 'psychologist'

export const everybody: readonly Role[] = ['admin', 'teacher', 'director', 'psychologist']
/** Who sees the list and the journal. */
export const viewers: readonly Role[] = ['admin', 'teacher', 'director']
export const teachers: readonly Role[] = ['admin', 'teacher']

/** A type alone: there is no value of it. */
export interface Gives<Result> {
  readonly result?: Result
}
export const gives = <Result>(): Gives<Result> => ({})

export interface Declaration<Entries extends v.ObjectEntries = v.ObjectEntries, Result = unknown> {
  /** For docs/bridge.md: what it does, in a few words. */
  readonly does: string
  /** None: only root calls it, on the router's own socket or by a login that may do everything. */
  readonly roles: readonly Role[]
  /** `read`: also for a login that has a role's group to read only. */
  readonly access: 'read' | 'write'
  readonly takes: v.ObjectSchema<Entries, undefined>
  readonly gives: Gives<Result>
}

type Written<Entries extends v.ObjectEntries, Result> = Omit<Declaration<Entries, Result>, 'takes'> & {
  readonly takes: Entries
}

export const method = <Entries extends v.ObjectEntries, Result>(
  written: Written<Entries, Result>,
): Declaration<Entries, Result> => ({ ...written, takes: v.object(written.takes) })

type Deep<Value> = Value extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Deep<Value[Key]> }
    : Value

/** What a method takes, as methods and pages see it; one without arguments takes an empty object. */
export type ArgumentsOf<One extends Declaration> = keyof v.InferOutput<One['takes']> extends never
  ? Record<string, never>
  : { readonly [Key in keyof v.InferOutput<One['takes']>]: Deep<v.InferOutput<One['takes']>[Key]> }
export type ResultOf<One extends Declaration> = One extends Declaration<v.ObjectEntries, infer Result> ? Result : never
