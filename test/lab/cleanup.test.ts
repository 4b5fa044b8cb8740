/** A lab's end takes all that is its own, and nothing of another lab. */
import { existsSync, mkdtempSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startProgram } from './program.ts'

const test = suite('cleanup')
const script = fileURLToPath(new URL('cleanup.sh', import.meta.url))

test("ends what is in its namespaces or bears its mark, not another lab's whose namespace got a freed number", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-cleanup-'))
  const cleanup = await startProgram(['sh', script, folder], { ready: /^ready$/ })
  // The kernel cannot be made to reuse a number on demand: processes of two labs in one namespace stand for that.
  const hold = (words: readonly string[], mark: string) =>
    startProgram([...words, 'sh', '-c', 'echo ready; exec cat'], { ready: /^ready$/, env: { AQTIZIM_LAB: mark } })
  const other = await hold(['unshare', '--net'], `${folder}-other`)
  const inside = ['nsenter', `--target=${other.pid}`, '--net', '--']
  const [own, unmarked, outside] = await Promise.all([
    hold(inside, folder),
    hold([...inside, 'env', '-u', 'AQTIZIM_LAB'], ''),
    hold([], folder),
  ])
  const bystander = await hold([], '')
  try {
    cleanup.send(readlinkSync(`/proc/${other.pid}/ns/net`))
    cleanup.close()
    assert.is(await cleanup.ended, 0)
    const killed = Promise.all([own, unmarked, outside].map(({ ended }) => ended))
    assert.equal(await killed, [143, 143, 143])
    const lives = await Promise.race([
      ...[other.ended, bystander.ended],
      new Promise((resolve) => setTimeout(resolve, 100, 'alive')),
    ])
    assert.equal([lives, existsSync(folder)], ['alive', false])
  } finally {
    for (const each of [other, own, unmarked, outside, bystander]) each.stop('SIGKILL')
  }
})

test.run()
