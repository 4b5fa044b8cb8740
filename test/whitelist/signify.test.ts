/** Tests the check of signify signatures. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findSignatureFault } from '../../src/whitelist/signify.ts'
import { makeSigner } from './signer.ts'

const test = suite('signify')
const message = Buffer.from('sites:\n  - domain: bilimland.kz\n')
const director = makeSigner()

test('a signature by the key is valid', () => {
  assert.is(findSignatureFault(message, director.sign(message), director.publicKey), undefined)
})

test('carriage returns and a missing last line end do no harm', () => {
  const file = director.sign(message).replaceAll('\n', '\r\n').trimEnd()
  assert.is(findSignatureFault(message, file, director.publicKey), undefined)
})

/** What was signed is the message; each of these must not pass. */
const refused: [name: string, verdict: () => ReturnType<typeof findSignatureFault>, reason: RegExp][] = [
  [
    'a changed list',
    () => findSignatureFault(Buffer.from('x'), director.sign(message), director.publicKey),
    /does not fit/,
  ],
  ['another key', () => findSignatureFault(message, makeSigner().sign(message), director.publicKey), /signed with key/],
  [
    'another key under the same id',
    () => findSignatureFault(message, makeSigner(director.keyId).sign(message), director.publicKey),
    /does not fit/,
  ],
  ['no signature', () => findSignatureFault(message, '', director.publicKey), /not a signify signature/],
  ['no key', () => findSignatureFault(message, director.sign(message), ''), /not a signify key/],
  [
    'a key as signature',
    () => findSignatureFault(message, director.publicKey, director.publicKey),
    /not a signify signature/,
  ],
  [
    'more text after the signature',
    () => findSignatureFault(message, `${director.sign(message)}more\n`, director.publicKey),
    /not a signify signature/,
  ],
  [
    'no comment line',
    () => findSignatureFault(message, director.sign(message).split('\n')[1] ?? '', director.publicKey),
    /not a signify signature/,
  ],
  [
    'another algorithm',
    () => findSignatureFault(message, director.sign(message, 'ED'), director.publicKey),
    /not a signify signature/,
  ],
  [
    'a huge file',
    () => findSignatureFault(message, 'untrusted comment: '.repeat(9999), director.publicKey),
    /not a signify/,
  ],
]
for (const [name, verdict, reason] of refused) {
  test(`${name} is refused`, () => {
    assert.match(verdict()?.text ?? '', reason)
  })
}

test('every flipped bit of signature and key is noticed', () => {
  for (const [file, verdict] of [
    [director.sign(message), (text: string) => findSignatureFault(message, text, director.publicKey)],
    [director.publicKey, (text: string) => findSignatureFault(message, director.sign(message), text)],
  ] as const) {
    const [comment = '', base64 = ''] = file.split('\n')
    const bytes = Buffer.from(base64, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      assert.is.not(verdict(`${comment}\n${changed.toString('base64')}\n`), undefined, `bit ${bit}`)
    }
  }
})

/** RFC 8032, 7.1, test 2: the layout is held to bytes that were not made by our own code. */
test('a known vector verifies', () => {
  const head = Buffer.concat([Buffer.from('Ed'), Buffer.alloc(8, 7)])
  const key = Buffer.from('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex')
  const signature = Buffer.from(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    'hex',
  )
  const file = (data: Buffer): string => `untrusted comment: x\n${Buffer.concat([head, data]).toString('base64')}\n`
  assert.is(findSignatureFault(Buffer.from('72', 'hex'), file(signature), file(key)), undefined)
})

test.run()
