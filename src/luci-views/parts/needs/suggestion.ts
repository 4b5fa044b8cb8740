/** One suggestion in words: what seems to be needed, how sure that is, and why. */
import type { Need } from '../../../luci-bridge/contract.ts'
import { badge, type Tone } from '../badge.ts'

function sureness(confidence: number): [words: string, tone: Tone] {
  if (confidence >= 0.75) return [_('almost certain'), 'good']
  if (confidence >= 0.5) return [_('likely'), 'good']
  return confidence >= 0.35 ? [_('possible'), 'warning'] : [_('doubtful'), 'quiet']
}

function sentence({ site, name, seen, pcs }: Need): string {
  const times = N_(seen, 'seen %d time', 'seen %d times').format(seen)
  const on = N_(pcs, 'on %d PC', 'on %d PCs').format(pcs)
  return _('%s seems to need %s (%s %s).').format(site, name, times, on)
}

function reasons({ why }: Need): string[] {
  const { visits, atStart, later, without, typed, counter } = why
  return [
    ...(atStart > 0 ? [_('Of %d visits to the site %d asked for it within seconds.').format(visits, atStart)] : []),
    ...(later > 0 ? [_('Asked for later in a visit: %d times.').format(later)] : []),
    without > 0 ? _('Asked for without the site: %d times.').format(without) : _('Never asked for without the site.'),
    ...(typed ? [_('Pupils may have typed this address themselves.')] : []),
    ...(counter ? [_('It only counts visitors or shows advertisements: the site works without it.')] : []),
  ]
}

export function suggestionNode(need: Need, buttons: readonly LuciChild[]): HTMLElement {
  const [words, tone] = sureness(need.confidence)
  const percent = Math.round(need.confidence * 100)
  const meter = E('meter', { class: 'aq-meter', min: 0, max: 100, value: percent, 'aria-label': _('How sure') }, [])
  return E('div', { class: 'aq-change', 'data-name': 'suggestion', 'data-need': need.name }, [
    E('p', {}, [E('strong', {}, [sentence(need)])]),
    E('p', {}, [badge(words, tone), ' ', meter]),
    E('details', {}, [
      E('summary', {}, [_('Why')]),
      E(
        'ul',
        {},
        reasons(need).map((text) => E('li', {}, [text])),
      ),
    ]),
    E('div', { class: 'aq-buttons' }, buttons),
  ])
}
