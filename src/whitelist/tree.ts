/** Defines the tree of a document that both readers give. */

/** Offsets are 0-based, in UTF-16 units. `broken` is what has been reported already. */
export type Node =
  | { readonly kind: 'text'; readonly offset: number; readonly text: string }
  | { readonly kind: 'list'; readonly offset: number; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly offset: number; readonly entries: readonly Entry[] }
  | { readonly kind: 'empty' | 'broken'; readonly offset: number }

export interface Entry {
  readonly key: string
  readonly offset: number
  readonly value: Node
}
