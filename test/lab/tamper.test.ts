/** Each forgery of `npm run lab:tamper` is found, and what is no forgery is not. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { forgeries, tryForgeries } from './tamper/try-forgeries.ts'

const test = suite('tamper')

test('each forgery is found and its first row named; what was not forged passes, and counts as missed', async () => {
  await bundle()
  const nothing = { what: 'nothing is done', forge: () => {}, code: 'seal', day: 0, row: 1 }
  const elsewhere = forgeries.slice(0, 1).map((forgery) => ({ ...forgery, row: forgery.row + 1 }))
  const { untouched, forged } = await tryForgeries([...forgeries, nothing, ...elsewhere])
  assert.equal(
    untouched.filter(({ found }) => found),
    [],
  )
  assert.equal(
    forged.flatMap(({ found, what }) => (found ? [] : what)),
    ['nothing is done', ...elsewhere.map(({ what }) => what)],
  )
})

test.run()
