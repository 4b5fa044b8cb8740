/** Prints the table of bypasses: one line for each attempt. Pure. */
import { stations } from '../map.ts'
import type { Result } from '../run-attempts.ts'
import type { Bypass, Residual } from './bypass.ts'
import type { TableResult } from './run.ts'

type BypassResult = TableResult['results'][number]

function column(text: string, width: number): string {
  const letters = [...text.replace(/[^\P{C}]/gu, '.')]
  return letters.length > width
    ? `${letters.slice(0, width - 1).join('')}…`
    : letters.join('') + ' '.repeat(width - letters.length)
}

const whoIs = (key: string) => stations.find((station) => station.key === key)?.name.replace(/^the /, '') ?? key

/** Whether an attempt is there to get past; the others show that what may open does open. */
export const isAttack = ({ expected, arrives }: Bypass) =>
  expected !== 'stays' && !(expected === 'opens' && arrives !== false) && !(expected === 'refused' && arrives === true)

function proof({ attempt, seen }: BypassResult): string {
  const first = seen[0]
  const row =
    attempt.journal === undefined
      ? ''
      : `; row ${attempt.journal.verdict}${attempt.journal.why === undefined ? '' : `, ${attempt.journal.why}`}`
  if (first === undefined) return `nothing arrived${row}`
  const { kind, place, address = '', protocol = '', port } = first
  return `${place} saw ${[kind, first.host ?? first.sni ?? first.name ?? address, protocol, port ?? ''].filter((part) => part !== '').join(' ')}${row}`
}

const widths = [4, 11, 13, 56, 51, 46, 50] as const

function line(...texts: readonly string[]): string {
  return texts
    .map((text, index) => column(text, widths[index] ?? 0))
    .join('  ')
    .trimEnd()
}

export const headLine = line('', 'lines', 'who', 'attempt', 'defence', 'verdict at the PC', 'proof')

export function attemptLine(result: BypassResult): string {
  const { attempt, observation, faults } = result
  const mark = faults.length === 0 ? 'ok' : isAttack(attempt) ? 'PAST' : 'FAIL'
  const numbers = attempt.lines.length === 0 ? '-' : attempt.lines.join(' ')
  return line(
    mark,
    numbers,
    whoIs(attempt.who),
    `${attempt.id}: ${attempt.what}`,
    attempt.defence,
    `${observation.outcome}: ${observation.detail}`,
    proof(result),
  )
}

export function residualLine({ lines, what, why }: Residual): string {
  return `${column('left', 4)}  ${column(lines.join(' '), 11)}  ${what}: ${why}`
}

/** Those that got past, by name, and the last line. */
export function closingLines(all: readonly TableResult[], residuals: readonly Residual[]): string[] {
  const results = all.flatMap((each) => each.results)
  const failed = results.filter(({ faults }) => faults.length > 0)
  const strays = all.flatMap((each) => each.strays)
  return [
    ...failed.map(
      ({ attempt, faults }) =>
        `${isAttack(attempt) ? 'GOT PAST' : 'BROKEN'} ${attempt.id}: ${whoIs(attempt.who)} ${attempt.what}: ${faults.join('; ')}`,
    ),
    ...strays.map((stray) => `GOT PAST ${stray}, and no attempt owns up to it`),
    `bypasses: ${results.length} tried, ${failed.length + strays.length} got past, ${residuals.length} residual`,
  ]
}

export const isPast = (result: Result) => result.faults.length > 0
