/** Chooses the router's time zone, and says what its clock shows. */
import type { Setup, Status } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { tell } from '../failure.ts'
import { select } from '../field.ts'
import * as rpc from '../rpc.ts'
import { dateTime } from '../when.ts'

const callZoneSet = rpc.declare('zone_set')

/** `again` draws all steps anew. */
export function zoneForm(
  { zones }: Pick<Setup, 'zones'>,
  { now, zone, synchronised }: Status['clock'],
  again: () => Promise<void>,
): HTMLElement {
  const choices = zones.map((name) => [name, name] as const)
  const field = select({ name: 'zone', label: _('Time zone'), value: zone }, choices)
  const save = async () => {
    const chosen = zones.find((name) => name === field.value())
    if (chosen === undefined) return
    await callZoneSet({ zone: chosen })
    tell(_('The router goes by the time of %s.').format(chosen))
    await again()
  }
  return E('div', { class: 'aq-card', 'data-name': 'zone-form' }, [
    E('p', {}, [_('The router’s clock shows %s, in the zone %s.').format(dateTime(now), zone)]),
    ...(synchronised
      ? []
      : [
          E('p', { class: 'aq-bad' }, [
            _('It is not set yet: the internet sets it, some minutes after it is reached.'),
          ]),
        ]),
    E('div', { class: 'aq-form' }, [field.node]),
    E('p', { class: 'aq-muted' }, [_('All of Kazakhstan has one time since 1 March 2024, UTC+5.')]),
    E('div', { class: 'aq-buttons' }, [button(_('Set the zone'), save, { kind: 'positive', name: 'set-zone' })]),
  ])
}
