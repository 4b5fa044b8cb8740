/** Declares the methods of the white list. */
import * as v from 'valibot'
import type {
  Approved,
  DraftState,
  ListCheck,
  ListDifference,
  ListEdited,
  ListPart,
  ListSaved,
  ListVersion,
  SiteMeans,
  SiteOpens,
} from '../contract/list.ts'
import { gives, method, teachers, viewers } from './method.ts'
import { day, filled, hash, line, text, whole } from './parts.ts'

const document = text(4 * 1024 * 1024)
const version = whole(0, 999_999_999)
const offset = v.exactOptional(whole(0, 4 * 1024 * 1024))
const names = v.exactOptional(v.pipe(v.array(line(1000)), v.maxLength(500)))

/** A pasted URL is longer than any name. */
const values = v.object({
  domain: v.exactOptional(line(8000)),
  address: v.exactOptional(line(200)),
  title: v.exactOptional(line(300)),
  subject: v.exactOptional(line(300)),
  subdomains: v.exactOptional(v.boolean()),
  needs: names,
  needs_exact: names,
  except: names,
  rooms: names,
  ports: names,
  open: v.exactOptional(line(20)),
  from: v.exactOptional(line(20)),
  until: v.exactOptional(line(20)),
  inside: v.exactOptional(v.boolean()),
  resolver: v.exactOptional(line(100)),
  safe_search: v.exactOptional(line(20)),
  whole_suffix: v.exactOptional(v.boolean()),
  group: v.exactOptional(line(100)),
})

/** Each is an edit of the whole text: a hundred of them are a short piece of work. */
const several = v.pipe(v.array(filled(1000)), v.minLength(1), v.maxLength(100))

const edit = v.variant('kind', [
  v.object({ kind: v.literal('add'), values }),
  v.object({ kind: v.literal('change'), name: filled(1000), values }),
  v.object({ kind: v.literal('remove'), name: filled(1000) }),
  v.object({ kind: v.literal('change-many'), names: several, values }),
  v.object({ kind: v.literal('remove-many'), names: several }),
])

export const listMethods = {
  /** Whether an address, as a browser shows it, opens by the list in force. At most 8000 characters. */
  site_opens: method({
    does: "whether an address opens, where, and why not: by the list, and by what the room's resolver finds",
    roles: viewers,
    access: 'read',
    takes: { address: filled(8000) },
    gives: gives<SiteOpens>(),
  }),
  /** What an entry for a pasted address would open. */
  site_means: method({
    does: 'what an entry for a pasted address would open, and what else could be meant',
    roles: teachers,
    access: 'write',
    takes: { address: filled(8000) },
    gives: gives<SiteMeans>(),
  }),
  list_check: method({
    does: 'what is wrong with a text',
    roles: teachers,
    access: 'read',
    takes: { text: document },
    gives: gives<ListCheck>(),
  }),
  list_get: method({
    does: 'the draft or a version, in parts',
    roles: viewers,
    access: 'read',
    takes: {
      /** An approved version; absent or 0: the draft. */
      version: v.exactOptional(version),
      /** `next` of the answer before; absent: from the start. UTF-16 units. */
      offset,
    },
    gives: gives<ListPart>(),
  }),
  list_edit: method({
    does: 'adds, changes or removes one site of the draft, or changes or removes up to 100 in one step',
    roles: teachers,
    access: 'write',
    takes: {
      /** SHA-256 of the draft that the caller has seen. Another one by now: `Failed` with `conflict`. */
      base: hash,
      edit,
    },
    gives: gives<ListEdited>(),
  }),
  /** The whole document, in parts of at most 32 Ki UTF-16 units: one POST takes 64 KiB. At most 4 MiB in all. */
  list_save: method({
    does: 'replaces the text of the draft, in parts',
    roles: teachers,
    access: 'write',
    takes: {
      base: hash,
      /** 0-based. */
      part: whole(0, 8191),
      parts: whole(1, 8192),
      text: text(65_536),
      /** Out of the answer to part 0; absent with it. */
      upload: v.exactOptional(line(64)),
      /** Length of the whole in bytes of UTF-8, so that what is too long is refused with the first part. */
      size: v.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)),
    },
    gives: gives<ListSaved>(),
  }),
  list_diff: method({
    does: 'what changes, site by site',
    roles: viewers,
    access: 'read',
    takes: {
      /** Default: the version in force; 0: the empty list. */
      from: v.exactOptional(version),
      /** Default, or 0: the draft. */
      to: v.exactOptional(version),
      /** `next` of the answer before. */
      offset,
    },
    gives: gives<ListDifference>(),
  }),
  /** To the director. Refused while the draft has errors, or is what is in force. */
  list_send: method({
    does: 'sends the draft to the director',
    roles: teachers,
    access: 'write',
    takes: { base: hash },
    gives: gives<DraftState>(),
  }),
  /** Back to the teachers, with a note of at most 1000 characters. */
  list_return: method({
    does: 'sends the draft back to the teachers, with a note',
    roles: ['director'],
    access: 'write',
    takes: { base: hash, note: text(1000) },
    gives: gives<DraftState>(),
  }),
  /** The newest 500, newest first. */
  list_versions: method({
    does: 'what was approved, by whom',
    roles: viewers,
    access: 'read',
    takes: {},
    gives: gives<{ readonly versions: readonly ListVersion[] }>(),
  }),
  /** Makes an old version the draft. */
  list_restore: method({
    does: 'an old version becomes the draft',
    roles: teachers,
    access: 'write',
    takes: { version: whole(1, 999_999_999), base: hash },
    gives: gives<ListSaved>(),
  }),
  approve: method({
    does: 'puts the draft into force',
    roles: ['director'],
    access: 'write',
    takes: {
      /** SHA-256 of the draft that the caller has seen, in hexadecimal: an edit in between is not approved with it. */
      sha256: hash,
      /** Name and post of the person who approves. */
      by: filled(200),
      post: line(200),
      order: line(100),
      /** `2026-09-01` */
      date: day,
      /** usign/signify signature file over the draft. */
      signature: v.exactOptional(text(2000)),
    },
    gives: gives<Approved>(),
  }),
}
