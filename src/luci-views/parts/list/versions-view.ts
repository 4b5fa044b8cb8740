/** The approved versions: what each changed, and how to go back to one. */
import dom from 'luci:dom'
import type { ListVersion } from '../../../luci-bridge/contract.ts'
import { badge } from '../badge.ts'
import { button } from '../button.ts'
import { ask, show } from '../dialog.ts'
import { failurePanel, tell } from '../failure.ts'
import * as rpc from '../rpc.ts'
import { type Column, table } from '../table.ts'
import type { View } from '../tabs.ts'
import { date } from '../when.ts'
import { inZone } from '../zone.ts'
import { printedList } from './approval-view.ts'
import { loadDifference, loadList } from './calls.ts'
import { differenceView } from './diff-view.ts'
import { conflictWords, type ListContext } from './state.ts'

const callVersions = rpc.declare('list_versions')
const callRestore = rpc.declare('list_restore')

function state({ inForce, fault, signed }: ListVersion): LuciChild[] {
  return [
    ...(inForce ? [badge(_('in force'), 'good')] : []),
    ...(signed ? [' ', badge(_('signed'), 'quiet')] : []),
    ...(fault === undefined
      ? []
      : [
          E('div', { class: 'aq-bad' }, [
            _('This version does not count: its file was changed, or lacks the signature.'),
          ]),
        ]),
  ]
}

async function showVersion(context: ListContext, version: number): Promise<void> {
  const { sites } = await loadList(version)
  show(_('Version %d').format(version), [E('div', { class: 'aqtizim' }, [printedList(sites, context)])])
}

async function showChange(context: ListContext, version: number, before: number): Promise<void> {
  const difference = await loadDifference({ from: before, to: version })
  const title = before === 0 ? _('Version %d').format(version) : _('From version %d to %d').format(before, version)
  show(title, [E('div', { class: 'aqtizim' }, [differenceView(difference, context.rooms)])])
}

async function restore(context: ListContext, version: number): Promise<void> {
  const content = [
    E('p', {}, [
      _('The draft becomes the text of version %d. What is in the draft now and was never approved is lost.').format(
        version,
      ),
    ]),
    E('p', {}, [_('Nothing changes in the rooms until the director approves it.')]),
  ]
  if (!(await ask({ title: _('Take version %d as the draft?').format(version), content, confirm: _('Take it') })))
    return
  try {
    await callRestore({ version, base: context.list.sha256 })
    tell(_('The draft is version %d again.').format(version))
    await context.refresh()
  } catch (error) {
    const conflict = await conflictWords(context, error)
    if (conflict === undefined) throw error
    tell(conflict)
  }
}

function columns(context: ListContext, versions: readonly ListVersion[]): Column<ListVersion>[] {
  const before = (version: number) => versions.find((one) => one.version < version)?.version ?? 0
  return [
    { title: _('Version'), cell: ({ version }) => String(version) },
    { title: _('Order'), cell: ({ order, date: day }) => [order, order === '' || day === '' ? '' : ', ', date(day)] },
    { title: _('Approved by'), cell: ({ by, post }) => [by, post === '' ? '' : `, ${post}`] },
    { title: _('When'), cell: ({ at }) => inZone(at, context.now) },
    { title: '', cell: (version) => state(version) },
    {
      title: '',
      cell: ({ version }) =>
        E('div', { class: 'aq-buttons aq-row-buttons' }, [
          button(_('List'), () => showVersion(context, version), { name: 'show' }),
          button(_('What changed'), () => showChange(context, version, before(version)), { name: 'changes' }),
          ...(context.may('list_restore')
            ? [button(_('Take as draft'), () => restore(context, version), { name: 'restore' })]
            : []),
        ]),
    },
  ]
}

export function versionsView(context: ListContext): View {
  const body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  const draw = async () => {
    try {
      const { versions } = await callVersions({})
      dom.content(body, [table(columns(context, versions), versions, _('No list has been approved yet.'))])
    } catch (error) {
      dom.content(body, [failurePanel(error)])
    }
  }
  void draw()
  return { nodes: [body], redraw: () => void draw() }
}
