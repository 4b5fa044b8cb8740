/** Makes rooms of networks: which are labs, with the machines that were seen there, and their names. */
import type { SetupNetwork } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { tell } from '../failure.ts'
import * as rpc from '../rpc.ts'

const callRoomsAdd = rpc.declare('rooms_add')

/** Names by their networks, as they were typed: they outlive a look for more machines. */
export type ChosenNetworks = Map<string, { isLab: boolean; name: string }>

function machinesOf({ pcs, hostnames }: SetupNetwork): string {
  if (pcs === 0) return _('no machine was seen there yet')
  const count = N_(pcs, '%d machine was seen there', '%d machines were seen there').format(pcs)
  return hostnames.length === 0 ? count : `${count}: ${hostnames.join(', ')}`
}

function networkLine(network: SetupNetwork, chosen: ChosenNetworks): HTMLElement {
  const { name, addresses } = network
  const choice = chosen.get(name) ?? { isLab: false, name: '' }
  chosen.set(name, choice)
  const box = E('input', {
    type: 'checkbox',
    name: `lab-${name}`,
    checked: choice.isLab ? '' : null,
    change: () => {
      choice.isLab = (box as HTMLInputElement).checked
    },
  })
  const field = E('input', {
    name: `lab-name-${name}`,
    class: 'cbi-input-text',
    maxlength: 64,
    value: choice.name,
    placeholder: _('Informatics, room 12'),
    'aria-label': _('Name of the room in the network %s').format(name),
    input: () => {
      choice.name = (field as HTMLInputElement).value
    },
  })
  const words = ` ${name} (${addresses.join(', ')}): ${machinesOf(network)}`
  return E('div', { class: 'aq-card', 'data-network': name }, [E('label', { class: 'aq-check' }, [box, words]), field])
}

/** `again` draws all steps anew. */
export function networksForm(
  networks: readonly SetupNetwork[],
  chosen: ChosenNetworks,
  again: () => Promise<void>,
): HTMLElement {
  const free = networks.filter(({ room, isInternet }) => room === undefined && !isInternet)
  const save = async () => {
    const labs = free.flatMap(({ name: network }) => {
      const choice = chosen.get(network)
      return choice?.isLab === true ? [{ network, name: choice.name.trim() || network }] : []
    })
    if (labs.length === 0) return tell(_('Mark the networks of the labs first.'))
    await callRoomsAdd({ rooms: labs })
    for (const { network } of labs) chosen.delete(network)
    await again()
  }
  return E('div', { 'data-name': 'lab-networks' }, [
    E('p', { class: 'aq-muted' }, [
      _('Every machine of a lab’s network is guarded: leave out the office’s, and the one that you sit in yourself.'),
    ]),
    ...free.map((network) => networkLine(network, chosen)),
    ...(free.length === 0 ? [E('p', {}, [_('There is no other network that could be a lab.')])] : []),
    E('div', { class: 'aq-buttons' }, [
      ...(free.length === 0 ? [] : [button(_('Make the rooms'), save, { kind: 'positive', name: 'make-rooms' })]),
      button(_('Look for machines again'), again, { name: 'look-again' }),
    ]),
  ])
}
