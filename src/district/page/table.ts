/** Tables and forms as all pages of the district draw them. */
import type { Language } from '../../documents/model.ts'
import { type Html, html, type Part } from './html.ts'
import { words } from './words.ts'

export interface Head {
  readonly title: string
  readonly isNumber?: boolean
}

export const number = (title: string): Head => ({ title, isNumber: true })
export const plain = (title: string): Head => ({ title })

/** Its first column names its rows. `name`: what it is, for those who do not see it. */
export function table(
  name: string,
  heads: readonly Head[],
  rows: readonly (readonly Part[])[],
  language: Language,
): Html {
  if (rows.length === 0) return html`<p>${words[language].none}</p>`
  const cell = (value: Part, at: number) => {
    if (at === 0) return html`<th scope="row" class="word">${value}</th>`
    return heads[at]?.isNumber === true ? html`<td class="number">${value}</td>` : html`<td class="word">${value}</td>`
  }
  const head = ({ title, isNumber = false }: Head) =>
    html`<th scope="col"${isNumber && html` class="number"`}>${title}</th>`
  return html`<div class="wide" tabindex="0" role="region" aria-label="${name}"><table><thead><tr>${heads.map(head)}</tr></thead>
<tbody>${rows.map(
    (cells) => html`<tr>${cells.map(cell)}</tr>
`,
  )}</tbody></table></div>`
}

export interface Field {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly type?: 'date' | 'month' | 'text'
  readonly choices?: readonly (readonly [value: string, text: string])[]
}

/** A form that asks this page again. */
export function filter(action: string, fields: readonly Field[], language: Language): Html {
  const input = ({ name, value, type = 'text', choices }: Field) => {
    if (choices === undefined) return html`<input type="${type}" name="${name}" value="${value}">`
    const options = choices.map(
      ([each, text]) => html`<option value="${each}"${each === value && html` selected`}>${text}</option>`,
    )
    return html`<select name="${name}">${options}</select>`
  }
  const drawn = fields.map((field) => html`<label>${field.label}<br>${input(field)}</label>`)
  return html`<form class="filter" method="get" action="${action}">${drawn}<button>${words[language].show}</button></form>`
}
