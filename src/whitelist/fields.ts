/** Lists the fields of an entry besides its name, for comparing two lists. */

/** The keys of an entry, as they are written; `needs_exact`: what `needs` has with `subdomains: false`. */
export const FIELDS = [
  ...(['title', 'subject', 'rooms', 'ports', 'subdomains', 'needs', 'needs_exact', 'except'] as const),
  ...(['open', 'from', 'until', 'inside', 'resolver', 'safe_search', 'whole_suffix', 'group'] as const),
] as const

export type Field = (typeof FIELDS)[number]
