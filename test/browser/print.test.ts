/** Every paper of the sample school as a browser prints it: nothing sticks out of a page or a cell, and pages are numbered. */
import type { Browser, Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { writePaper } from '../../src/documents/write.ts'
import { sampleAnswers, samplePapers } from '../papers/all.ts'
import { suite } from '../suite.ts'
import { openBrowser } from './person.ts'

const test = suite('papers as they are printed')
let browser: Browser
let page: Page

/** A4 less the margins of html-style.ts, at 96 pixels an inch. */
const widths = { portrait: Math.floor((170 / 25.4) * 96), landscape: Math.floor((257 / 25.4) * 96) }

test.before(async () => {
  browser = await openBrowser()
  page = await browser.newPage()
  await page.emulateMedia({ media: 'print' })
})
test.after(() => browser?.close())

/** What is wider than the place that it has: its tag and its first words. */
const tooWide = `[...document.querySelectorAll('th,td,p,h1,h2,li,div,figure')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
  .map((node) => node.tagName + ' ' + node.textContent.slice(0, 30) + ' ' + node.scrollWidth + '>' + node.clientWidth)`

/** Words of letters alone that a narrow column cuts in two; a site's name or a hash may be. */
const cutWords = `[...document.querySelectorAll('th,td')].flatMap((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
  const cut = []
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const found of node.data.matchAll(/(?<=^|\\s)\\p{L}{2,20}(?=$|[\\s,;:])/gu)) {
      const range = document.createRange()
      range.setStart(node, found.index)
      range.setEnd(node, found.index + found[0].length)
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) cut.push(found[0])
    }
  return cut
})`

for (const kind of samplePapers())
  for (const language of ['kk', 'ru'] as const)
    test(`${kind.name} in ${language}`, async () => {
      const written = await writePaper(kind, { answers: sampleAnswers(kind), language, format: 'html' })
      if ('wrong' in written) throw new Error(written.wrong.message)
      let html = ''
      for await (const piece of written.pieces) html += Buffer.from(piece).toString('utf8')
      const width = html.includes('class="landscape"') ? widths.landscape : widths.portrait
      await page.setViewportSize({ width, height: 1000 })
      await page.setContent(html)
      assert.equal(await page.evaluate(tooWide), [])
      assert.equal(await page.evaluate(cutWords), [])
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      const boxes = [...pdf.matchAll(/\/MediaBox ?\[ ?0 0 (\d+)\S* (\d+)/g)].map(([, w, h]) => [Number(w), Number(h)])
      assert.ok(boxes.length > 0)
      for (const [w = 0, h = 0] of boxes) assert.is(w > h, width === widths.landscape)
    })

test.run()
