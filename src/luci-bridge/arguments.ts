/** Checks of arguments, one schema a method. ubus sends what it likes; only what is named here gets any further. */
import * as v from 'valibot'
import { catalogueSchemas } from './arguments/catalogue.ts'
import { importSchemas } from './arguments/import.ts'
import { journalSchemas } from './arguments/journal.ts'
import { listSchemas } from './arguments/list.ts'
import { onDemandSchemas } from './arguments/on-demand.ts'
import { paperSchemas } from './arguments/papers.ts'
import { registerSchemas, socialSchemas } from './arguments/registers.ts'
import { schoolSchemas } from './arguments/school.ts'
import { statusSchemas } from './arguments/status.ts'
import type { Contract, MethodName } from './contract.ts'

export type Schema = v.ObjectSchema<v.ObjectEntries, undefined>

export const schemas = {
  ...statusSchemas,
  ...listSchemas,
  ...importSchemas,
  ...catalogueSchemas,
  ...onDemandSchemas,
  ...journalSchemas,
  ...schoolSchemas,
  ...paperSchemas,
  ...registerSchemas,
  ...socialSchemas,
} satisfies Record<MethodName, Schema>

/** Each schema gives what the contract says that the method takes. */
export type Checked = { [Name in MethodName]: v.InferOutput<(typeof schemas)[Name]> }
type Disagreeing = {
  [Name in MethodName]: Checked[Name] extends Contract[Name]['arguments'] ? never : Name
}[MethodName]
/** Does not compile where a schema lets through what the contract does not know. */
export const agreed: Disagreeing extends never ? true : Disagreeing = true

/** The name of the first wrong argument, with the way into it: `edit.values.domain`. */
export function wrongArgument([issue]: readonly v.BaseIssue<unknown>[]): string | undefined {
  return issue === undefined ? undefined : (v.getDotPath(issue) ?? undefined)
}
