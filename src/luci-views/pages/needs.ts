/** What listed sites seem to lack: names that PCs were refused as they opened them. */
import dom from 'luci:dom'
import type { IgnoredNeed, Need } from '../../luci-bridge/contract.ts'
import { headline } from '../parts/badge.ts'
import { button } from '../parts/button.ts'
import { select } from '../parts/field.ts'
import { loadMay, type May } from '../parts/may.ts'
import { addNeeds } from '../parts/needs/add.ts'
import { suggestionNode } from '../parts/needs/suggestion.ts'
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'

const callNeeds = rpc.declare('needs')
const callIgnore = rpc.declare('need_ignore')

interface Data {
  readonly may: May
  readonly days: number
  readonly needs: readonly Need[]
  readonly left: number
  /** Grows and shrinks as buttons are pressed. */
  ignored: readonly IgnoredNeed[]
}

const ignoredBy = ({ ignored }: Pick<Data, 'ignored'>, need: Need) =>
  ignored.find(({ site, name }) => site === need.site && name === need.name)

async function load(days = 7): Promise<Data> {
  const [may, { needs, left, ignored }] = await Promise.all([loadMay(), callNeeds({ days })])
  return { may, days, needs, left, ignored }
}

function sentence(wanted: readonly Need[]): HTMLElement {
  if (wanted.length === 0)
    return headline(
      _('No site seems to lack anything. Look again when classes have worked with the sites for some lessons.'),
      'good',
    )
  const sites = new Set(wanted.map(({ site }) => site)).size
  return headline(
    N_(
      sites,
      '%d site seems to lack something that its pages load.',
      '%d sites seem to lack something that their pages load.',
    ).format(sites),
    'warning',
  )
}

/** By site, and the surest first within each. */
function grouped(needs: readonly Need[]): Map<string, Need[]> {
  const groups = new Map<string, Need[]>()
  for (const need of needs) groups.set(need.site, [...(groups.get(need.site) ?? []), need])
  return groups
}

function card(data: Data, site: string, needs: readonly Need[], redraw: () => void): HTMLElement {
  const { may } = data
  const isIgnored = (need: Need) => ignoredBy(data, need) !== undefined
  const isOffered = may('list_edit')
  const added = new Set<string>()
  const news = E('div', { 'data-name': 'helper-news', role: 'status' }, [])
  const add = async (names: readonly string[]) => {
    const saved = await addNeeds(site, names)
    if (!saved)
      return void dom.content(news, [
        E('p', { class: 'alert-message warning' }, [
          _('%s could not be changed: look at it in the white list.').format(site),
        ]),
      ])
    for (const name of names) added.add(name)
    dom.content(news, [
      E('p', { class: 'alert-message success' }, [
        _('Added to the draft: %s. It opens when the director has approved the list.').format(names.join(', ')),
      ]),
    ])
    draw()
  }
  const buttonsOf = (need: Need) => {
    const mayIgnore = may('need_ignore')
    const by = ignoredBy(data, need)
    if (by !== undefined)
      return [
        E('span', { class: 'aq-muted' }, [_('Ignored by %s').format(by.user)]),
        ...(mayIgnore ? [button(_('Suggest again'), () => again(need, false), { name: 'unignore' })] : []),
      ]
    return [
      ...(isOffered
        ? [button(_('Add as needed'), () => add([need.name]), { kind: 'positive', name: 'add-need' })]
        : []),
      ...(mayIgnore ? [button(_('Ignore'), () => again(need, true), { name: 'ignore' })] : []),
    ]
  }
  const again = async ({ site: of, name }: Need, ignored: boolean) => {
    data.ignored = (await callIgnore({ site: of, name, ignored })).ignored
    redraw()
  }
  const body = E('div', {}, [])
  function draw(): void {
    const left = needs.filter(({ name }) => !added.has(name))
    const together = left.filter((need) => need.confidence >= 0.5 && !isIgnored(need)).map(({ name }) => name)
    const all =
      isOffered && together.length > 1
        ? [
            button(_('Add all that are likely (%d)').format(together.length), () => add(together), {
              kind: 'positive',
              name: 'add-all',
            }),
          ]
        : []
    dom.content(body, [...left.map((need) => suggestionNode(need, buttonsOf(need))), ...all])
  }
  draw()
  return E('div', { class: 'aq-card', 'data-site': site }, [E('h3', {}, [site]), news, body])
}

function render(data: Data, reload: (days?: number) => Promise<void>): LuciChild[] {
  const { needs, left, days } = data
  const body = E('div', {}, [])
  const choose = select(
    { name: 'days', label: _('Look at'), value: String(days) },
    [1, 7, 14, 31].map((count) => [String(count), N_(count, '%d day', '%d days').format(count)] as const),
    () => reload(Number(choose.value())),
  )
  const draw = () => {
    const isIgnored = (need: Need) => ignoredBy(data, need) !== undefined
    const wanted = needs.filter((need) => !isIgnored(need))
    const ignored = needs.filter(isIgnored)
    const cards = (shown: readonly Need[]) => [...grouped(shown)].map(([site, some]) => card(data, site, some, draw))
    dom.content(body, [
      sentence(wanted),
      ...cards(wanted),
      ...(ignored.length === 0
        ? []
        : [
            E('details', { 'data-name': 'ignored' }, [
              E('summary', {}, [_('Ignored: %d').format(ignored.length)]),
              ...cards(ignored),
            ]),
          ]),
      ...(left > 0
        ? [E('p', { class: 'aq-muted' }, [_('Visits that were too many to be looked at: %d').format(left)])]
        : []),
    ])
  }
  draw()
  return [
    E('p', {}, [
      _(
        'Pages load pictures, fonts and players from other names. What PCs were refused within seconds of opening a listed site, its pages seem to need.',
      ),
    ]),
    E('div', { class: 'aq-filters' }, [choose.node]),
    body,
  ]
}

export default page({ title: () => _('Helper'), load, render })
