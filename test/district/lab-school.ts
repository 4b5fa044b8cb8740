/**
 * A school of the lab whose router sends to a district: `lab-school.ts SETTINGS`, JSON. Says where its journal is when a pupil's visit
 * is in it, and ends when its standard input does. It needs network namespaces: `node build/setup.mjs --lab` makes them.
 */
import * as fs from 'node:fs'
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listDays } from '../../src/logger/day-files.ts'
import { installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { node } from '../node.ts'
import { until } from '../patience.ts'

export interface LabSchoolSettings {
  /** Unix socket that leads to the district's rsyslog. */
  readonly socket: string
  readonly hostname: string
  /** PEM files. */
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** Its only line of JSON. */
export interface LabSchoolSaid {
  readonly journal: string
  readonly publicKey: string
}

const PORT = 6514
const list = 'sites:\n  - domain: bilimland.test\n'

const forward = (hostname: string) => `
config forward 'district'
	option host 'localhost'
	option hostname '${hostname}'
	option ca '/etc/aqtizim/district-ca.pem'
	option cert '/etc/aqtizim/router.pem'
	option key '/etc/aqtizim/router.key'
`

async function open(lab: Lab, settings: LabSchoolSettings): Promise<LabSchoolSaid> {
  const tunnel = fileURLToPath(new URL('tunnel.ts', import.meta.url))
  await lab.router.start([...node, tunnel, String(PORT), settings.socket], { ready: /^ready$/ })
  const aqtizim = await installAqtizim(lab, (root) => {
    const place = (name: string) => join(root, 'etc/aqtizim', name)
    copyFileSync(settings.ca, place('district-ca.pem'))
    copyFileSync(settings.cert, place('router.pem'))
    copyFileSync(settings.key, place('router.key'))
    const uci = join(root, 'etc/config/aqtizim')
    writeFileSync(uci, readFileSync(uci, 'utf8').replace("flush_seconds '60'", "flush_seconds '2'"))
    appendFileSync(uci, forward(settings.hostname))
  })
  const file = join(lab.folder, 'list.yaml')
  writeFileSync(file, list)
  const approved = await aqtizim.command('approve', file, '--by', 'А. Директор', '--date', '2026-09-01')
  if (approved.status !== 0) throw new Error(`the list was not approved: ${approved.stderr}`)
  for (const site of ['bilimland.test', 'vk.test']) await lab.station('pc1').run(['curl', '-s', `http://${site}/`])
  const place = join(aqtizim.root, 'etc/aqtizim')
  const journal = join(place, 'journal')
  const isThere = () =>
    listDays(fs, journal).some(({ path }) => readFileSync(path, 'utf8').includes('"site":"vk.test"'))
  await until('the visit of a pupil is in a file of the journal', isThere)
  return { journal, publicKey: readFileSync(join(place, 'journal.pub'), 'utf8') }
}

const lab = await startLab({ progress: (sentence) => console.error(`lab: ${sentence} ...`) })
// Whoever started this closes the pipe, however it ends.
const isOver = new Promise<void>((resolve) =>
  process.stdin
    .on('end', resolve)
    .on('error', () => resolve())
    .resume(),
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
let status = 0
try {
  const opened = open(lab, JSON.parse(process.argv[2] ?? '{}'))
  const said = await Promise.race([opened, isOver])
  if (said !== undefined) console.log(JSON.stringify(said))
  await isOver
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : String(error)}`)
  status = 1
} finally {
  await lab.stop()
}
process.exit(status)
