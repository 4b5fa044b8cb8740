/**
 * Encrypts a text with a passphrase: the key by scrypt (RFC 7914), the text by AES-256-GCM (NIST SP 800-38D) with a new nonce at
 * each writing. The header is authenticated with it, so that nobody can swap or weaken its parameters.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import * as v from 'valibot'

/** scrypt's cost; it takes 128 * N * r octets of memory. */
export interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 16 MiB, about half a second on a router of 2020. */
export const usualCost: Cost = { N: 16_384, r: 8, p: 1 }

/** A router may have 256 MB: what asks for more is no file of ours. */
const memoryLimit = 32 * 1024 * 1024
const lengths = { salt: 16, nonce: 12, tag: 16, key: 32 } as const

const base64 = (bytes: number) =>
  v.pipe(
    v.string(),
    v.base64(),
    v.check((text) => Buffer.from(text, 'base64').length === bytes),
  )
const powerOfTwo = (n: number) => Number.isInteger(Math.log2(n))

const headerSchema = v.strictObject({
  format: v.literal(1),
  kdf: v.strictObject({
    name: v.literal('scrypt'),
    N: v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(1 << 20), v.check(powerOfTwo)),
    r: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32)),
    p: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4)),
    salt: base64(lengths.salt),
  }),
  cipher: v.literal('aes-256-gcm'),
  nonce: base64(lengths.nonce),
})

const fileSchema = v.strictObject({
  header: headerSchema,
  data: v.pipe(v.string(), v.base64()),
  tag: base64(lengths.tag),
})

type Header = v.InferOutput<typeof headerSchema>
type Sealed = v.InferOutput<typeof fileSchema>

/** A passphrase made into a key, for files with this salt and cost. */
export interface Key {
  readonly cost: Cost
  readonly salt: Buffer
  readonly bytes: Buffer
}

/** Overwrites the key, as far as JavaScript can. */
export function forget(key: Key): void {
  key.bytes.fill(0)
}

/** The same letters, however a keyboard composes them. */
const passphraseBytes = (passphrase: string) => Buffer.from(passphrase.normalize('NFKC'), 'utf8')

function derive(passphrase: string, salt: Buffer, cost: Cost): Promise<Key> {
  const memory = 128 * cost.N * cost.r
  const bytes = passphraseBytes(passphrase)
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, lengths.key, { ...cost, maxmem: 2 * memory + 1024 * 1024 }, (error, key) => {
      bytes.fill(0)
      if (error === null) resolve({ cost, salt, bytes: key })
      else reject(error)
    })
  })
}

export function newKey(passphrase: string, cost: Cost = usualCost): Promise<Key> {
  return derive(passphrase, randomBytes(lengths.salt), cost)
}

/** The same bytes for the same header, whatever order a file has its fields in. */
const authenticated = ({ format, kdf, cipher, nonce }: Header) =>
  Buffer.from(JSON.stringify([format, kdf.name, kdf.N, kdf.r, kdf.p, kdf.salt, cipher, nonce]))

/** Sizes of the text show in steps only. */
const step = 4096

/** The text of a file. */
export function seal(text: string, { cost, salt, bytes }: Key): string {
  const header: Header = {
    format: 1,
    kdf: { name: 'scrypt', N: cost.N, r: cost.r, p: cost.p, salt: salt.toString('base64') },
    cipher: 'aes-256-gcm',
    nonce: randomBytes(lengths.nonce).toString('base64'),
  }
  const plain = Buffer.from(text)
  const padded = Buffer.alloc(Math.ceil((plain.length + 1) / step) * step)
  plain.copy(padded)
  padded[plain.length] = 0x80
  const cipher = createCipheriv('aes-256-gcm', bytes, Buffer.from(header.nonce, 'base64'))
  cipher.setAAD(authenticated(header))
  const data = Buffer.concat([cipher.update(padded), cipher.final()])
  plain.fill(0)
  padded.fill(0)
  const file: Sealed = { header, data: data.toString('base64'), tag: cipher.getAuthTag().toString('base64') }
  return `${JSON.stringify(file)}\n`
}

/** `damaged`: no file of ours, or a newer one's. `wrong`: another passphrase, or a changed file; nobody can tell which. */
export type Refusal = 'damaged' | 'wrong'

function readFile(text: string): Sealed | undefined {
  try {
    const read = v.safeParse(fileSchema, JSON.parse(text))
    if (!read.success) return undefined
    const { N, r } = read.output.header.kdf
    return 128 * N * r <= memoryLimit ? read.output : undefined
  } catch {
    return undefined
  }
}

/** The key that a passphrase makes for this file; whether it is the right one, `open` says. */
export async function keyFor(file: string, passphrase: string): Promise<Key | Refusal> {
  const sealed = readFile(file)
  if (sealed === undefined) return 'damaged'
  const { N, r, p, salt } = sealed.header.kdf
  return derive(passphrase, Buffer.from(salt, 'base64'), { N, r, p })
}

/** What was sealed, or why not. Never throws for what the file holds. */
export function open(file: string, key: Key): { readonly text: string } | Refusal {
  const sealed = readFile(file)
  if (sealed === undefined) return 'damaged'
  if (sealed.header.kdf.salt !== key.salt.toString('base64')) return 'wrong'
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(sealed.header.nonce, 'base64'), {
    authTagLength: lengths.tag,
  })
  decipher.setAAD(authenticated(sealed.header))
  decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'))
  try {
    const padded = Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()])
    const end = padded.lastIndexOf(0x80)
    const text = padded.toString('utf8', 0, Math.max(0, end))
    padded.fill(0)
    return { text }
  } catch {
    return 'wrong'
  }
}
