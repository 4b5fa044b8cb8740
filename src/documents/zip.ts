/** Writes a zip archive as a stream; the same files give the same bytes. */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'

/** The first moment that a zip archive can name: in local time, as zip has it. */
const MOMENT = new Date(1980, 0, 1)

export interface ZipPart {
  readonly name: string
  /** Pieces of text, or bytes that are compressed already. */
  readonly content: AsyncIterable<string> | Iterable<string> | Uint8Array
}

export async function* writeZip(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const archive = new Zip((error, bytes) => {
    if (error) throw error
    ready.push(bytes)
  })
  for await (const { name, content } of parts) {
    const packed = content instanceof Uint8Array
    const file = packed ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
    file.mtime = MOMENT
    archive.add(file)
    if (packed) file.push(content, true)
    else {
      for await (const text of content) {
        file.push(Buffer.from(text))
        yield* ready.splice(0)
      }
      file.push(new Uint8Array(), true)
    }
    yield* ready.splice(0)
  }
  archive.end()
  yield* ready.splice(0)
}
