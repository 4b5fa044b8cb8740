/** The white list: the draft that people edit, and its way to the director. */
import type { Message } from '../../messages/message.ts'
import type { Field } from '../../whitelist/fields.ts'
import type { ProblemValues } from '../../whitelist/problems.ts'
import type { Cut, Meaning, SiteValues } from '../../whitelist/site-input.ts'

export type { Cut, Meaning, SiteValues }

export interface Problem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** 1-based. */
  readonly line: number
  readonly column: number
  readonly message: string
  readonly values: ProblemValues
}

/** `line`: where its entry begins in the document, 1-based. */
export interface ListSite extends SiteValues {
  readonly line: number
}

/** `at`: ISO 8601, UTC. */
export interface Act {
  readonly user: string
  readonly at: string
}

export interface DraftState {
  /** SHA-256 in hexadecimal of the draft as it stands; of the empty text where there is none. */
  readonly sha256: string
  /** Whether it is another text than the list in force. */
  readonly differs: boolean
  /** Who changed it last through this object; not known of a draft that was edited as a file. */
  readonly changed?: Act
  /** It lies before the director. An edit withdraws it. */
  readonly sent?: Act
  /** The director sent it back. Until it is sent again. */
  readonly returned?: Act & { readonly note: string }
}

export interface ListCheck {
  readonly problems: readonly Problem[]
  readonly sites: number
}

/** A part of the document, cut between two entries where that can be. */
export interface ListPart {
  readonly version: number
  readonly sha256: string
  readonly text: string
  /** Length of the whole text, in UTF-16 units. */
  readonly total: number
  /** `offset` of the next part; absent with the last one. Begin anew when `sha256` is another by then. */
  readonly next?: number
  /** The entries that begin in this part, as they are written; what cannot be read as an entry is left out. */
  readonly sites: readonly ListSite[]
  /** Of the whole document, with the first part only; at most 300. */
  readonly problems: readonly Problem[]
  readonly draft: DraftState
}

/**
 * `add` takes what was pasted: of a URL only the name is kept, and the answer says what was cut. In `change`, what is given
 * replaces what is there, an empty text or list takes the key away, the rest stays. `name` is the domain or address, in any
 * spelling.
 */
export type ListChange =
  | { readonly kind: 'add'; readonly values: SiteValues }
  | { readonly kind: 'change'; readonly name: string; readonly values: SiteValues }
  | { readonly kind: 'remove'; readonly name: string }
  /** At most 100 names, all or none of them; every one must stand in the draft. */
  | { readonly kind: 'change-many'; readonly names: readonly string[]; readonly values: SiteValues }
  | { readonly kind: 'remove-many'; readonly names: readonly string[] }

export interface ListEdited {
  /** False where the edit would bring an error into the document, or change nothing: the draft is as it was. */
  readonly saved: boolean
  /** Of the draft now. */
  readonly sha256: string
  /** Saved: all of the draft, at most 300. Not saved: what the edit would have brought. */
  readonly problems: readonly Problem[]
  /** The edited entry as it stands now; absent after `remove`. */
  readonly site?: ListSite
  readonly cut?: readonly Cut[]
}

/** With the last part `saved` is true, whatever errors the text has: it is a draft. */
export interface ListSaved {
  readonly upload: string
  readonly saved: boolean
  readonly sha256: string
  readonly problems: readonly Problem[]
}

export interface DiffField {
  readonly field: Field
  /** As texts; empty: not there, so that the default holds. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Of an added site `fields` has what is not a default, with empty `before`; of a removed one with empty `after`. */
export interface DiffEntry {
  readonly kind: 'added' | 'removed' | 'changed'
  /** As people read it, and in ASCII where that is another text: who approves should see both. */
  readonly site: string
  readonly ascii?: string
  readonly title: string
  readonly fields: readonly DiffField[]
}

export interface ListDifference {
  readonly from: number
  readonly to: number
  /** Hash of the text compared with: what `approve` and `list_return` take. */
  readonly sha256: string
  /** Added and changed in the order of the new list, then removed. At most 500 a page. */
  readonly entries: readonly DiffEntry[]
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly next?: number
  /** Where the new text is the draft: the number that it gets when it is approved, which the director signs with it. */
  readonly nextVersion?: number
  /** Errors in the new text: there is no difference to show then. */
  readonly problems: readonly Problem[]
}

export interface ListVersion {
  readonly version: number
  readonly sha256: string
  readonly by: string
  readonly post: string
  readonly order: string
  readonly date: string
  readonly user: string
  readonly at: string
  readonly signed: boolean
  readonly inForce: boolean
  /** Why it cannot count, one sentence; absent where it is as it was approved. */
  readonly fault?: string
  /** The same. */
  readonly message?: Message
}

export interface Approved {
  /** 0 when it was not approved. */
  readonly version: number
  readonly problems: readonly Problem[]
  /** Why nothing was approved or enforced: the texts of `reasons`. */
  readonly refused: readonly string[]
  readonly reasons: readonly Message[]
  /** From the call to the new list in force. */
  readonly milliseconds: number
  /** Connections that the new list shut. */
  readonly cut: number
}

/**
 * `site`: the address is of a listed site; `needs`: of what one needs; `except`: the list shuts it; `port`: listed, and not on
 * this port; `on-demand`: until a teacher opens it; `unlisted`: not on the list; `inside`: listed without `inside: true`,
 * and its addresses are private ones; `outside`: listed with it, and none of its addresses is private; `managed`: they are the router's own, a
 * room's, or where a network is managed; `no-address`: listed, and the room's resolver finds no address for it.
 */
export type Unreachable = 'inside' | 'outside' | 'managed' | 'no-address'
export type OpensWhy = 'site' | 'needs' | 'except' | 'port' | 'on-demand' | 'unlisted' | Unreachable

export interface OpensInRoom {
  readonly id: string
  readonly name: string
  /** By the list in force; a room that is paused opens nothing meanwhile. */
  readonly opens: boolean
  readonly paused: boolean
  readonly why: OpensWhy
  /** The entry that opens it, as it is listed, and its title. */
  readonly site?: string
  readonly title?: string
}

export interface SiteOpens {
  /** The name or the address in what was pasted, as people read it, and in ASCII where that is another text. */
  readonly name: string
  readonly ascii?: string
  /** The TCP port that a browser would ask. */
  readonly port: number
  readonly rooms: readonly OpensInRoom[]
  /** Whether some room would have it by the draft. */
  readonly inDraft: boolean
}

export interface SiteMeans {
  /** The name in what was pasted, as people read it. */
  readonly name: string
  /** A page of it was pasted: that page alone cannot be opened. */
  readonly isPage: boolean
  /** Its addresses are private ones: it opens as a site of the school's own network alone. */
  readonly isPrivate?: true
  /** What could be meant, the widest first; none where nothing of it can be listed. */
  readonly meanings: readonly Meaning[]
}
