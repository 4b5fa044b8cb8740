/** Changes the keys of one entry: the values that pages give are written into the entry's YAML map. */

import { type Document, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml'
import type { SiteChanges, SiteValues } from './site-input.ts'

const ORDER: readonly (keyof SiteValues)[] = [
  ...(['domain', 'address', 'title', 'subject', 'subdomains', 'needs', 'needs_exact', 'except'] as const),
  ...(['rooms', 'ports', 'open', 'from', 'until'] as const),
  ...(['inside', 'resolver', 'safe_search', 'whole_suffix', 'group'] as const),
]

/** Makes the changes in an entry's map, and gives the map. */
export function changeMap(map: YAMLMap, changes: SiteChanges, document: Document): YAMLMap {
  for (const key of ORDER) {
    const value = changes[key]
    if (value === undefined) continue
    if (key === 'needs' || key === 'needs_exact') changeNeeds(map, value as readonly string[] | null, key, document)
    else if (value === null) map.delete(key)
    else if (typeof value === 'object') changeList(map, key, value, document)
    else map.set(key, scalarFor(map, key, String(value), document))
  }
  return map
}

/** A changed value keeps the comment that stands behind the old one. */
function scalarFor(map: YAMLMap, key: string, text: string, document: Document) {
  const old = map.get(key, true)
  const scalar = document.createNode(text)
  if (isScalar(old) && old.comment) scalar.comment = old.comment
  return scalar
}

/** Items that stay keep their comments. */
function changeList(map: YAMLMap, key: string, values: readonly string[], document: Document): void {
  const old = map.get(key, true)
  if (!isSeq(old)) {
    map.set(key, document.createNode([...values], { flow: true }))
    return
  }
  const wanted = new Set(values)
  old.items = old.items.filter((item) => isScalar(item) && typeof item.value === 'string' && wanted.delete(item.value))
  for (const value of wanted) old.add(document.createNode(value))
  if (old.items.length === 0) old.flow = true
}

/** Changes one kind of the names in `needs:`, those with all below them or those alone; the other kind stays. */
function changeNeeds(
  map: YAMLMap,
  values: readonly string[] | null,
  kind: 'needs' | 'needs_exact',
  document: Document,
): void {
  const found = map.get('needs', true)
  const old = isSeq(found) ? found : (document.createNode([], { flow: true }) as YAMLSeq)
  const wanted = new Set(values)
  old.items = old.items.filter((item) => {
    const need = needOf(item)
    return need === undefined || need.kind !== kind || wanted.delete(need.name)
  })
  for (const domain of wanted)
    old.add(document.createNode(kind === 'needs' ? domain : { domain, subdomains: 'false' }, { flow: true }))
  if (old.items.length === 0) map.delete('needs')
  else if (!isSeq(found)) map.set('needs', old)
}

function needOf(item: unknown): { readonly name: string; readonly kind: 'needs' | 'needs_exact' } | undefined {
  if (isScalar(item)) return { name: String(item.value), kind: 'needs' }
  if (!isMap(item)) return undefined
  return { name: String(item.get('domain')), kind: item.get('subdomains') === 'false' ? 'needs_exact' : 'needs' }
}
