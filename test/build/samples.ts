/** Packages to write and read back: one by hand, and any that there can be. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { comparePaths, type Entry, type Tree, withFolders } from '../../build/pack/entry.ts'
import type { Manifest } from '../../build/pack/manifest.ts'
import * as fc from '../properties.ts'

export const time = 1_700_000_000

export const file = (text: string, mode = 0o644): Entry => ({ type: 'file', mode, content: Buffer.from(text) })

/** One of everything: a long path, a long link, no content, a folder without files, names between which order is easily lost. */
export const sampleTree: Tree = new Map<string, Entry>([
  ['etc/config/sample', file("config sample 'main'\n\toption word 'сөз'\n", 0o600)],
  ['etc/init.d/sample', file('#!/bin/sh /etc/rc.common\nSTART=50\n', 0o755)],
  ['etc-x', file('')],
  ['etc.d/empty', { type: 'folder', mode: 0o700 }],
  ['usr/bin/sample', { type: 'link', target: '../lib/sample/sample.js' }],
  ['usr/lib/sample/sample.js', file('#!/usr/bin/env node\nconsole.log(1)\n', 0o755)],
  [`usr/share/${'long-folder/'.repeat(9)}name`, file('here\n')],
  ['usr/share/link', { type: 'link', target: `/usr/share/${'long-folder/'.repeat(9)}name` }],
])

export const sampleManifest: Manifest = {
  name: 'sample',
  version: '1.2.3-r4',
  title: 'One of everything',
  section: 'net',
  license: 'Apache-2.0',
  maintainer: 'A. Person <person@example.org>',
  url: 'https://example.org/sample',
  origin: 'feeds/sample/sample',
  depends: [{ name: 'node', least: '20' }, { name: 'conntrack' }],
  conffiles: ['/etc/config/sample'],
  scripts: { postinst: 'echo installed', prerm: 'echo leaving', postrm: 'echo gone' },
  tree: sampleTree,
}

const name = fc.stringMatching(/^[a-zA-Z0-9._ +-]{1,20}$/).filter((text) => text !== '.' && text !== '..')
const path = fc.array(name, { minLength: 1, maxLength: 9 }).map((parts) => parts.join('/'))
const mode = fc.integer({ min: 0, max: 0o7777 })
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ type: fc.constant('file' as const), mode, content: fc.uint8Array({ maxLength: 3000 }) }),
  fc.record({ type: fc.constant('folder' as const), mode }),
  fc.record({ type: fc.constant('link' as const), target: path }),
)

/** Any tree whose files have nothing below them. */
export const anyTree: fc.Arbitrary<Tree> = fc.array(fc.tuple(path, entry), { maxLength: 15 }).map((members) => {
  const tree = new Map<string, Entry>()
  for (const [place, what] of members) {
    const above = place.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))
    const isBelowFile = above.some((each) => (tree.get(each)?.type ?? 'folder') !== 'folder')
    const hasBelow = [...tree.keys()].some((each) => each.startsWith(`${place}/`))
    if (!isBelowFile && (!hasBelow || what.type === 'folder')) tree.set(place, what)
  }
  return tree
})

/** What two trees are compared by. */
export const outline = (tree: ReadonlyMap<string, Entry>) =>
  [...withFolders(tree)]
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([place, what]) => {
      if (what.type === 'link') return `${place} -> ${what.target}`
      const rights = what.mode.toString(8)
      return what.type === 'folder'
        ? `${place}/ ${rights}`
        : `${place} ${rights} ${Buffer.from(what.content).toString('hex')}`
    })

/** Writes a tree to disk as it is; this needs root for its modes. */
export function layOut(tree: Tree, folder: string): void {
  const full = [...withFolders(tree)]
  for (const [place, what] of full) {
    const to = join(folder, place)
    mkdirSync(what.type === 'folder' ? to : dirname(to), { recursive: true })
    if (what.type === 'file') writeFileSync(to, what.content)
    if (what.type === 'link') symlinkSync(what.target, to)
  }
}
