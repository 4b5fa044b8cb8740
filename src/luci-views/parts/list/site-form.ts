/** The form of one entry. */
import type { Cut, ListEdited, ListSite, SiteValues } from '../../../luci-bridge/contract.ts'
import { input } from '../field.ts'
import { openForm } from '../form-dialog.ts'
import { callEdit, nameOf } from './calls.ts'
import { hasConditions, openingFields, placeFields } from './condition-fields.ts'
import { problemLines } from './problems.ts'
import { conflictWords, type ListContext, type Room } from './state.ts'

/** Names as people separate them. */
const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '')

interface Filled {
  readonly node: HTMLElement
  values(): SiteValues
}

function area(name: string, label: string, hint: string, value: readonly string[]) {
  const control = E('textarea', { name, rows: 3, class: 'cbi-input-textarea', placeholder: hint }, [value.join('\n')])
  return {
    node: E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [label]), control]),
    value: () => words((control as HTMLTextAreaElement).value),
  }
}

function checks(rooms: readonly Room[], chosen: readonly string[]) {
  // A room that the list names and the settings do not know stays until somebody takes it out.
  const strangers = chosen.filter((id) => !rooms.some((room) => room.id === id)).map((id) => ({ id, name: id }))
  const boxes = [...rooms, ...strangers].map(({ id, name }) => {
    const box = E('input', {
      type: 'checkbox',
      name: `room-${id}`,
      checked: chosen.includes(id) ? '' : null,
    }) as HTMLInputElement
    return { id, box, node: E('label', { class: 'aq-check' }, [box, ' ', name]) }
  })
  const hint = E('div', { class: 'aq-muted' }, [_('None marked: open in all rooms.')])
  return {
    node: E('div', { class: 'aq-group' }, [E('span', {}, [_('Rooms')]), ...boxes.map(({ node }) => node), hint]),
    value: () => boxes.filter(({ box }) => box.checked).map(({ id }) => id),
  }
}

function siteFields(site: Partial<ListSite>, rooms: readonly Room[]): Filled {
  const isAddress = site.address !== undefined
  const address = input({
    name: 'address',
    label: isAddress ? _('Address or network') : _('Address of the site, as the browser shows it'),
    value: nameOf(site),
    placeholder: 'bilimland.kz',
  })
  const title = input({ name: 'title', label: _('Title'), value: site.title ?? '' })
  const subject = input({ name: 'subject', label: _('Subject'), value: site.subject ?? '' })
  const needs = area('needs', _('Needs: other names that its pages load'), 'cdn.bilimland.net', site.needs ?? [])
  const exact = area('needs_exact', _('Needs, each one name alone'), 'fonts.gstatic.com', site.needs_exact ?? [])
  const except = area('except', _('Except: names below it that stay shut'), 'games.bilimland.kz', site.except ?? [])
  const below = E('input', {
    type: 'checkbox',
    name: 'subdomains',
    checked: site.subdomains === false ? null : '',
  }) as HTMLInputElement
  const ports = input({
    name: 'ports',
    label: _('Ports, if not 80 and 443'),
    value: (site.ports ?? []).join(', '),
    placeholder: '443, 8443',
  })
  const room = checks(rooms, site.rooms ?? [])
  const [opening, place] = [openingFields(site), placeFields(site)]
  const wide = [address, title, subject].map(({ node }) => {
    node.classList.add('aq-wide')
    return node
  })
  const ofDomain = [
    E('label', { class: 'aq-check' }, [below, ' ', _('Names below it open as well')]),
    needs.node,
    exact.node,
    except.node,
  ]
  const more = E('details', { open: isExtraordinary(site) ? '' : null }, [
    E('summary', {}, [_('Rooms, ports and more')]),
    room.node,
    ports.node,
    ...place.nodes,
  ])
  return {
    node: E('div', { class: 'aq-form' }, [...wide, ...opening.nodes, ...(isAddress ? [] : ofDomain), more]),
    values: () => ({
      ...(isAddress ? { address: address.value() } : { domain: address.value() }),
      title: title.value(),
      subject: subject.value(),
      ...(isAddress
        ? {}
        : { subdomains: below.checked, needs: needs.value(), needs_exact: exact.value(), except: except.value() }),
      rooms: room.value(),
      ports: words(ports.value()),
      ...opening.values(),
      ...place.values(),
    }),
  }
}

const isExtraordinary = (site: Partial<ListSite>) =>
  [site.rooms, site.ports].some((values) => (values?.length ?? 0) > 0) || hasConditions(site)

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const defaults: Readonly<Record<string, unknown>> = {
  title: '',
  subject: '',
  subdomains: true,
  needs: [],
  needs_exact: [],
  except: [],
  rooms: [],
  ports: [],
  open: '',
  from: '',
  until: '',
  inside: false,
  resolver: '',
  safe_search: '',
  whole_suffix: false,
}

/** Only what is another than before, so that what a colleague changes in the same entry stays. */
function changesOf(site: Partial<ListSite>, values: SiteValues): SiteValues {
  const before = { ...defaults, ...site } as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !same(value, before[key])))
}

/** What was cut off a pasted address. */
export function cutLines(cuts: readonly Cut[] = []): HTMLElement[] {
  return cuts.map(({ from, to }) =>
    E('p', { class: 'aq-cut', 'data-name': 'cut' }, [_('Of “%s” only the name counts: %s').format(shorten(from), to)]),
  )
}
const shorten = (text: string) => (text.length > 120 ? `${text.slice(0, 117)}…` : text)

/** Why an edit was not taken. */
export function refusalLines({ problems }: ListEdited): HTMLElement[] {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return [
    E('p', { class: 'aq-bad' }, [_('Nothing was saved:')]),
    ...problemLines(errors.length > 0 ? errors : problems),
  ]
}

/** Adds or changes; `done` is told what became of it. */
export function openSiteForm(
  context: ListContext,
  site: ListSite | undefined,
  done: (edited: ListEdited) => void,
): void {
  const shown: Partial<ListSite> = site ?? {}
  const filled = siteFields(shown, context.rooms)
  openForm({
    title: site === undefined ? _('Add a site') : nameOf(site),
    content: [filled.node],
    confirm: _('Save'),
    async save() {
      const changes = changesOf(shown, filled.values())
      if (Object.keys(changes).length === 0) return undefined
      const edit =
        site === undefined
          ? ({ kind: 'add', values: changes } as const)
          : ({ kind: 'change', name: nameOf(site), values: changes } as const)
      try {
        const edited = await callEdit({ base: context.list.sha256, edit })
        if (!edited.saved) return refusalLines(edited)
        await context.refresh()
        done(edited)
        return undefined
      } catch (error) {
        const conflict = await conflictWords(context, error)
        if (conflict === undefined) throw error
        return [E('p', { class: 'alert-message warning', 'data-name': 'conflict' }, [conflict])]
      }
    },
  })
}
