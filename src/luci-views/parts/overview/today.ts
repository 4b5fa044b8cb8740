/** Today in figures: a chart by the hour, and what was refused most. */
import type { Status } from '../../../luci-bridge/contract.ts'
import { dayChart } from '../chart.ts'
import type { May } from '../may.ts'
import { pageLink } from '../page-link.ts'
import { table } from '../table.ts'
import { date } from '../when.ts'

type Refused = Status['today']['topRefused'][number]

/** Connections without a name, and what was too much to tell apart, are nothing to look for. */
const isSite = (site: string) => site !== '-' && site !== '*'

const journalOf = (site: string) => pageLink('journal', site, { site })

export function todayView({ today }: Status, may: May): HTMLElement[] {
  const words = _('%d visits were allowed, %d refused. In the background, with nobody typing: %d.').format(
    today.visits - today.refused,
    today.refused,
    today.background,
  )
  const columns = [
    { title: _('Site'), cell: ({ site }: Refused) => (may('journal') && isSite(site) ? journalOf(site) : site) },
    { title: _('Refused'), cell: ({ count }: Refused) => count, number: true },
    { title: _('PCs'), cell: ({ pcs }: Refused) => pcs, number: true },
  ]
  const label = _('Visits by the hour on %s').format(date(today.date))
  return [
    E('div', { class: 'aq-columns' }, [
      E('div', {}, [E('h3', {}, [_('Today')]), dayChart(today.hours, label), E('p', { class: 'aq-muted' }, [words])]),
      E('div', {}, [
        E('h3', {}, [_('Refused most today')]),
        table(columns, today.topRefused, _('Nothing was refused today.')),
      ]),
    ]),
  ]
}
