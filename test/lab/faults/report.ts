/** Prints what became of faults, for people. Pure. */
import type { FaultResult } from './run-faults.ts'

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`

function column(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - text.length))
}

const widths = [66, 14, 19, 13, 11] as const
const row = (...texts: string[]) =>
  texts
    .map((text, index) => column(text, widths[index] ?? 0))
    .join('  ')
    .trimEnd()

export const headText = row('fault', 'unlisted', 'listed away', 'mended after', 'rows lost')

export function resultText(result: FaultResult): string {
  const { fault, openMs, namesMs, awayMs, awayWhat, mendMs, rowsLost, told, refused, faults } = result
  const gaps = `${refused > 0 ? `, ${refused} called refused` : ''}${told > 0 ? `, ${told} in gaps` : ''}`
  const names = namesMs === undefined ? '' : `, names left for ${seconds(namesMs)}`
  return row(
    fault.what,
    openMs === undefined ? 'never' : `open for ${seconds(openMs)}`,
    awayMs === 0 ? '-' : `${seconds(awayMs)} ${awayWhat}`,
    mendMs === undefined ? 'never' : seconds(mendMs),
    `${rowsLost ?? '?'}${gaps}${names}`,
  ).concat(faults.map((text) => `\n    FAILED ${fault.id}: ${text}`).join(''))
}

/** The last line, and before it the names of those that failed. */
export function summaryText(results: readonly FaultResult[]): string {
  const of = (word: string) => results.filter(({ faults }) => faults.some((text) => text.startsWith(word)))
  const [opened, unmended] = [of('OPENED'), of('UNMENDED')]
  const failed = results.filter(({ faults }) => faults.length > 0)
  return [
    ...(failed.length > 0 ? [`failed: ${failed.map(({ fault }) => fault.id).join(', ')}`] : []),
    `faults: ${results.length} injected, ${opened.length} opened, ${unmended.length} unmended`,
  ].join('\n')
}
