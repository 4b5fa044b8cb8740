/** Tests the event emitter. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Events } from '../../src/machine/events.ts'

const test = suite('events')

interface Names extends Record<string, readonly unknown[]> {
  readonly visit: readonly [number: number]
  readonly applied: readonly []
}

test('listeners hear an event at once, in the order in which they came', () => {
  const events = new Events<Names>()
  const heard: string[] = []
  events.on('visit', (number) => heard.push(`first ${number}`))
  events.on('visit', (number) => heard.push(`second ${number}`))
  events.emit('visit', 1)
  assert.equal(heard, ['first 1', 'second 1'])
})

test('what happens before anybody listens is told to the first listener, once', () => {
  const events = new Events<Names>()
  const [first, second]: number[][] = [[], []]
  events.emit('visit', 1)
  events.emit('visit', 2)
  events.on('visit', (number) => first?.push(number))
  events.on('visit', (number) => second?.push(number))
  events.emit('visit', 3)
  assert.equal([first, second], [[1, 2, 3], [3]])
})

test('what nobody ever hears is bounded', () => {
  const events = new Events<Names>()
  for (let number = 0; number < 5000; number++) events.emit('visit', number)
  const heard: number[] = []
  events.on('visit', (number) => heard.push(number))
  assert.is(heard.length, 1000)
  assert.is(heard.at(-1), 4999)
})

test('a listener that is taken away hears no more, and the one after it still does', () => {
  const events = new Events<Names>()
  const heard: string[] = []
  const remove = events.on('applied', () => {
    heard.push('once')
    remove()
  })
  events.on('applied', () => heard.push('always'))
  events.emit('applied')
  events.emit('applied')
  assert.equal(heard, ['once', 'always', 'always'])
})

test('a listener that throws keeps no other from hearing, and its error comes up as uncaught', async () => {
  const events = new Events<Names>()
  const heard: string[] = []
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve))
  events.on('applied', () => {
    throw new Error('a bug')
  })
  events.on('applied', () => heard.push('still'))
  events.emit('applied')
  assert.equal(heard, ['still'])
  assert.is(((await uncaught) as Error).message, 'a bug')
})

test.run()
