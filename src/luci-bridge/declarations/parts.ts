/** What arguments of several methods are made of. */
import * as v from 'valibot'
import { macText } from '../../kernel/mac.ts'
import { asIssue } from '../../messages/issue.ts'

export const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit, asIssue('text-longer', { most: limit })))
export const line = (limit: number) => v.pipe(text(limit), v.regex(/^\P{Cc}*$/u, asIssue('text-control')))
export const filled = (limit: number) => v.pipe(line(limit), v.minLength(1, asIssue('text-empty')))
export const day = v.pipe(v.string(), v.isoDate(asIssue('date-wrong')))
export const whole = (low: number, high: number) => {
  const words = asIssue('number-outside', { low, high })
  return v.pipe(v.number(words), v.integer(words), v.minValue(low, words), v.maxValue(high, words))
}
export const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, asIssue('not-a-hash')))
export const mac = v.pipe(
  v.string(),
  v.regex(/^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$/, asIssue('mac-wrong')),
  v.transform(macText),
)
export const room = v.pipe(line(32), v.minLength(1, asIssue('text-empty')))
