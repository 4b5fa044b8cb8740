/** What counts as installed: `npm ci` runs once, by whoever's hand. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const at = (file: string) => new URL(`../../${file}`, import.meta.url)
const read = (file: string) => readFileSync(fileURLToPath(at(file)), 'utf8')
const { isInstalled } = (await import(at('build/installed.mjs').href)) as {
  isInstalled(wanted: string, there: string): boolean
}
const lock = (packages: object) => JSON.stringify({ packages })
const a = { version: '1.0.0', integrity: 'sha512-a' }
const b = { version: '2.0.0', integrity: 'sha512-b', optional: true }
const wanted = lock({ '': { name: 'x' }, 'node_modules/a': a, 'node_modules/b': b })

const test = suite('what is installed')

test('what npm has installed here is what is asked for', () => {
  assert.ok(isInstalled(read('package-lock.json'), read('node_modules/.package-lock.json')))
})

test('with and without what is optional', () => {
  assert.ok(isInstalled(wanted, lock({ 'node_modules/a': a, 'node_modules/b': b })))
  assert.ok(isInstalled(wanted, lock({ 'node_modules/a': a })))
})

test('with what somebody has tried besides', () => {
  assert.ok(isInstalled(wanted, lock({ 'node_modules/a': a, 'node_modules/c': a })))
})

test('not what is missing, or of another version', () => {
  assert.not.ok(isInstalled(wanted, lock({ 'node_modules/b': b })))
  assert.not.ok(isInstalled(wanted, lock({ 'node_modules/a': { ...a, version: '1.0.1' } })))
  assert.not.ok(isInstalled(wanted, lock({ 'node_modules/a': a, 'node_modules/b': { ...b, version: '2.1.0' } })))
})

test.run()
