/** Prints what the lab found, for people. Pure: text from values. */
import type { JournalRow } from './journal-check.ts'
import { stations } from './map.ts'
import type { Sighting } from './observations.ts'
import type { PhaseResults, Result } from './run-attempts.ts'

/** Pads to a width, and cuts what is longer. */
function column(text: string, width: number): string {
  const letters = [...text]
  if (letters.length > width) return `${letters.slice(0, width - 1).join('')}…`
  return text + ' '.repeat(width - letters.length)
}

function whoIs(machine: string): string {
  return stations.find(({ key }) => key === machine)?.name.replace(/^the /, '') ?? machine
}

function sightingText(sighting: Sighting): string {
  const { kind, place, address, port, protocol, host, sni, name, type } = sighting
  const at = `${place} ${address ?? ''}${port === undefined ? '' : ` port ${port}`}`
  if (kind === 'request') return `${place} got a request for ${host}`
  if (kind === 'query') return `${place} was asked for ${type} ${name}`
  if (kind === 'hello') return `${at} got TLS for ${sni || 'no name'}`
  if (kind === 'flow') return `${at} got ${protocol}`
  if (kind === 'closed') return `${place} saw it end`
  return `${at} got it`
}

function farText({ attempt, seen }: Result): string {
  const first = seen[0]
  if (first !== undefined) return sightingText(first)
  return attempt.hold === undefined ? 'nothing arrived' : 'still open'
}

const widths = [4, 13, 61, 8, 47, 46] as const

function line(...texts: readonly string[]): string {
  return texts
    .map((text, index) => column(text, widths[index] ?? 0))
    .join('  ')
    .trimEnd()
}

export function phaseText({ phase, results }: PhaseResults): string {
  const rows = results.map((result) => {
    const { attempt, observation, faults } = result
    const verdict = faults.length === 0 ? 'ok' : 'FAIL'
    const seen = `${observation.outcome}: ${observation.detail}`
    return line(verdict, whoIs(attempt.who), attempt.what, attempt.expected, seen, farText(result))
  })
  const head = line('', 'who', 'what', 'expected', 'at the PC', 'at the far server')
  return ['', phase.title, head, ...rows].join('\n')
}

export function journalText(rows: readonly JournalRow[]): string {
  const cells = rows.map((row) => {
    const when = column(row.start?.slice(11, 19) ?? '', 8)
    if (row.site === undefined) return `${when}  ${JSON.stringify(row).slice(0, 120)}`
    const verdict = [row.verdict, row.why].filter(Boolean).join(', ')
    return [when, column(row.pc ?? '', 8), column(row.site, 28), column(row.host ?? '', 30), column(verdict, 24)]
      .concat(`${row.flows ?? 0} flows`)
      .join('  ')
  })
  return ['', 'The journal', ...cells].join('\n')
}

/** The last line, and before it every attempt that failed, by name. */
export function summaryText(all: readonly PhaseResults[]): string {
  const results = all.flatMap((each) => each.results)
  const failed = results.filter(({ faults }) => faults.length > 0)
  const lines = failed.map(
    ({ attempt, faults }) => `FAILED ${attempt.id}: ${whoIs(attempt.who)} ${attempt.what}: ${faults.join('; ')}`,
  )
  return [...lines, `lab: ${results.length - failed.length} of ${results.length} attempts ended as expected`].join('\n')
}
