/** What arguments of several methods are made of. */
import * as v from 'valibot'

/** A sentence of ours where a person can be wrong: valibot's own speak to programmers, and in English alone. */
export const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit, `longer than ${limit} characters`))
export const line = (limit: number) => v.pipe(text(limit), v.regex(/^\P{Cc}*$/u, 'control characters are not allowed'))
export const filled = (limit: number) => v.pipe(line(limit), v.minLength(1, 'is empty'))
export const day = v.pipe(v.string(), v.isoDate('write the date as 2026-09-01'))
export const whole = (low: number, high: number) => {
  const words = `a number from ${low} to ${high}`
  return v.pipe(v.number(words), v.integer(words), v.minValue(low, words), v.maxValue(high, words))
}
export const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal'))
export const mac = v.pipe(
  v.string(),
  v.regex(/^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$/, 'a MAC address as 02:00:00:00:00:07'),
  v.transform((written) => written.toLowerCase().replaceAll('-', ':')),
)
export const room = v.pipe(line(32), v.minLength(1, 'is empty'))
