/** Says what an address opens that is about to be added, and offers what else could be meant. */
import dom from 'luci:dom'
import type { Meaning, SiteMeans, SiteValues } from '../../../luci-bridge/contract.ts'
import * as rpc from '../rpc.ts'

const callMeans = rpc.declare('site_means')

export interface MeaningChoice {
  readonly node: HTMLElement
  /** Asks the router about what is typed now. */
  about(address: string): Promise<void>
  /** What is chosen, as an entry has it; undefined where the address counts as it stands. */
  values(address: string): SiteValues | undefined
  clear(): void
}

function meaningWords({ domain, subdomains, wholeSuffix }: Meaning): string {
  if (wholeSuffix) return _('the whole suffix %s: every site below it, whoever runs it').format(domain)
  return subdomains ? _('all of %s: every page, and all names below it').format(domain) : _('%s alone').format(domain)
}

const isUsual = ({ name }: SiteMeans, { domain, subdomains, wholeSuffix }: Meaning) =>
  domain === name && subdomains && wholeSuffix === undefined

/** Of a name with private addresses: chosen unless somebody takes it back. */
function insideChoice(set: (isInside: boolean) => void): HTMLElement {
  const change = (event: Event) => set((event.target as HTMLInputElement).checked)
  const box = E('input', { type: 'checkbox', name: 'is-inside', checked: '', change })
  set(true)
  return E('div', {}, [
    E('p', {}, [
      _('Its address lies inside the school: it stays shut until its entry says that it is a site of the school.'),
    ]),
    E('label', { class: 'aq-check' }, [box, ' ', _('A site of the school’s own network')]),
  ])
}

export function meaningChoice(): MeaningChoice {
  const node = E('div', { 'data-name': 'meanings', 'aria-live': 'polite' }, [])
  let asked = ''
  let chosen: Meaning | undefined
  let isInside = false
  const clear = () => {
    asked = ''
    chosen = undefined
    isInside = false
    dom.content(node, [])
  }
  const setInside = (is: boolean) => {
    isInside = is
  }
  function show(means: SiteMeans): void {
    const radios = means.meanings.map((meaning, index) => {
      const change = () => {
        chosen = isUsual(means, meaning) ? undefined : meaning
      }
      const checked = isUsual(means, meaning) ? '' : null
      const radio = E('input', { type: 'radio', name: 'meaning', value: String(index), checked, change })
      return E('label', { class: 'aq-check' }, [radio, ' ', meaningWords(meaning)])
    })
    const page = means.isPage ? [E('p', {}, [_('One page alone cannot be opened: the site opens as a whole.')])] : []
    dom.content(node, [
      ...page,
      ...(means.isPrivate ? [insideChoice(setInside)] : []),
      E('div', { class: 'aq-group', role: 'radiogroup', 'aria-label': _('What shall open?') }, [
        E('span', {}, [_('What shall open?')]),
        ...radios,
      ]),
    ])
  }
  return {
    node,
    clear,
    async about(address) {
      if (address === asked) return
      clear()
      asked = address
      if (address === '') return
      // What is no name is said when it is added.
      const means = await callMeans({ address }).catch(() => undefined)
      if (asked === address && means !== undefined && (means.meanings.length > 1 || means.isPrivate)) show(means)
    },
    values(address) {
      if (address !== asked) return undefined
      const inside = isInside ? { inside: true } : {}
      if (chosen === undefined) return isInside ? inside : undefined
      const { domain, subdomains, wholeSuffix } = chosen
      return { domain, subdomains, ...(wholeSuffix && { whole_suffix: wholeSuffix }), ...inside }
    },
  }
}
