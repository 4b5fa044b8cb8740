/** What our four bits of a conntrack mark say of a flow. The ruleset sets them; the values are the ruleset's. */

export type Marked = 'forwarded' | 'dns' | 'gate' | 'ntp' | 'exempt'

const byValue: readonly (Marked | undefined)[] = [undefined, 'forwarded', 'dns', 'gate', 'ntp', 'exempt']

/** `mask` is four neighbouring bits: 0x0f000000. */
export function readMark(mark: number, mask: number): Marked | undefined {
  const lowest = mask & -mask
  return byValue[((mark & mask) >>> 0) / (lowest >>> 0)]
}
