/** Our objects against those of a real router, as `ubus list` saw them there (test/golden/ubus). */

import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { connect, decodeMessage, type FoundObject, MESSAGE, readAttributes, readFound } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startPocketRouter } from './router.ts'

const test = suite('signatures')

const golden = new URL('../golden/ubus/b-lookup-all.jsonl', import.meta.url)

function readReal(): Map<string, FoundObject> {
  const rows = fs.readFileSync(golden, 'utf8').trim().split('\n')
  const messages = rows
    .map((row): { hex: string } => JSON.parse(row))
    .filter(({ hex }) => hex !== '')
    .map(({ hex }) => decodeMessage(Buffer.from(hex, 'hex')))
  const found = messages
    .filter(({ type }) => type === MESSAGE.DATA)
    .flatMap((message) => readFound(readAttributes(message)) ?? [])
  return new Map(found.map((object) => [object.path, object]))
}

const real = readReal()
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'aqtizim-signatures-'))
const router = await startPocketRouter({ root, socket: path.join(root, 'bus') })
const bus = connect({ path: router.socket, reconnect: false })

test.after(async () => {
  await bus.close()
  await router.stop()
  fs.rmSync(root, { recursive: true, force: true })
})

for (const name of ['uci', 'session', 'service', 'log', 'luci-rpc', 'system']) {
  test(`${name} has no method or argument that the real one has not`, async () => {
    const [ours] = await bus.lookup(name)
    const theirs = real.get(name)?.methods
    assert.ok(ours !== undefined && ours.methods.size > 0)
    for (const [method, args] of ours.methods) {
      assert.equal([...args], [...(theirs?.get(method) ?? [['nosuch', method]])], `${name}.${method}`)
    }
  })
}

for (const name of ['session', 'service', 'log']) {
  test(`${name} has every method of the real one`, async () => {
    const [ours] = await bus.lookup(name)
    assert.equal([...(ours?.methods.keys() ?? [])].sort(), [...(real.get(name)?.methods.keys() ?? [])].sort())
  })
}

test.run()
