/** Links from one of our pages to another. */
import { type PageName, placeOf } from './place.ts'

/** A link to one of our pages; `asked` is handed to it: `{ add: 'bilimland.kz' }`. */
export function pageLink(page: PageName, text: string, asked: Readonly<Record<string, string>> = {}): HTMLElement {
  const query = new URLSearchParams(asked).toString()
  return E('a', { href: `${L.url(...placeOf(page))}${query === '' ? '' : `?${query}`}` }, [text])
}
