/** Compares pages with their goldens; `UPDATE_GOLDEN=1` writes them anew. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

export function matchesGolden(name: string, text: string): void {
  const folder = fileURLToPath(new URL('../golden/block-page/', import.meta.url))
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}${name}`, text)
  }
  assert.ok(existsSync(`${folder}${name}`), `there is no golden ${name}`)
  assert.is(text, readFileSync(`${folder}${name}`, 'utf8'))
}
