/** What axe finds in a page, and what the keyboard reaches of it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { Person } from './person.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** All of axe's rules, on our part of the page: `whitelist dark: label: <the first elements>`. */
export async function violations({ page }: Person, name: string): Promise<string[]> {
  if ((await page.evaluate('typeof window.axe')) === 'undefined') await page.evaluate(axe)
  // A paper's frame is sandboxed: no script gets into it.
  // The head of a dialog is LuCI's, and always of the fourth level.
  const run = `(() => {
    const layer = document.querySelector('.modal-overlay-active .modal')
    const rules = { 'heading-order': { enabled: layer === null } }
    const settings = { iframes: false, resultTypes: ['violations'], rules }
    return window.axe.run(layer ?? document.querySelector('#view'), settings).then(({ violations }) => violations)
  })()`
  const found = (await page.evaluate(run)) as Violation[]
  return found.map(({ id, nodes }) => {
    const first = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`)
    return `${name}: ${id}: ${first.join(' | ')}`
  })
}

/** Words of our part of the page that can hardly be read on what is behind them; the look of buttons is the theme's. */
export async function paleWords(page: Page): Promise<string[]> {
  if ((await page.evaluate('typeof window.axe')) === 'undefined') await page.evaluate(axe)
  const context = "{ include: ['#view'], exclude: ['.btn'] }"
  const run = `window.axe.run(${context}, { runOnly: ['color-contrast'], iframes: false }).then((found) => found.violations)`
  const found = (await page.evaluate(run)) as Violation[]
  return found.flatMap(({ nodes }) => nodes.map(({ html }) => `pale: ${html.slice(0, 160)}`))
}

/** Controls that are to be seen, each with a number; of radio buttons only the one that Tab stops at. */
const number = `(() => {
  const all = '#view :is(a[href], button, input, select, textarea, summary):not(:disabled, [type=hidden])'
  const seen = [...document.querySelectorAll(all)].filter((node) => node.checkVisibility({ visibilityProperty: true }))
  const stops = seen.filter((node) => node.type !== 'radio' || node.checked)
  stops.forEach((node, index) => { node.dataset.walk = index })
  return stops.map((node) => node.outerHTML.slice(0, 160))
})()`

const focused = `(() => {
  const node = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(node)
  const isMarked = node.matches(':focus-visible') && outlineStyle !== 'none' && outlineWidth !== '0px'
  return { index: Number(node.dataset.walk ?? -1), isMarked }
})()`

/** Goes through the page by Tab alone. Gives the controls that it does not reach, and those that do not show the focus. */
export async function walk({ page }: Person): Promise<{ missed: string[]; unmarked: string[] }> {
  const controls = (await page.evaluate(number)) as string[]
  await page.evaluate(`{ const view = document.querySelector('#view'); view.tabIndex = -1; view.focus() }`)
  const [reached, marked] = [new Set<number>(), new Set<number>()]
  // A date is several stops, of which the last is a button inside of it.
  for (let step = 0; step < controls.length + 40 && reached.size < controls.length; step += 1) {
    await page.keyboard.press('Tab')
    const { index, isMarked } = (await page.evaluate(focused)) as { index: number; isMarked: boolean }
    if (index < 0) break
    reached.add(index)
    if (isMarked) marked.add(index)
  }
  return {
    missed: controls.filter((_, index) => !reached.has(index)),
    unmarked: controls.filter((_, index) => reached.has(index) && !marked.has(index)),
  }
}
