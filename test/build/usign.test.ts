/** Checks our signatures against RFC 8032 and usign. */
import { spawnSync } from 'node:child_process'
import { createECDH, createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { signSteadily } from '../../build/pack/deterministic-ecdsa.ts'
import { makeSecret, readSecret, signMessage, verifyMessage, writePublic, writeSecret } from '../../build/pack/usign.ts'
import * as fc from '../properties.ts'

// RFC 8032, 7.1, test 2.
const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex')
const id = Buffer.from('0123456789abcdef', 'hex')
const secret = makeSecret(seed, id)
const secretFile = writeSecret(secret, Buffer.alloc(16, 7))
const publicFile = writePublic(secret)
const message = Buffer.from([0x72])
const signature = signMessage(message, secret)

const test = suite('signatures')

test('of usign are Ed25519 of RFC 8032, in the files that usign writes', () => {
  assert.is(secret.publicKey.toString('hex'), '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
  // Both lines as the real usign writes them with this key.
  assert.is(
    signature,
    `untrusted comment: signed by key 0123456789abcdef\n${Buffer.from(
      `45640123456789abcdef92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00`,
      'hex',
    ).toString('base64')}\n`,
  )
  assert.equal(readSecret(secretFile), secret)
  assert.ok(verifyMessage(message, signature, publicFile))
})

test('of usign are taken by usign, and made alike', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-usign-'))
  try {
    const place = (name: string, content: string | Uint8Array) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const files = ['-m', place('message', message), '-x', place('sig', signature)]
    const checked = spawnSync('usign', ['-V', ...files, '-p', place('pub', publicFile)])
    // Where usign is not there to ask, the bytes that it made stand in the test above.
    assert.is(checked.error === undefined ? checked.status : 0, 0)
    const made = spawnSync('usign', ['-S', '-m', join(folder, 'message'), '-s', place('sec', secretFile), '-x', '-'])
    assert.is(made.error === undefined ? made.stdout.toString() : signature, signature)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('of usign hold for one message and one key, and a flipped bit is found', () => {
  const other = makeSecret(Buffer.alloc(32, 1), Buffer.alloc(8, 2))
  assert.not(verifyMessage(message, signature, writePublic(other)))
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(73), fc.nat(7), (bytes, at, bit) => {
      const good = signMessage(bytes, secret)
      assert.ok(verifyMessage(bytes, good, publicFile))
      assert.not(verifyMessage(Buffer.concat([bytes, Buffer.from('x')]), good, publicFile))
      const [comment = '', line = ''] = good.split('\n')
      const flipped = Buffer.from(line, 'base64')
      flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << bit), at)
      const holds = () => verifyMessage(bytes, `${comment}\n${flipped.toString('base64')}\n`, publicFile)
      // The first two bytes say what it is.
      if (at < 2) assert.throws(holds, /no signature/)
      else assert.not(holds())
    }),
  )
})

test('want whole keys', () => {
  const damaged = secretFile.replace(
    /\n(.{60})./,
    (_, head: string) => `\n${head}${secretFile.at(80) === 'A' ? 'B' : 'A'}`,
  )
  assert.throws(() => readSecret(damaged), /damaged/)
  assert.throws(() => readSecret(publicFile), /no secret key/)
  assert.throws(() => verifyMessage(message, signature, 'nonsense'), /no public key/)
  const [, line = ''] = secretFile.split('\n')
  const locked = Buffer.from(line, 'base64')
  locked.writeUInt32LE(42, 4)
  assert.throws(() => readSecret(`untrusted comment: x\n${locked.toString('base64')}\n`), /passphrase/)
})

test('of apk have a nonce out of key and message: RFC 6979, A.2.5', () => {
  const d = Buffer.from('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721', 'hex')
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(d)
  const [x, y] = [curve.getPublicKey().subarray(1, 33), curve.getPublicKey().subarray(33)].map((half) =>
    half.toString('base64url'),
  )
  const jwk = { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x: x ?? '', y: y ?? '' }
  const key = createPrivateKey({ format: 'jwk', key: jwk })
  const made = signSteadily(Buffer.from('sample'), key)
  const r = '8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00'
  const s = '2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe'
  assert.is(made.toString('hex'), `3045022100${r}0220${s}`)
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) =>
      assert.ok(verify('sha512', bytes, createPublicKey(key), signSteadily(bytes, key))),
    ),
  )
})

test.run()
