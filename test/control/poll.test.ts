/** Tests when polling takes a difference for a change. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startPoll } from '../../src/control/poll.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('changes that nobody tells of')

/** Plays what is found, one answer a look; gives the looks after which there was a refresh. */
async function play(answers: readonly (string | undefined | Error)[]): Promise<number[]> {
  const machine = fakeMachine()
  let looks = 0
  const refreshed: number[] = []
  const poll = startPoll({
    machine,
    async unread() {
      const answer = answers[looks++]
      if (answer instanceof Error) throw answer
      return answer
    },
    async refresh() {
      refreshed.push(looks)
    },
    everyMs: 1,
    againMs: 1,
  })
  await machine.elapse(answers.length + 1)
  poll.stop()
  assert.ok(looks > answers.length)
  assert.equal(machine.standing(), [])
  return refreshed
}

test('a change that stays is put into force once', async () => {
  assert.equal(await play([undefined, 'a', 'a', undefined, undefined]), [3])
})

test('a file that is being written is left alone until it is whole', async () => {
  assert.equal(await play(['a', 'ab', 'abc', 'abc', undefined]), [4])
})

test('a change that was put into force by somebody else, or taken back, is none', async () => {
  assert.equal(await play(['a', undefined, 'a', undefined]), [])
})

test('while nobody answers nothing is done, and afterwards it goes on', async () => {
  assert.equal(await play([new Error('no ubus'), new Error('no ubus'), 'a', 'a']), [4])
})

test.run()
