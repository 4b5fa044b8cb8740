/** What axe finds wrong with a page of the district, as texts. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return (await page.evaluate(
    "window.axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160)))",
  )) as string[]
}
