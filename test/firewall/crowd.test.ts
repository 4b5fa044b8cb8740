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
  // Each is an attack: the fewest packets are those of connections that the caps refuse.
  for (const { attack, packets } of outcomes) assert.ok(packets > 100, `${attack}: ${packets} packets`)
})

test('what is starved is told', () => {
  const tally = { who: 'the office', rounds: 4, again: 1, starved: ['no page: 0'] }
  assert.equal(starvedIn([{ attack: 'questions', packets: 1, tallies: [tally] }]), [
    'questions: the office: no page: 0',
  ])
})

test.run()
