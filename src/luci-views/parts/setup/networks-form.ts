/** Makes rooms of networks: which are labs, with the machines that were seen there, and their names. */
import type { SetupNetwork } from '../../../luci-bridge/contract.ts'
import { button } from '../button.ts'
import { tell } from '../failure.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { inWords } from '../in-words.ts'
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

interface NewRooms {
  readonly rooms: readonly { readonly network: string; readonly name: string }[]
  readonly opened: string
}

/** What the daemon says of a network that these pages are opened by; undefined where the rooms were made. */
async function make(wanted: NewRooms): Promise<string | undefined> {
  try {
    await callRoomsAdd(wanted)
    return undefined
  } catch (error) {
    const words = rpc.failureOf(error).failed?.message
    if (words?.code !== 'network-is-yours') throw error
    return inWords(words)
  }
}

/** Nobody shuts the router off from themselves by a press too many: the network's name is typed for it. */
function askForName(wanted: NewRooms, says: string, done: () => Promise<void>): void {
  const field = input({ name: 'typed-network', label: _('Name of the network') })
  field.node.classList.add('aq-wide')
  openForm({
    title: _('Do you look after the router from there?'),
    content: [E('p', {}, [says]), E('div', { class: 'aq-form' }, [field.node])],
    confirm: _('Make the rooms'),
    kind: 'negative',
    async save() {
      const typed = field.value()
      if (!wanted.rooms.some(({ network }) => network === typed))
        return [E('p', { class: 'aq-bad' }, [_('That is not the name of the network.')])]
      await callRoomsAdd({ ...wanted, typed })
      await done()
      return undefined
    },
  })
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
    const wanted = { rooms: labs, opened: location.hostname }
    const done = async () => {
      for (const { network } of labs) chosen.delete(network)
      await again()
    }
    const obstacle = await make(wanted)
    if (obstacle === undefined) await done()
    else askForName(wanted, obstacle, done)
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
