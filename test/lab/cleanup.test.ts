/** A lab's end takes all that is its own, and nothing of another lab. */
import { existsSync, mkdtempSync, readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '../patience.ts'
import { startProgram } from './program.ts'

const test = suite('cleanup')
/** What a process has for its standard input. */
function opens(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`)
  } catch {
    return undefined
  }
}

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
    cleanup.send(String(other.pid))
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

test('keeps the number of a namespace whose processes have ended, so that nobody else gets it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-cleanup-'))
  const hold = () => startProgram(['unshare', '--net', 'sh', '-c', 'echo ready; exec cat'], { ready: /^ready$/ })
  const numberOf = ({ pid }: { pid: number }) => readlinkSync(`/proc/${pid}/ns/net`)
  const cleanup = await startProgram(['sh', script, folder], { ready: /^ready$/ })
  const own = await hold()
  const number = numberOf(own)
  cleanup.send(String(own.pid))
  await until('the number is kept', () => readdirSync('/proc').some((pid) => opens(pid) === number))
  own.stop('SIGKILL')
  await own.ended
  const strangers = await Promise.all(Array.from({ length: 8 }, hold))
  try {
    assert.not.ok(strangers.map(numberOf).includes(number))
    cleanup.close()
    assert.is(await cleanup.ended, 0)
    for (const { pid } of strangers) assert.ok(existsSync(`/proc/${pid}/ns/net`))
  } finally {
    for (const stranger of strangers) stranger.stop('SIGKILL')
  }
})

test.run()
