/** Reads tar as opkg does (libbb/unarchive.c), and refuses all that opkg would not know or that has no business there. */
import type { Entry } from '../../build/pack/entry.ts'

const text = (bytes: Buffer) => bytes.toString('utf8', 0, bytes.includes(0) ? bytes.indexOf(0) : bytes.length)
const number = (bytes: Buffer) => {
  const digits = /^([0-7]+)[ \0]+$/.exec(bytes.toString('latin1'))?.[1]
  if (digits === undefined) throw new Error('a number is none')
  return Number.parseInt(digits, 8)
}

export interface Member {
  readonly path: string
  readonly entry: Entry
  /** Seconds since the epoch. */
  readonly mtime: number
}

function readHeader(block: Buffer) {
  const sum = number(block.subarray(148, 156))
  const blank = Buffer.from(block)
  blank.fill(' ', 148, 156)
  if (blank.reduce((total, byte) => total + byte, 0) !== sum) throw new Error('a header has a wrong sum')
  if (block.toString('latin1', 257, 265) !== 'ustar  \0') throw new Error('this is not GNU tar')
  if (block.subarray(265).some((byte) => byte !== 0)) throw new Error('a header has more than there should be')
  if (number(block.subarray(108, 116)) !== 0 || number(block.subarray(116, 124)) !== 0) throw new Error('not of root')
  return {
    name: text(block.subarray(0, 100)),
    mode: number(block.subarray(100, 108)),
    size: number(block.subarray(124, 136)),
    mtime: number(block.subarray(136, 148)),
    type: block.toString('latin1', 156, 157),
    target: text(block.subarray(157, 257)),
  }
}

function entryOf(type: string, mode: number, target: string, content: Buffer): Entry {
  if (type === '0') return { type: 'file', mode, content }
  if (content.length > 0) throw new Error('content where none can be')
  if (type === '5') return { type: 'folder', mode }
  if (type === '2' && mode === 0o777) return { type: 'link', target }
  throw new Error(`opkg does not know type ${JSON.stringify(type)}`)
}

/** Throws where anything is damaged. */
export function readTar(tar: Buffer): Member[] {
  if (tar.length % 10_240 !== 0) throw new Error('the last record is cut off')
  const members: Member[] = []
  let long: { L?: string; K?: string } = {}
  let at = 0
  for (; tar[at] !== 0; at += 512) {
    const { name, mode, size, mtime, type, target } = readHeader(tar.subarray(at, at + 512))
    const content = tar.subarray(at + 512, at + 512 + size)
    if (content.length !== size) throw new Error(`${name} is cut off`)
    const end = Math.ceil(size / 512) * 512
    if (tar.subarray(at + 512 + size, at + 512 + end).some((byte) => byte !== 0))
      throw new Error('filling that is none')
    at += end
    if (type === 'L' || type === 'K') long[type] = text(content)
    else {
      members.push({ path: long.L ?? name, entry: entryOf(type, mode, long.K ?? target, content), mtime })
      long = {}
    }
  }
  if (tar.length - at < 1024 || tar.subarray(at).some((byte) => byte !== 0)) throw new Error('the end is missing')
  return members
}
