/** Attempts that are nothing but frames. */
import { type Bypass, packetTo, type Version } from './bypass.ts'

export type Frames = (to: string, version: Version) => readonly Buffer[]

/** Frames to an address of the internet, of which no packet may arrive. */
export function sends(
  id: string,
  lines: readonly number[],
  what: string,
  defence: string,
  version: Version,
  to: string,
  frames: Frames,
  more: Partial<Bypass> = {},
): Bypass {
  return {
    id,
    lines,
    who: 'pc1',
    what,
    defence,
    expected: 'refused',
    try: (hands) => hands.frames(frames(to, version)),
    far: [packetTo(to)],
    ...more,
  }
}
