/** What the programs of the build say to an order that cannot be carried out: one sentence, and nothing is written. */
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeSecret, writePublic } from '../../build/pack/usign.ts'
import { node } from '../node.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'aqtizim-order-'))
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const publicKey = write('aqtizim.pub', writePublic(makeSecret(Buffer.alloc(32, 3), Buffer.alloc(8, 4))))
const { privateKey } = generateKeyPairSync('ed25519')
const otherKey = write('other.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
const gone = join(folder, 'gone')

const test = suite('an order')

for (const [program, words, sentence] of [
  ['package.ts', ['--usign-key', gone], `the secret key of usign cannot be read: ${gone}`],
  ['package.ts', ['--usign-key', publicKey], `${publicKey} is no secret key of usign: this is no secret key of usign`],
  ['package.ts', ['--apk-key', publicKey], `${publicKey} is no secret key for apk: it is no secret key in PEM`],
  [
    'package.ts',
    ['--apk-key', otherKey],
    `${otherKey} is no secret key for apk: apk wants an EC key on the curve prime256v1`,
  ],
  ['package.ts', ['--using-key', gone], "Unknown option '--using-key'"],
  ['image.ts', ['--relase', '24.10'], "Unknown option '--relase'"],
  ['image.ts', ['--release', '23.05'], '--release has to be 24.10 or 25.12'],
] as const)
  test(`of ${program} is refused: ${sentence.replaceAll(folder, '')}`, () => {
    const argv = [...node.slice(1), join(project, 'build', program), ...words]
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: project, encoding: 'utf8' })
    assert.equal({ status, stdout, stderr }, { status: 1, stdout: '', stderr: `aqtizim: ${sentence}\n` })
  })

test.after(() => rmSync(folder, { recursive: true, force: true }))
test.run()
