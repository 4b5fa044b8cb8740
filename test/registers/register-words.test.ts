/** What people type into registers: whatever it is, it is kept in a form that is read again. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { planSchema } from '../../src/registers/plan-schema.ts'
import { cleanLine, cleanText, neededLine } from '../../src/registers/register-words.ts'
import { addEntry, emptyPlan } from '../../src/registers/year-plan.ts'
import fc from '../properties.ts'

const test = suite('words of the registers')
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom('😀', 'a\u0301\u0301', '\ufdfa', '\u0390', ' ', '\n', 'ә'), maxLength: 80 }),
)

test('a text is as long as its schema lets it be, in units of UTF-16, and no pair is cut', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 60 }), (text, limit) => {
      for (const clean of [cleanLine, cleanText]) {
        const kept = clean(text, limit)
        assert.ok(kept.length <= limit, JSON.stringify(kept))
        assert.not.match(kept, /\p{Cs}/u)
      }
    }),
  )
  assert.is(cleanLine('😀'.repeat(9), 5), '😀😀')
  assert.throws(() => neededLine('title', ' \u200b', 5), /title: this line is empty/)
})

test('an entry of the plan that is all smiles is read again', () => {
  const author = { user: 'teacher', at: '2026-09-10T05:00:00Z', today: '2026-09-10' }
  const smiles = '😀'.repeat(400)
  const plan = addEntry(emptyPlan, { kind: 'other', title: smiles, who: smiles, due: '2026-10-01' }, author, 'p1')
  assert.ok(v.is(planSchema, JSON.parse(JSON.stringify(plan))))
})

test.run()
