/** Reads and writes the verdict in the four bits of a conntrack or packet mark that are ours. */

/**
 * `allowed` is forwarded; `dns`, `gate` and `ntp` are redirected to the router; `exempt` is not guarded; `shut` was forwarded
 * until a newer list shut it.
 */
export const verdicts = { allowed: 1, dns: 2, gate: 3, ntp: 4, exempt: 5, shut: 6 } as const
export type MarkedVerdict = keyof typeof verdicts

/** Lowest bit of a mask: 0x0f000000 -> 24. */
function shiftOf(mask: number): number {
  return 31 - Math.clz32(mask & -mask)
}

/** Whether a mask is four neighbouring bits of 32. */
export function isMarkMask(mask: number): boolean {
  return Number.isInteger(mask) && mask > 0 && mask <= 0xffffffff && mask >>> shiftOf(mask) === 0xf
}

export function markValue(verdict: MarkedVerdict, mask: number): number {
  return (verdicts[verdict] << shiftOf(mask)) >>> 0
}

const byValue: readonly (MarkedVerdict | undefined)[] = [undefined, 'allowed', 'dns', 'gate', 'ntp', 'exempt', 'shut']

/** What a mark says, if it is one of ours. Called for every conntrack event, hence the table. */
export function readMark(mark: number, mask: number): MarkedVerdict | undefined {
  return byValue[(mark & mask) >>> shiftOf(mask)]
}

export function hex(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`
}
