/** Measures what a page waits for in the daemon: adding a site and comparing lists. */

import * as fs from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../../src/luci-bridge/daemon.ts'
import { Draft } from '../../src/luci-bridge/draft.ts'
import { listDiff } from '../../src/luci-bridge/methods/list-diff.ts'
import { listEdit } from '../../src/luci-bridge/methods/list-edit.ts'
import { listGet } from '../../src/luci-bridge/methods/list-get.ts'
import { VersionHistory } from '../../src/luci-bridge/version-history.ts'
import { sha256 } from '../../src/whitelist/approval.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { atMost, type Figure, median, time } from './bench.ts'

const sites = 1000
const rounds = 15
const caller: Caller = { user: 'bench', roles: [] }

/** With what a school writes of a site. */
const entry = (at: number) =>
  `  - domain: site-${at}.school${at % 97}.kz\n    title: Сайт ${at}\n    subject: Информатика\n    needs: [cdn-${at}.net${at % 89}.com]\n`

function openDraft(folder: string) {
  const text = `sites:\n${Array.from({ length: sites }, (_, at) => entry(at)).join('')}`
  const version = { version: 1, text, meta: { sha256: sha256(Buffer.from(text)) }, whitelist: parse(text).whitelist }
  const machine = { files: fs, now: () => Date.now(), log: () => {} }
  const draft = new Draft({
    machine,
    path: join(folder, 'draft.yaml'),
    statePath: join(folder, 'draft.json'),
    rooms: () => [],
    today: () => undefined,
    inForce: () => version,
    onChange: () => {},
    breathe: async () => {},
  })
  const history = new VersionHistory({ files: fs, dir: join(folder, 'versions'), breathe: async () => {} })
  return { text, draft, history, live: () => ({ settings: { rooms: [] }, version }) as never }
}

export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-pages-'))
  try {
    const { text, ...tools } = openDraft(folder)
    const [edit, difference, show] = [listEdit(tools), listDiff(tools), listGet(tools)]
    const added: number[] = []
    const shown: number[] = []
    for (let round = 0; round < rounds; round++) {
      const base = tools.draft.now().sha256
      const started = performance.now()
      const values = { domain: `https://new-${round}.school.kz/kk/page?x=1`, title: 'Жаңа сайт' }
      const edited = await edit({ base, edit: { kind: 'add', values } }, caller)
      const seen = await difference({}, caller)
      if ('error' in edited || !edited.saved || 'error' in seen || seen.added !== round + 1)
        throw new Error('not added')
      added.push(performance.now() - started)
      const before = performance.now()
      await show({}, caller)
      shown.push(performance.now() - before)
    }
    const reading = time(() => parse(text), 5)
    const beside = 'reading the list once'
    const figure = (name: string, times: readonly number[], boundMs?: number): Figure => ({
      ...{ name, value: `${median(times).toFixed(1)} ms`, ratio: median(times) / reading, beside },
      ...(boundMs && { aims: [atMost(median(times), boundMs, 'ms')] }),
    })
    return [
      figure(`a site added to ${sites}, and the difference seen`, added, 100),
      figure(`the first part of a list of ${sites}, with its sites`, shown),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
