/** Goldens are files that a person can read; `UPDATE_GOLDEN=1` writes them anew, on purpose. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

export function matches(name: string, text: string): void {
  const path = fileURLToPath(new URL(`../golden/firewall/${name}`, import.meta.url))
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  assert.ok(existsSync(path), `there is no golden ${name}`)
  assert.is(text, readFileSync(path, 'utf8'))
}

/** The lines of one block `head {` ... `}` of an nft text, so that a golden shows one thing and not the whole table. */
export function block(text: string, head: string): string {
  const lines = text.split('\n')
  const last = lines.findLastIndex((line) => line.startsWith(`  ${head} {`))
  const end = lines.indexOf('  }', last)
  assert.ok(last >= 0 && end > last, `there is no ${head}`)
  return `${lines.slice(last, end + 1).join('\n')}\n`
}
