/** One PC as many attackers, each for a moment: nobody else is starved. `npm run lab:crowd` gives them more time. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { attacks, type Outcome, runCrowd, starvedIn } from './crowd.ts'
import { enterOwnNamespace } from './own-namespace.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('crowd')

test('the PC beside it, the other room and the office go on with their work', async () => {
  const heard: Outcome[] = []
  const outcomes = await runCrowd(1, (outcome) => heard.push(outcome))
  assert.equal(starvedIn(outcomes), [])
  assert.equal(
    heard.map(({ attack }) => attack),
    attacks.map(({ name }) => name),
  )
  for (const { attack, tallies } of outcomes)
    for (const { who, rounds } of tallies) assert.ok(rounds >= 3, `${who} did nothing while there were ${attack}`)
})

test('what is starved is told', () => {
  const tally = { who: 'the office', rounds: 4, again: 1, starved: ['no page: 0'] }
  assert.equal(starvedIn([{ attack: 'questions', tallies: [tally] }]), ['questions: the office: no page: 0'])
})

test.run()
