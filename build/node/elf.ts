/**
 * Gives a program of Linux another interpreter and a library path, and takes out what only debuggers read: the same bytes
 * on every computer, whatever its patchelf and its binutils. Source: System V ABI, chapters 4 and 5; elf(5).
 */

const header = { type: 16, programs: 32, sections: 40, programSize: 54, programCount: 56, sectionCount: 60, names: 62 }
const programSize = 56
const segment = { load: 1, dynamic: 2, interpreter: 3, note: 4 } as const
const tag = { end: 0, strings: 5, stringsSize: 10, path: 15, runPath: 29 } as const
/** The largest page of a processor that we know: 64 KiB, on arm64. */
const largestPage = 0x10000

interface Segment {
  /** Of its header in the file. */
  readonly at: number
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
  /** With the zeros behind it that are not in the file. */
  readonly fullSize: number
}

/** Throws `RangeError` for what is no program of 64 bits, little-endian. */
function readSegments(file: Buffer): Segment[] {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1)
    throw new RangeError('this is no program of 64 bits')
  const first = number(file, header.programs)
  if (file.readUInt16LE(header.programSize) !== programSize) throw new RangeError('its headers have another size')
  return Array.from({ length: file.readUInt16LE(header.programCount) }, (_, index) => {
    const at = first + index * programSize
    const field = (place: number) => number(file, at + place)
    return {
      ...{ at, type: file.readUInt32LE(at), offset: field(8), address: field(16) },
      ...{ size: field(32), fullSize: field(40) },
    }
  })
}

function number(file: Buffer, at: number): number {
  const value = Number(file.readBigUInt64LE(at))
  if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large')
  return value
}

const put = (file: Buffer, at: number, value: number) => void file.writeBigUInt64LE(BigInt(value), at)

function only(segments: readonly Segment[], type: number, what: string): Segment {
  const found = segments.find((each) => each.type === type)
  if (found === undefined) throw new RangeError(`it has no ${what}`)
  return found
}

/** Where in the file an address of the running program is. */
function placeOf(segments: readonly Segment[], address: number): number {
  const holder = segments.find(
    (each) => each.type === segment.load && address >= each.address && address < each.address + each.size,
  )
  if (holder === undefined) throw new RangeError(`nothing of the file is at ${address.toString(16)}`)
  return holder.offset + address - holder.address
}

/** Where each entry of the dynamic section has its value, by tag; and the first that is free. */
function readDynamic(file: Buffer, { offset, size }: Segment) {
  const places = new Map<number, number>()
  let free = offset
  for (; number(file, free) !== tag.end; free += 16) places.set(number(file, free), free + 8)
  const at = (wanted: number): number => {
    const place = places.get(wanted)
    if (place === undefined) throw new RangeError(`its dynamic section has no entry ${wanted}`)
    return place
  }
  if (places.has(tag.path) || places.has(tag.runPath)) throw new RangeError('it has a library path already')
  // One to write, and one to end with.
  if (free + 32 > offset + size) throw new RangeError('its dynamic section has no room for a library path')
  return { at, free }
}

/**
 * `interpreter`, `libraries`: absolute paths. The texts of the dynamic section move behind all else, with the two paths,
 * into a segment of their own, whose header is that of the notes. Throws `RangeError` where the file is made otherwise
 * than the programs that this was written for.
 */
export function relocate(program: Uint8Array, interpreter: string, libraries: string): Buffer {
  const segments = readSegments(Buffer.from(program))
  const loads = segments.filter(({ type }) => type === segment.load)
  const notes = segments.findLast(({ type }) => type === segment.note)
  // The kernel and the interpreter want segments in the order of their addresses.
  if (notes === undefined || loads.some(({ at }) => at > notes.at)) throw new RangeError('it has no notes to give up')
  const end = Math.max(...loads.map(({ offset, size }) => offset + size))
  if (end > program.length) throw new RangeError('it is cut off')
  const top = Math.max(...loads.map(({ address, fullSize }) => address + fullSize))
  const start = Math.ceil(end / 16) * 16
  const address = Math.ceil(top / largestPage) * largestPage + (start % largestPage)

  const kept = Buffer.alloc(start)
  Buffer.from(program).copy(kept, 0, 0, end)
  const dynamic = readDynamic(kept, only(segments, segment.dynamic, 'dynamic section'))
  const stringsSize = number(kept, dynamic.at(tag.stringsSize))
  const stringsPlace = placeOf(segments, number(kept, dynamic.at(tag.strings)))
  const strings = Buffer.from(kept.subarray(stringsPlace, stringsPlace + stringsSize))
  const added = Buffer.concat([strings, Buffer.from(`${libraries}\0${interpreter}\0`)])
  // Nobody reads the old ones any more, and nothing packs as well as zeros.
  kept.fill(0, stringsPlace, stringsPlace + stringsSize)

  put(kept, dynamic.at(tag.strings), address)
  put(kept, dynamic.at(tag.stringsSize), added.length)
  put(kept, dynamic.free, tag.path)
  put(kept, dynamic.free + 8, stringsSize)
  writeSegment(kept, notes.at, segment.load, { offset: start, address, size: added.length, align: largestPage })
  const length = Buffer.byteLength(interpreter) + 1
  const shift = added.length - length
  writeSegment(kept, only(segments, segment.interpreter, 'interpreter').at, segment.interpreter, {
    ...{ offset: start + shift, address: address + shift, size: length, align: 1 },
  })
  for (const place of [header.sectionCount, header.names]) kept.writeUInt16LE(0, place)
  put(kept, header.sections, 0)
  return Buffer.concat([kept, added])
}

interface Placed {
  readonly offset: number
  readonly address: number
  readonly size: number
  readonly align: number
}

/** Of a segment that is only read. */
function writeSegment(file: Buffer, at: number, type: number, { offset, address, size, align }: Placed): void {
  file.writeUInt32LE(type, at)
  file.writeUInt32LE(4, at + 4)
  for (const [index, value] of [offset, address, address, size, size, align].entries())
    put(file, at + 8 + index * 8, value)
}
