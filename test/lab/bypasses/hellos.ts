/** ClientHellos, well and badly formed (RFC 8446, 4.1.2; RFC 6066, 3). Pure. */
const u8 = (...values: number[]) => Buffer.from(values)
const u16 = (value: number) => u8((value >> 8) & 255, value & 255)
const u24 = (value: number) => u8((value >> 16) & 255, (value >> 8) & 255, value & 255)
const sized16 = (data: Buffer) => Buffer.concat([u16(data.length), data])

export const extension = (type: number, data: Buffer) => Buffer.concat([u16(type), sized16(data)])

/** One server_name extension; a real client has one name in it. */
export function serverName(...names: readonly (string | Buffer)[]): Buffer {
  const entries = names.map((name) => Buffer.concat([u8(0), sized16(Buffer.from(name as string, 'latin1'))]))
  return extension(0, sized16(Buffer.concat(entries)))
}

const versions = extension(43, u8(4, 3, 4, 3, 3))
const groups = extension(10, sized16(Buffer.concat([u16(29), u16(23)])))
const signatures = extension(13, sized16(Buffer.concat([u16(0x0403), u16(0x0804)])))
const keyShare = extension(51, sized16(Buffer.concat([u16(29), sized16(Buffer.alloc(32, 9))])))

/** RFC 8701: values that mean nothing, as browsers send them. */
export const grease = extension(0x0a0a, Buffer.alloc(0))
/** An encrypted ClientHello (type 0xfe0d), outer form with nothing sensible in it. */
export const encrypted = extension(
  0xfe0d,
  Buffer.concat([u8(0), u16(1), u16(1), u8(7), sized16(Buffer.alloc(32)), sized16(Buffer.alloc(64))]),
)
export const padding = (length: number) => extension(21, Buffer.alloc(length))
export const protocols = (...names: readonly string[]) =>
  extension(16, sized16(Buffer.concat(names.map((name) => Buffer.concat([u8(name.length), Buffer.from(name)])))))

/** A handshake message of type 1. */
export function clientHello(...extensions: readonly Buffer[]): Buffer {
  const all = Buffer.concat([...extensions, versions, groups, signatures, keyShare])
  const body = Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32, 5),
    u8(0),
    sized16(Buffer.concat([u16(0x1301), u16(0xc02b), u16(0xc02f)])),
    u8(1, 0),
    sized16(all),
  ])
  return Buffer.concat([u8(1), u24(body.length), body])
}

export const record = (fragment: Buffer, type = 22, version = 0x0301) =>
  Buffer.concat([u8(type), u16(version), sized16(fragment)])

/** One whole record, as browsers send it. */
export const hello = (...extensions: readonly Buffer[]) => record(clientHello(...extensions))

/** The same message in records that end where `cuts` say. */
export function inRecords(message: Buffer, ...cuts: readonly number[]): Buffer {
  const ends = [...cuts, message.length]
  return Buffer.concat(ends.map((end, index) => record(message.subarray(ends[index - 1] ?? 0, end))))
}

/** RFC 5246, appendix E.2: the hello of SSL 2 that leads to TLS; it has no room for a name. */
export const hello2 = Buffer.concat([
  u16(0x8000 | (9 + 6 + 16)),
  u8(1, 3, 3),
  u16(6),
  u16(0),
  u16(16),
  Buffer.from('00002f000035', 'hex'),
  Buffer.alloc(16, 4),
])
