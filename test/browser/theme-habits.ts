/** What LuCI's themes do to plain elements, as far as it has hurt pages of ours; and what of a page can be measured. */
import type { Page } from 'playwright-core'

const material = `
    * { margin: 0; padding: 0 }
    body { font-size: 12.8px }
    li { list-style-type: none }
    ul { font-size: 90% }
    small { font-size: 90% }
    table { font-size: 11.2px !important; box-shadow: 0 0 0 1px #d4d4d4 }
    h2, h3, h4 { margin: 32px 0 0; padding-bottom: 10px }
    .td, .th { text-align: center; padding: 8px }
    .btn { text-transform: uppercase; white-space: nowrap; display: inline-block }
    .btn, button, select, input {
      min-height: 28.8px; padding: 0; border: 0; border-bottom: 2px solid #bfbfbf; border-radius: 0; background: transparent
    }
    .cbi-button + .cbi-button, .btn + .btn { margin-left: 9.6px }
    .table { margin: 0 }`

/** A style sheet for each theme: its habits alone, over the host page's own look. */
export const habits: Readonly<Record<string, string>> = {
  bootstrap: `
    * { margin: 0; padding: 0 }
    ol, ul { list-style: none }
    ul, ol { margin: 0 0 18px 25px }
    a { text-decoration: none }
    .btn + .btn { margin-left: 4px }`,
  material: `${material}`,
  // It has none of bootstrap's colours, and says by color-scheme alone that it is dark.
  'material-dark': `
    ${material}
    :root {
      color-scheme: dark;
      --text-color-highest: initial; --text-color-high: initial; --text-color-medium: initial; --primary-color-high: initial;
      --background-color-high: initial; --background-color-low: initial; --border-color-medium: initial;
      --success-color-medium: initial; --error-color-medium: initial; --warn-color-high: initial
    }
    body, body * { color: CanvasText }
    body { background: #111 }
    code { background: #3a3a3a }
    .btn { color: #e0e0e0; background: #3a3a3a }`,
  'openwrt-2020': `
    * {
      margin: 0; padding: 0; color: inherit; text-decoration: none; list-style: none; font-size: 100%;
      border: none; background: none; outline: none; -webkit-appearance: none
    }
    body { font-size: 16px; background: #fff }
    input, select, textarea { border: none }
    input:not([type]), input[type="text"], input[type="password"], select, textarea { box-shadow: inset 0 0 1px #002b49 }
    input[type="checkbox"] { -webkit-appearance: checkbox }
    select { -webkit-appearance: menulist }
    a { color: inherit }
    button + button, .btn + .btn { margin-left: 4px }
    input[type="text"] + .btn { margin: 0 0 2px -1px }
    input[type="text"], input:not([type]), select { min-width: 320px }
    .table { margin: 0 0 16px }
    .td { padding: 8px }
    @media (max-width: 800px) {
      .td[data-title] { position: relative; padding: 3px 0 3px 40% }
      .td[data-title]::before { content: attr(data-title) ': '; position: absolute; left: 0; top: 0; bottom: 0; width: 40%; white-space: nowrap }
    }`,
}

/** Puts the habits after the theme's own sheet; ours is in the page's body, so after both. */
export const putOn = (page: Page, theme: string): Promise<unknown> =>
  page.evaluate(`{
    document.querySelector('#habits')?.remove()
    const sheet = document.createElement('style')
    sheet.id = 'habits'
    sheet.textContent = ${JSON.stringify(habits[theme])}
    document.head.append(sheet)
  }`)

export interface Measured {
  /** How many of each were looked at: without them nothing would have been checked. */
  readonly buttons: number
  readonly gaps: number
  readonly texts: number
  readonly links: number
  readonly fields: number
  readonly faults: readonly string[]
}

/** Lengths in pixels. */
export const measure = (page: Page): Promise<Measured> =>
  page.evaluate(`(() => {
    const all = (selector) => [...document.querySelectorAll('#view .aqtizim ' + selector)]
      .filter((node) => node.getClientRects().length > 0)
    const box = (node) => node.getBoundingClientRect()
    const style = (node, part) => getComputedStyle(node, part)
    const faults = []
    let buttons = 0, gaps = 0
    for (const row of all('.aq-buttons:not(.right, .aq-row-buttons)')) {
      const lines = new Map()
      for (const button of row.querySelectorAll(':scope > .btn')) {
        const line = Math.round(box(button).bottom)
        lines.set(line, [...(lines.get(line) ?? []), button])
      }
      buttons += row.querySelectorAll(':scope > .btn + .btn').length
      for (const [first, ...others] of lines.values()) {
        if (Math.abs(box(first).left - box(row).left) > 1 && first.previousElementSibling?.matches('.btn') !== false)
          faults.push('indented: ' + first.textContent)
        let left = first
        for (const button of others) {
          const gap = box(button).left - box(left).right
          if (left.nextElementSibling === button && Math.abs(gap - 8) > 1)
            faults.push('gap of ' + gap + ' before ' + button.textContent)
          left = button
        }
      }
    }
    for (const table of all('table'))
      for (const button of all('.btn').filter((node) => node.closest('table') === null)) {
        const [upper, lower] = [box(button), box(table)]
        if (upper.top >= lower.top || upper.left >= lower.right || upper.right <= lower.left) continue
        gaps += 1
        if (lower.top - upper.bottom < 4) faults.push('touches the table: ' + button.textContent)
      }
    const body = style(document.querySelector('#view .aqtizim')).fontSize
    const texts = all(':is(ul:not(.cbi-tabmenu) > li, ol > li, table, td)')
    for (const node of texts)
      if (style(node).fontSize !== body)
        faults.push(node.localName + ' of ' + style(node).fontSize + ', text of ' + body + ': ' + node.textContent)
    for (const node of all(':is(ul:not(.cbi-tabmenu), ol) > li'))
      if (style(node).listStyleType === 'none') faults.push('no bullet: ' + node.textContent)
    const links = all('a[href]:not(.btn, [role=tab])')
    for (const link of links)
      if (style(link).color === style(link.parentElement).color && !style(link).textDecorationLine.includes('underline'))
        faults.push('a link like text: ' + link.textContent)
    const fields = all('input:not([type=file], [type=button], [type=submit]), ' + '#view .aqtizim :is(select, textarea)')
    for (const field of fields) {
      const { appearance, borderBottomWidth, borderBottomStyle, boxShadow } = style(field)
      const isBox = field.matches('[type=checkbox], [type=radio]')
      // luci-theme-material draws the line below a field alone.
      const isFramed = (borderBottomStyle !== 'none' && parseFloat(borderBottomWidth) > 0) || boxShadow !== 'none'
      if (isBox ? appearance === 'none' && !isFramed : !isFramed) faults.push('a field that nobody sees: ' + field.name)
    }
    for (const cell of all('.aq-table .td[data-title]'))
      if (
        style(cell).display === 'flex' &&
        style(cell, '::before').content !== 'none' &&
        style(cell, '::before').position !== 'static'
      )
        faults.push('a title over its cell: ' + cell.textContent)
    return { buttons, gaps, texts: texts.length, links: links.length, fields: fields.length, faults }
  })()`) as Promise<Measured>
