/** Tests which changes of the files of versions are news. */
import { fs as memory, vol } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createVersionWatch } from '../../src/health/version-files.ts'
import type { Files } from '../../src/machine/machine.ts'

const test = suite('files of versions')
const files = memory as unknown as Files
const folder = '/v'
const start = () => {
  vol.reset()
  vol.fromJSON({ '/v/0001.yaml': 'one', '/v/0001.json': '{}', '/v/0002.yaml': 'two', '/v/notes.txt': 'x' })
  const watch = createVersionWatch(files, folder)
  assert.equal(watch.look(), [])
  return watch
}
const brief = (changes: readonly { file: string; how: string }[]) => changes.map(({ file, how }) => `${file} ${how}`)

test('a changed file is news once, and stands until it is as it was', () => {
  const watch = start()
  vol.writeFileSync('/v/0001.yaml', 'changed')
  const [change] = watch.look()
  if (change?.how !== 'changed') throw new Error(`no change: ${JSON.stringify(change)}`)
  assert.equal([change.file, typeof change.at, typeof change.uid], ['0001.yaml', 'number', 'number'])
  assert.equal(watch.look(), [])
  assert.equal(brief(watch.standing()), ['0001.yaml changed'])
  vol.writeFileSync('/v/0001.yaml', 'one')
  assert.equal([watch.look(), watch.standing()], [[], []])
})

test('a touched file is no news, a removed one is', () => {
  const watch = start()
  vol.writeFileSync('/v/0002.yaml', 'two')
  vol.writeFileSync('/v/notes.txt', 'y')
  assert.equal(watch.look(), [])
  vol.unlinkSync('/v/0002.yaml')
  assert.equal(brief(watch.look()), ['0002.yaml gone'])
  assert.equal(watch.look(), [])
  vol.writeFileSync('/v/0002.yaml', 'other')
  assert.equal(brief(watch.look()), ['0002.yaml changed'])
  vol.writeFileSync('/v/0002.yaml', 'two')
  assert.equal([watch.look(), watch.standing()], [[], []])
})

test('a version is only expected where it was approved', () => {
  const watch = start()
  watch.approved(3)
  vol.writeFileSync('/v/0003.yaml', 'three')
  vol.writeFileSync('/v/0003.json', '{}')
  assert.equal(watch.look(), [])
  vol.writeFileSync('/v/0004.yaml', 'four')
  assert.equal(brief(watch.look()), ['0004.yaml came'])
  vol.writeFileSync('/v/0003.yaml', 'changed')
  assert.equal(brief(watch.look()), ['0003.yaml changed'])
  vol.unlinkSync('/v/0004.yaml')
  assert.equal(watch.look(), [])
  assert.equal(brief(watch.standing()), ['0003.yaml changed'])
})

test.run()
