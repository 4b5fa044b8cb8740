/**
 * `npm run lab:tamper`: writes a journal of several days, forges it in every way that we know, each in a copy of its own,
 * and asks `aqtizim verify`. Exit status 0 when each forgery was found, with the first wrong row named, and untouched
 * copies pass.
 */
import { bundle } from '../../build/bundle.ts'
import { forgeries, tryForgeries } from './tamper/try-forgeries.ts'

const print = (text: string) => void process.stdout.write(`${text}\n`)

await bundle()
const { untouched, forged } = await tryForgeries(forgeries, ({ what, found, said }, isForged) => {
  const mark = isForged ? (found ? 'found   ' : 'MISSED  ') : found ? 'REFUSED ' : 'passes  '
  print(`${mark}${what}: ${said}`)
})
print(`tamper: ${forged.length} forgeries, ${forged.filter(({ found }) => found).length} found`)
process.exitCode = forged.every(({ found }) => found) && untouched.every(({ found }) => !found) ? 0 : 1
