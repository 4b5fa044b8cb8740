/** Tests how the router's key is made, kept and published. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSigningKey, decodePublicKey, encodePublicKey, verifyingKeyOf } from '../../src/logger/signify-keys.ts'
import { openSigningKey } from '../../src/logger/signing-key.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { Lab } from './journal-lab.ts'

const test = suite('router key')
const paths = pathsBelow('')

function router() {
  const lab = new Lab()
  const log = (_level: string, message: string) => void lab.said.push(message)
  const open = () => String(lab.volume.readFileSync(paths.verifyingKey))
  return { lab, open, key: () => openSigningKey({ files: lab.files, log }, paths) }
}

test('it is made once, for nobody else to read, and its public half for everybody', () => {
  const { lab, open, key } = router()
  const { id } = key()
  assert.is(key().id, id)
  assert.is(decodePublicKey(open())?.id, id)
  assert.is(Number(lab.volume.statSync(paths.signingKey).mode) & 0o777, 0o600)
  assert.is(Number(lab.volume.statSync(paths.verifyingKey).mode) & 0o777, 0o644)
  assert.equal(lab.said, [])
})

test('a public key that somebody replaced, or took away, is put right', () => {
  const { lab, open, key } = router()
  key()
  const right = open()
  lab.volume.writeFileSync(paths.verifyingKey, encodePublicKey(verifyingKeyOf(createSigningKey())))
  key()
  assert.is(open(), right)
  assert.match(lab.said.join(), /journal\.pub was not this router's key, and is again/)
  lab.volume.unlinkSync(paths.verifyingKey)
  key()
  assert.is(open(), right)
})

test('a disk that is read-only costs the public key alone', () => {
  const { lab, key } = router()
  const { id } = key()
  lab.volume.unlinkSync(paths.verifyingKey)
  lab.before = () => {
    throw new Error('EROFS')
  }
  assert.is(key().id, id)
  assert.match(lab.said.join(), /journal\.pub cannot be written: EROFS/)
})

test('a file that is no key is never written over', () => {
  const { lab, key } = router()
  lab.volume.mkdirSync(paths.etc, { recursive: true })
  lab.volume.writeFileSync(paths.signingKey, 'damaged')
  assert.throws(key, /is no key of ours; move it away/)
  assert.is(String(lab.volume.readFileSync(paths.signingKey)), 'damaged')
})

test.run()
