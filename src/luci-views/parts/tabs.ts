/** Several views on one page, in LuCI's look. A view is made when it is first shown. */
import dom from 'luci:dom'

export interface Tab {
  readonly name: string
  readonly title: string
  render(): LuciChild[]
}

export interface Tabs {
  readonly node: HTMLElement
  open(name: string): void
  /** Makes the open view anew; others when they are shown next. */
  refresh(): void
}

export function tabs(all: readonly Tab[], first: string): Tabs {
  const body = E('div', { class: 'aq-tab', role: 'tabpanel' }, [])
  const items = all.map((tab) => {
    const press = (event: Event) => {
      event.preventDefault()
      open(tab.name)
    }
    const link = E('a', { href: '#', role: 'tab', 'data-name': `tab-${tab.name}`, click: press }, [tab.title])
    return { tab, link, item: E('li', { class: 'cbi-tab-disabled' }, [link]) }
  })
  let current = first
  function open(name: string): void {
    current = name
    for (const { tab, item, link } of items) {
      item.className = tab.name === name ? 'cbi-tab' : 'cbi-tab-disabled'
      link.setAttribute('aria-selected', String(tab.name === name))
      if (tab.name === name) dom.content(body, tab.render())
    }
  }
  open(first)
  const menu = E(
    'ul',
    { class: 'cbi-tabmenu aq-tabs', role: 'tablist' },
    items.map(({ item }) => item),
  )
  return { node: E('div', {}, [menu, body]), open, refresh: () => open(current) }
}
