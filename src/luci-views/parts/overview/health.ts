/** What the router finds out about itself. */
import type { Health, HealthCheck } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { inWords } from '../in-words.ts'

function verdict(check: HealthCheck): HTMLElement {
  switch (check.verdict) {
    case 'ok':
      return badge(_('in order'), 'good')
    case 'warning':
      return badge(_('look at it'), 'warning')
    case 'failed':
      return badge(_('broken'), 'bad')
    case 'unknown':
      return badge(_('not known'), 'quiet')
  }
}

const line = (check: HealthCheck) =>
  E('li', { 'data-check': check.id }, [
    verdict(check),
    ' ',
    inWords(check.message),
    ...(check.advice === undefined ? [] : [' ', E('em', {}, [inWords(check.advice)])]),
  ])

/** What needs somebody stands open; what is in order is folded away. */
export function healthView({ checks }: Health): HTMLElement[] {
  const good = checks.filter((check) => check.verdict === 'ok')
  const others = checks.filter((check) => check.verdict !== 'ok')
  const summary = N_(good.length, '%d check is in order', '%d checks are in order').format(good.length)
  return [
    E('h3', {}, [_('Health')]),
    ...(others.length === 0 ? [] : [E('ul', { class: 'aq-list aq-checks' }, others.map(line))]),
    E('details', {}, [E('summary', {}, [summary]), E('ul', { class: 'aq-list aq-checks' }, good.map(line))]),
  ]
}
