/** Draws QR codes: vectors for a page, PNG for Word. */
import { zlibSync } from 'fflate'
import { encode } from 'uqr'
import { clean } from './clean.ts'

/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const BORDER = 4
/** Octets: a code of more could not be read off paper. */
const LONGEST = 400

function modulesOf(text: string): readonly (readonly boolean[])[] {
  const readable = Buffer.from(clean(text)).subarray(0, LONGEST).toString('utf8')
  return encode(readable, { ecc: 'M', border: BORDER }).data
}

/** An `svg` element without a size of its own: the page's style gives it one. */
export function qrSvg(text: string): string {
  const modules = modulesOf(text)
  const path = modules.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1] === true) return []
      const end = row.findIndex((value, at) => at > x && !value)
      return [`M${x} ${y}h${(end < 0 ? row.length : end) - x}v1H${x}z`]
    }),
  )
  const size = modules.length
  return `<svg class="qr" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path d="${path.join('')}"/></svg>`
}

/** Grey PNG of one bit a pixel (RFC 2083), `scale` pixels a module. */
export function qrPng(text: string, scale = 8): Uint8Array {
  const modules = modulesOf(text)
  const width = modules.length * scale
  const stride = Math.ceil(width / 8) + 1
  const pixels = new Uint8Array(stride * width).fill(0xff)
  for (let y = 0; y < width; y++) {
    pixels[y * stride] = 0
    const row = modules[Math.floor(y / scale)] ?? []
    for (let x = 0; x < width; x++) {
      if (row[Math.floor(x / scale)] !== true) continue
      const at = y * stride + 1 + (x >> 3)
      pixels[at] = (pixels[at] ?? 0) & ~(0x80 >> (x & 7))
    }
  }
  const head = new Uint8Array(13)
  new DataView(head.buffer).setUint32(0, width)
  new DataView(head.buffer).setUint32(4, width)
  head[8] = 1
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', zlibSync(pixels, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(data.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), body.length + 4)
  return bytes
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
