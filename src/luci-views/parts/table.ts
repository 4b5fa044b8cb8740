/** LuCI's tables, which become a list of cards on a narrow screen. */

export interface Column<Row> {
  readonly title: string
  cell(row: Row): LuciChild | LuciChild[]
  /** Numbers stand right. */
  readonly number?: boolean
}

/** A day and its time, each in one piece: long names may break anywhere, and take narrow columns with them. */
function unbroken(content: LuciChild): LuciChild[] {
  if (typeof content !== 'string' || !/^\d\d\.\d\d\.\d{4}( \d\d:\d\d)?$/.test(content)) return [content]
  return content.split(' ').flatMap((part, at) => [at > 0 ? ' ' : '', E('span', { class: 'aq-whole' }, [part])])
}

/** A column of buttons alone has no title, and is no head to a screen reader. */
export const tableHead = ({ title, number }: { readonly title: string; readonly number?: boolean }): HTMLElement =>
  E(title === '' ? 'td' : 'th', { class: `th${number ? ' right' : ' left'}` }, [title])

export function tableRow<Row>(columns: readonly Column<Row>[], row: Row): HTMLElement {
  const cells = columns.map(({ title, cell, number }) => {
    const content = [cell(row)].flat().flatMap(unbroken)
    // On a narrow screen a cell stands beside its title, as one thing.
    const whole = content.length > 1 ? [E('div', { class: 'aq-cell' }, content)] : content
    return E('td', { class: `td${number ? ' right' : ' left'}`, 'data-title': title }, whole)
  })
  return E('tr', { class: 'tr' }, cells)
}

/** `empty` stands where there are no rows. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], empty: string): HTMLElement {
  const heads = columns.map(tableHead)
  const placeholder = E('tr', { class: 'tr placeholder' }, [E('td', { class: 'td', colspan: columns.length }, [empty])])
  const body = rows.length === 0 ? [placeholder] : rows.map((row) => tableRow(columns, row))
  return E('table', { class: 'table aq-table' }, [E('tr', { class: 'tr table-titles' }, heads), ...body])
}
