/** Some of the faults, done to a router at work; `npm run lab:faults` does them all. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { patient } from './faults/pace.ts'
import { runFaults } from './faults/run-faults.ts'
import { startScene } from './faults/scene.ts'
import { faults } from './faults/table.ts'

const test = suite('faults')

test('nothing opens, all is mended and no row is lost; and what is open is seen', async () => {
  await bundle()
  const scene = await startScene(patient)
  try {
    const short = faults.filter((fault) => fault.short === true)
    const results = await runFaults(scene, short)
    assert.equal(
      results.flatMap(({ fault, faults: found }) => (found.length > 0 ? [[fault.id, ...found]] : [])),
      [],
    )
    assert.equal(
      results.flatMap(({ fault, openMs }) => (openMs === undefined ? [] : fault.id)),
      ['opened-unwatched'],
    )
    assert.equal(scene.watcher.complaints, [])
  } finally {
    await scene.stop()
  }
})

test.run()
