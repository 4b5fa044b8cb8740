/** Tests that parts end in reverse order, each once. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Endings } from '../../src/machine/endings.ts'

const test = suite('endings')

test('parts end newest first, each after the one before has ended, and once', async () => {
  const ended: string[] = []
  const endings = new Endings(() => {})
  endings.add(() => ended.push('bus'))
  const part = endings.own({
    async stop() {
      await new Promise((resolve) => setImmediate(resolve))
      ended.push('recorder')
    },
  })
  endings.add(() => ended.push('bridge'))
  assert.type(part.stop, 'function')
  await endings.endAll()
  await endings.endAll()
  assert.equal(ended, ['bridge', 'recorder', 'bus'])
})

test('a part that cannot end is logged and holds up no other', async () => {
  const said: string[] = []
  const ended: string[] = []
  const endings = new Endings((level, text) => said.push(`${level} ${text}`))
  endings.add(() => ended.push('bus'))
  endings.add(() => {
    throw new Error('the disk is gone')
  })
  await endings.endAll()
  assert.equal(ended, ['bus'])
  assert.match(said.join(), /^error .*the disk is gone/)
})

test.run()
