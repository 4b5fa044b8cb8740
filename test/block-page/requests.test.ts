/** Tests the bounds of the queue of requests. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { reasonLimit } from '../../src/block-page/page.ts'
import {
  addRequest,
  cleanReason,
  emptyQueue,
  groupByName,
  type RequestQueue,
  removeName,
  usualLimits,
} from '../../src/block-page/requests.ts'
import fc from '../properties.ts'

const test = suite('requests for sites')
const limits = usualLimits
const minute = 60_000

function add(queue: RequestQueue, at: number, client: string, name: string, reason = '') {
  return addRequest(queue, { at, client, name, reason }, limits)
}

test('a PC may ask five times in ten minutes, and again later', () => {
  let queue = emptyQueue
  const outcomes = []
  for (const at of [0, 1, 2, 3, 4, 5, 6]) {
    const added = add(queue, at * minute, '192.168.1.7', `site${at}.kz`)
    queue = added.queue
    outcomes.push(added.outcome)
  }
  assert.equal(outcomes, ['sent', 'sent', 'sent', 'sent', 'sent', 'enough', 'enough'])
  assert.is(add(queue, 6 * minute, '192.168.1.8', 'vk.com').outcome, 'sent')
  assert.is(add(queue, 10 * minute, '192.168.1.7', 'vk.com').outcome, 'sent')
  assert.is(add(queue, 10 * minute - 1, '192.168.1.7', 'vk.com').outcome, 'enough')
})

test('the same wish twice waits once', () => {
  const first = add(emptyQueue, 0, '192.168.1.7', 'vk.com', 'one')
  const second = add(first.queue, 1, '192.168.1.7', 'vk.com', 'two')
  assert.is(second.outcome, 'again')
  assert.is(second.queue.waiting.length, 1)
})

test('many addresses do not outrun the limits', () => {
  let queue = emptyQueue
  for (let n = 0; n < 5000; n++) {
    queue = add(queue, n * 10_000, `fd00::${n.toString(16)}`, `s${n}.kz`).queue
    assert.ok(queue.recent.length <= limits.inAll && queue.waiting.length <= limits.waiting)
  }
  assert.is(queue.waiting.length, limits.waiting)
  let burst = emptyQueue
  for (let n = 0; n < 300; n++) burst = add(burst, 0, `fd00::${n.toString(16)}`, `s${n}.kz`).queue
  assert.is(burst.waiting.length, limits.inAll)
})

test('PCs of one room take no place of another, in the queue or in the time', () => {
  const askers = { pcOf: (address: string) => address, roomOf: (address: string) => address.split(':')[0] ?? '' }
  const two = { ...limits, rooms: 2 }
  const ask = (queue: RequestQueue, at: number, client: string, name: string) =>
    addRequest(queue, { at, client, name, reason: '' }, two, askers)
  let burst = emptyQueue
  for (let n = 0; n < 300; n++) burst = ask(burst, 0, `fd01::${n.toString(16)}`, `s${n}.kz`).queue
  assert.is(burst.waiting.length, limits.inAll / 2)
  assert.is(ask(burst, 0, 'fd02::7', 'vk.com').outcome, 'sent')
  let queue = emptyQueue
  for (let n = 0; n < 2000; n++) queue = ask(queue, n * 10_000, `fd01::${n.toString(16)}`, `s${n}.kz`).queue
  assert.is(queue.waiting.length, limits.waiting / 2)
  assert.is(ask(queue, 2e7, 'fd01::7', 'vk.com').outcome, 'enough')
  assert.is(ask(queue, 2e7, 'fd02::7', 'vk.com').outcome, 'sent')
})

test('one PC leaves half of its room’s share to the others, in the queue and in the time', () => {
  const askers = { pcOf: (address: string) => address, roomOf: () => 'lab' }
  for (const [rooms, inWindow, waiting] of [
    [1, 5, 30],
    [10, 5, 25],
    [50, 2, 5],
    [100, 1, 2],
    [1000, 1, 1],
  ] as const) {
    const many = { ...limits, rooms }
    const ask = (queue: RequestQueue, at: number, client: string, name: string) =>
      addRequest(queue, { at, client, name, reason: '' }, many, askers)
    let burst = emptyQueue
    for (let n = 0; n < 50; n++) burst = ask(burst, 0, '192.168.1.7', `s${n}.kz`).queue
    assert.is(burst.waiting.length, inWindow, `${rooms} rooms, at once`)
    let queue = emptyQueue
    for (let n = 0; n < 200; n++) queue = ask(queue, n * 10 * minute, '192.168.1.7', `s${n}.kz`).queue
    assert.is(queue.waiting.length, waiting, `${rooms} rooms, over days`)
    // Where a share is one request, nothing can be left of it.
    if (rooms > 100) continue
    assert.is(ask(burst, 0, '192.168.1.8', 'vk.com').outcome, 'sent', `${rooms} rooms`)
    assert.is(ask(queue, 2e8, '192.168.1.8', 'vk.com').outcome, 'sent', `${rooms} rooms`)
  }
})

test('a PC that asks all week does not fill the queue', () => {
  let queue = emptyQueue
  for (let n = 0; n < 600; n++) queue = add(queue, n * 3 * minute, '192.168.1.7', `s${n}.kz`).queue
  assert.is(queue.waiting.length, limits.waitingOfPc)
  assert.is(add(queue, 1801 * minute, '192.168.1.8', 'vk.com').outcome, 'sent')
})

test('a clock that jumps back locks nobody out for ever', () => {
  let queue = emptyQueue
  for (let n = 0; n < 5; n++) queue = add(queue, 1e12, '192.168.1.7', `s${n}.kz`).queue
  assert.is(add(queue, 5, '192.168.1.7', 'vk.com').outcome, 'sent')
})

test('the teacher sees names, most asked for first', () => {
  let queue = emptyQueue
  queue = add(queue, 1, '192.168.1.7', 'a.kz', 'lesson').queue
  queue = add(queue, 2, '192.168.1.7', 'b.kz', '').queue
  queue = add(queue, 3, '192.168.1.8', 'b.kz', 'essay').queue
  assert.equal(groupByName(queue), [
    { name: 'b.kz', first: 2, last: 3, clients: ['192.168.1.7', '192.168.1.8'], reasons: ['essay'] },
    { name: 'a.kz', first: 1, last: 1, clients: ['192.168.1.7'], reasons: ['lesson'] },
  ])
  assert.equal(
    groupByName(removeName(queue, 'b.kz')).map(({ name }) => name),
    ['a.kz'],
  )
})

test('a reason is one line of plain text', () => {
  assert.is(cleanReason('  керек\r\n\tсабаққа \u0000 '), 'керек сабаққа')
  assert.is(cleanReason('a\u202eb\u200bc\ufeffd\u2028e'), 'abcd e')
  assert.is(cleanReason(`e${'\u0301'.repeat(50)}`).length <= 4, true)
  assert.is([...cleanReason('😀'.repeat(400))].length, reasonLimit)
})

test('cleaning is final, bounded, and leaves no control or format characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
      const clean = cleanReason(text)
      assert.is([...clean].length <= reasonLimit, true)
      assert.is(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]| {2}|^ | $/u.test(clean), false, JSON.stringify(clean))
    }),
  )
})

test.run()
