/** The white list: the draft, its way to the director, and what was approved. */
import dom from 'luci:dom'
import type { Status } from '../../luci-bridge/contract.ts'
import { approvalView } from '../parts/list/approval-view.ts'
import { type LoadedList, loadList } from '../parts/list/calls.ts'
import { callDistrict, districtView } from '../parts/list/district-view.ts'
import { groupsView } from '../parts/list/groups-view.ts'
import { importView } from '../parts/list/import-view.ts'
import { sitesView } from '../parts/list/sites-view.ts'
import { standing } from '../parts/list/standing.ts'
import type { ListContext } from '../parts/list/state.ts'
import { textView } from '../parts/list/text-view.ts'
import { versionsView } from '../parts/list/versions-view.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'
import { type Tab, tabs } from '../parts/tabs.ts'

const callStatus = rpc.declare('status')

interface Data {
  readonly may: May
  readonly status: Status
  readonly list: LoadedList
  /** Whether the settings have a list of a district that this login may take from. */
  readonly hasDistrict: boolean
}

async function load(): Promise<Data> {
  const [may, status, list] = await Promise.all([loadMay(), callStatus({}), loadList()])
  const isSet = () => callDistrict({}).then(({ url }) => url !== undefined)
  // Without it the rest of the page works all the same.
  const hasDistrict = may('district_list') && (await isSet().catch(() => false))
  return { may, status, list, hasDistrict }
}

function contextOf({ may, status, list }: Data, show: (context: ListContext) => void): ListContext {
  const context: ListContext = {
    may,
    rooms: status.rooms.map(({ id, name }) => ({ id, name })),
    now: status.clock.now,
    requireSignature: status.requireSignature,
    inForce: status.list,
    list,
    async refresh() {
      const [fresh, { list: inForce }] = await Promise.all([loadList(), callStatus({})])
      context.list = fresh
      context.inForce = inForce
      show(context)
    },
  }
  return context
}

function render(data: Data): LuciChild[] {
  const top = E('div', { 'data-name': 'standing' }, [])
  const context = contextOf(data, (current) => {
    dom.content(top, standing(current))
    views.redraw()
  })
  dom.content(top, standing(context))
  const all: Tab[] = [
    { name: 'sites', title: _('Sites'), make: () => sitesView(context) },
    ...(context.may('import_add') ? [{ name: 'bulk', title: _('Many at once'), make: () => importView(context) }] : []),
    ...(context.may('catalogue')
      ? [{ name: 'groups', title: _('Ready groups'), make: () => groupsView(context) }]
      : []),
    ...(data.hasDistrict ? [{ name: 'district', title: _('District’s list'), make: () => districtView(context) }] : []),
    {
      name: 'changes',
      title: context.may('approve') ? _('Approval') : _('What changes'),
      make: () => approvalView(context),
    },
    { name: 'versions', title: _('Versions'), make: () => versionsView(context) },
    { name: 'text', title: _('As text'), make: () => textView(context) },
  ]
  // What lies before the director is what the director came for.
  const usual = context.may('approve') && context.list.draft.sent !== undefined ? 'changes' : 'sites'
  const asked = new URLSearchParams(window.location.search).get('tab')
  const views = tabs(all, all.find(({ name }) => name === asked)?.name ?? usual)
  return [top, views.node]
}

export default page({ title: () => _('White list'), load, render })
