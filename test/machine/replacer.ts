/** Replaces a file again and again by a long line of one digit, its own. */
import * as fs from 'node:fs'
import { replaceFile } from '../../src/machine/atomic-write.ts'

const [, , folder = '', digit = ''] = process.argv
fs.writeFileSync(`${folder}/ready-${digit}`, '')
while (!fs.existsSync(`${folder}/go`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
for (let round = 0; round < 200; round++)
  replaceFile(fs, `${folder}/list`, [`${digit} `, digit.repeat(1 + ((round * 997) % 5000)), '\n'], false)
