/** Removes from a text what cannot be printed, whoever wrote it: a pupil, a DNS answer, a file. */

/** No page needs more of one name; a journal's row has at most 512. In characters. */
const LONGEST = 4000

/**
 * Controls, what reorders or hides text, what XML 1.0 (2.2) has no place for. A tab or a line feed becomes a blank, the
 * rest a visible mark: a name that was tampered with should look so.
 */
export function clean(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return cut.replace(/[\t\n\r\u2028\u2029]/g, ' ').replace(UNFIT, '\ufffd')
}

const UNFIT =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For an element or a quoted attribute, in HTML and in XML alike. */
export function escapeText(text: string): string {
  return clean(text).replace(/[&<>"']/g, (found) => entities[found] ?? '')
}

/** For a string in CSS, inside a style element: nothing but letters, digits and blanks stands there as it is. */
export function escapeCss(text: string): string {
  return clean(text).replace(/[^\p{L}\p{N} ]/gu, (found) => `\\${found.codePointAt(0)?.toString(16)} `)
}
