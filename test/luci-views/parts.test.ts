/** The parts of pages that compute: the event stream, times, filters of live rows. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildPage, compileViews } from '../../build/views.ts'

import { createParser } from '../../src/luci-views/parts/event-stream.ts'

const test = suite('parts of the pages')

test('an event stream is read whole, whatever the pieces', () => {
  const stream = 'event: visit\ndata: {"rows":[]}\n\n: a comment\n\nevent: status\r\ndata: {}\r\n\r\nevent: cut'
  for (let size = 1; size <= stream.length; size += 1) {
    const seen: string[] = []
    const parse = createParser((event, data) => seen.push(`${event} ${data}`))
    for (let at = 0; at < stream.length; at += size) parse(stream.slice(at, at + size))
    assert.equal(seen, ['visit {"rows":[]}', 'status {}'], `in pieces of ${size}`)
  }
})

test('every page is in the form that LuCI loads, without innerHTML, eval or running programs', async () => {
  const files = await compileViews()
  const pages = [...files].filter(([name]) => name.endsWith('.js'))
  assert.ok(pages.length >= 3)
  for (const [name, text] of pages) {
    assert.match(text, /^'use strict';('require [\w.]+( as \w+)?';)+/, name)
    assert.match(text, /return [\w$]+;\n$/, name)
    assert.not.match(
      text,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|require fs|\bimport\b/,
      name,
    )
    // The loader hands in what the header names; a second export or a top-level await would not run there.
    new Function('window', 'document', 'L', text)
  }
})

test('a page without a default export is no page', async () => {
  let message = ''
  await buildPage('src/luci-views/parts/when.ts').catch((error: Error) => {
    message = error.message
  })
  assert.match(message, 'no default export')
})

test.run()
