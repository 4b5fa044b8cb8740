/** What arguments of the registers' methods are made of. */
import * as v from 'valibot'
import { asIssue } from '../../messages/issue.ts'
import { whole as between, line } from './parts.ts'

export const id = v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, asIssue('name-wrong')))
export const whole = (most: number) => between(0, most)
export const className = line(64)
export const list = <Schema extends v.GenericSchema>(schema: Schema, most: number) =>
  v.pipe(v.array(schema), v.maxLength(most))
export const opt = v.exactOptional
export const language = v.picklist(['kk', 'ru'])
