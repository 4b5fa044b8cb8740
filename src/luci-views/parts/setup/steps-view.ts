/** From nothing to a shut lab: which steps are done, and where each is taken. Progress is not stored: it is read from the router's state. */
import type { Setup, SetupStep, SetupStepName, Status } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { failurePanel } from '../failure.ts'
import type { May } from '../may.ts'
import { pageLink } from '../page-link.ts'
import { redraw } from '../redraw.ts'
import * as rpc from '../rpc.ts'
import { type ChosenNetworks, networksForm } from './networks-form.ts'
import { zoneForm } from './zone-form.ts'

const callSetup = rpc.declare('setup')

function titleOf(name: SetupStepName): string {
  switch (name) {
    case 'rooms':
      return _('Which networks are labs')
    case 'school':
      return _('The school’s name, and its people')
    case 'clock':
      return _('The router’s time and zone')
    case 'logins':
      return _('Logins for the teacher and the director')
    case 'sites':
      return _('The first sites')
    case 'send':
      return _('Send the list to the director')
    case 'approve':
      return _('The director approves')
    case 'drill':
      return _('Is it shut?')
  }
}

function hintOf(name: SetupStepName): string {
  switch (name) {
    case 'rooms':
      return _('A room is shut from the moment when it is made, until a list is approved.')
    case 'school':
      return _('They stand in the papers: one person is the director, and one answers for the rooms.')
    case 'clock':
      return _('Lessons, the journal and the papers go by it.')
    case 'logins':
      return _('Root’s login makes the first director; who may edit the list may not approve it.')
    case 'sites':
      return _('Paste what you have, or take ready groups: Windows, certificates, services of schools.')
    case 'send':
      return _('What was sent lies before the director until it is approved or sent back.')
    case 'approve':
      return _('With the director’s own login: name, post, number and day of the order.')
    case 'drill':
      return _('Open a drill for a room, and the address that it gives in the browser of a PC there.')
  }
}

/** Whoever sees the steps. */
interface Reader {
  readonly may: May
  readonly isRoot: boolean
}

/** Where a step is taken, as far as this login may. */
function linksOf(name: SetupStepName, { may, isRoot }: Reader): HTMLElement[] {
  const settings = may('rooms_add') ? [pageLink('settings', _('Settings'))] : []
  const list = (tab: string, text: string) => pageLink('whitelist', text, { tab })
  switch (name) {
    case 'rooms':
      return []
    case 'school':
    case 'logins':
      return settings
    case 'clock':
      return isRoot ? [E('a', { href: L.url('admin', 'system', 'system') }, [_('System')])] : []
    case 'sites':
      return may('import_add') ? [list('bulk', _('Many at once')), list('groups', _('Ready groups'))] : []
    case 'send':
      return may('list_send') ? [list('changes', _('What changes'))] : []
    case 'approve':
      return may('approve') ? [list('changes', _('Approval'))] : []
    case 'drill':
      return may('drill_start') ? [pageLink('drill', _('Drill'))] : []
  }
}

function stepNode({ name, done, commands }: SetupStep, reader: Reader, form: HTMLElement[]): HTMLElement {
  const links = linksOf(name, reader).flatMap((link) => [' ', link])
  const isOthers = links.length === 0 && form.length === 0 && !done
  return E('li', { 'data-step': name, 'data-done': done ? 'yes' : 'no' }, [
    E('p', {}, [
      E('strong', {}, [titleOf(name)]),
      ' ',
      done ? badge(_('done'), 'good') : badge(_('to be done'), 'warning'),
    ]),
    E('p', {}, [hintOf(name), ...links]),
    ...(isOthers ? [E('p', { class: 'aq-muted' }, [_('Somebody else’s login does this.')])] : []),
    ...form,
    E('details', {}, [E('summary', {}, [_('On the command line')]), E('pre', {}, [commands.join('\n')])]),
  ])
}

export interface StepsView {
  readonly node: HTMLElement
  /** Asks anew where something has changed that the steps go by. */
  follow(status: Status): void
}

/** What the steps go by: they are asked for again when it changes, and what is typed stays until then. */
const factsOf = ({ rooms, school, draft, list, clock }: Status) =>
  JSON.stringify([
    rooms.map(({ id }) => id),
    school,
    draft.sha256,
    draft.sent,
    list.version,
    clock.zone,
    clock.synchronised,
  ])

/** Open while nothing is approved, folded away after that, and gone when all is done. */
export function stepsView(may: May, first: Status): StepsView {
  const node = E('div', { 'data-name': 'setup' }, [])
  const chosen: ChosenNetworks = new Map()
  const reader = { may, isRoot: first.me.user === 'root' }
  let facts = factsOf(first)
  let clock = first.clock
  const draw = async () => {
    try {
      redraw(node, content(await callSetup({})))
    } catch (error) {
      redraw(node, [failurePanel(error)])
    }
  }
  function formOf({ name, done }: SetupStep, { networks, zones }: Setup): HTMLElement[] {
    if (name === 'rooms' && may('rooms_add')) return [networksForm(networks, chosen, draw)]
    return name === 'clock' && !done && may('zone_set') ? [zoneForm({ zones }, clock, draw)] : []
  }
  function content(all: Setup): HTMLElement[] {
    const { steps } = all
    const open = steps.filter(({ done }) => !done)
    if (open.length === 0) return []
    const list = E(
      'ol',
      { class: 'aq-steps' },
      steps.map((step) => stepNode(step, reader, formOf(step, all))),
    )
    const title = _('From nothing to a shut lab: %d of %d steps are done').format(
      steps.length - open.length,
      steps.length,
    )
    if (first.list.version === 0) return [E('h3', {}, [title]), list]
    // The drill comes last, and is what all the rest was for.
    return [E('details', { open: open.length === 1 ? '' : null }, [E('summary', {}, [title]), list])]
  }
  if (may('setup')) void draw()
  return {
    node,
    follow(status) {
      const now = factsOf(status)
      clock = status.clock
      if (may('setup') && now !== facts) void draw()
      facts = now
    },
  }
}
