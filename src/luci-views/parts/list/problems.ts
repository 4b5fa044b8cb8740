/** What is wrong with the list, beside what it concerns. */
import type { ListSite, Problem } from '../../../luci-bridge/contract.ts'
import { problemWords } from './words.ts'

/** Problems by the line of the entry that they stand in; 0 for those before the first. */
export function bySite(sites: readonly ListSite[], problems: readonly Problem[]): Map<number, Problem[]> {
  const starts = sites.map(({ line }) => line).sort((a, b) => a - b)
  const found = new Map<number, Problem[]>()
  for (const problem of problems) {
    let start = 0
    for (const line of starts) {
      if (line > problem.line) break
      start = line
    }
    found.set(start, [...(found.get(start) ?? []), problem])
  }
  return found
}

export function problemLine(problem: Problem, withLine = false): HTMLElement {
  const kind = problem.severity === 'error' ? _('Mistake') : _('Note')
  const place = withLine ? ` (${_('line %d').format(problem.line)})` : ''
  const attributes = {
    class: `aq-problem aq-${problem.severity === 'error' ? 'bad' : 'warning'}`,
    title: problem.message,
  }
  return E('div', { ...attributes, 'data-code': problem.code }, [
    E('strong', {}, [`${kind}${place}: `]),
    problemWords(problem),
  ])
}

export const problemLines = (problems: readonly Problem[]): HTMLElement[] =>
  problems.slice(0, 50).map((problem) => problemLine(problem))
