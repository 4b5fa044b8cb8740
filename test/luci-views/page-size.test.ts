/** Tests how much a browser fetches of ours before a page stands: a school's line and router are slow. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compileViews } from '../../build/views.ts'

const test = suite('page sizes')

/** Octets of a page and of the stylesheet, without compression: uhttpd has none. */
const PAGE_LIMIT = 120_000

test('each page takes fewer than 120,000 octets with its stylesheet', async () => {
  const files = await compileViews()
  const style = Buffer.byteLength(files.get('style.css') ?? '')
  assert.ok(style > 1000)
  const pages = [...files].filter(([name]) => name.endsWith('.js'))
  assert.ok(pages.length >= 13, `${pages.length} pages`)
  for (const [name, text] of pages) {
    const size = Buffer.byteLength(text) + style
    assert.ok(size > style + 1000 && size < PAGE_LIMIT, `${name}: ${size} octets`)
  }
})

test.run()
