/** Takes a lock as soon as everybody is there, sees that nobody else has it, and dies without giving it back. */
import * as fs from 'node:fs'
import { JournalBusy, takeLock } from '../../src/machine/pid-lock.ts'

const folder = process.argv[2] ?? ''
const sleep = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

fs.writeFileSync(`${folder}/ready-${process.pid}`, '')
while (!fs.existsSync(`${folder}/go`)) sleep(1)
for (;;) {
  try {
    takeLock(fs, `${folder}/a.lock`)
    break
  } catch (error) {
    if (!(error instanceof JournalBusy)) throw error
    sleep(1)
  }
}
// Two at once would meet here.
fs.writeFileSync(`${folder}/inside`, '', { flag: 'wx' })
fs.writeFileSync(`${folder}/had-${process.pid}`, '')
sleep(5)
fs.unlinkSync(`${folder}/inside`)
