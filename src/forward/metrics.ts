/**
 * Prints figures in the text format of Prometheus (exposition_formats.md, 0.0.4), as node-exporter's textfile collector reads
 * it. Rooms and targets stand in it by the names of their sections; no PC and no person does.
 */
import type { Sample } from './samples.ts'

export interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly labels: readonly string[]
  readonly help: string
}

const metric =
  (type: Metric['type']) =>
  (name: string, labels: readonly string[], help: string): Metric => ({
    name: `aqtizim_${name}`,
    type,
    labels,
    help,
  })
const counter = metric('counter')
const gauge = metric('gauge')

/** Every figure that is given, in this order (docs/forward.md has the same table). */
export const metrics = {
  buildInfo: gauge('build_info', ['version'], 'Always 1; the version is in the label.'),
  startTime: gauge('start_time_seconds', [], 'When the daemon was started, seconds since the epoch.'),
  memory: gauge('resident_memory_bytes', [], 'Memory of the daemon.'),
  enforced: gauge('enforced', [], 'Whether the approved list is in force.'),
  faults: gauge('faults', [], 'How many faults aqtizim status has.'),
  listVersion: gauge('list_version', [], 'Number of the list in force.'),
  listSites: gauge('list_sites', [], 'Sites on the list in force.'),
  listApproved: gauge('list_approved_timestamp_seconds', [], 'When the list in force was approved.'),
  paused: gauge('room_paused', ['room'], 'Whether the room is shut, by hand or by its hours.'),
  answers: gauge('answered_addresses', ['set', 'of'], 'Addresses that were answered of late, in a set of the kernel.'),
  answersLimit: gauge('answered_addresses_limit', ['set', 'of'], 'How many addresses the set takes.'),
  visits: counter('visits_total', ['room', 'verdict'], 'Visits that ended, since the start of the daemon.'),
  flows: counter('flows_total', ['room', 'verdict'], 'Connections of these visits; packets where the kernel refused.'),
  traffic: counter(
    'traffic_bytes_total',
    ['room', 'direction'],
    'Octets of these visits, up from the PCs and down to them.',
  ),
  rows: counter('journal_rows_total', [], 'Rows of the journal since it began.'),
  rowsWaiting: gauge('journal_rows_waiting', [], 'Rows that are not on the disk yet.'),
  diskOk: gauge('journal_disk_ok', [], 'Whether the disk took the rows at the last flush.'),
  journalBytes: gauge('journal_bytes', [], 'Size of the files of the days.'),
  journalLimit: gauge('journal_limit_bytes', [], 'Size at which the oldest days go.'),
  lastSeal: gauge(
    'last_seal_timestamp_seconds',
    [],
    'When the last seal was written, as far as this daemon has seen one.',
  ),
  gaps: counter('gaps_total', ['why'], 'Gap rows since the start of the daemon.'),
  gapFlows: counter('gap_flows_total', ['why'], 'Connections that these gaps count.'),
  alarms: counter('alarms_total', [], 'Alarm rows since the start of the daemon.'),
  forwardUp: gauge('forward_up', ['target'], 'Whether the journal reaches the target.'),
  forwardLag: gauge('forward_lag_rows', ['target'], 'Rows on the disk that are not known to have arrived.'),
  forwardSent: counter('forward_rows_sent_total', ['target'], 'Rows that were sent, repeated ones included.'),
  forwardAgain: counter('forward_rows_resent_total', ['target'], 'Rows among these that had been sent before.'),
} as const satisfies Readonly<Record<string, Metric>>

/** What is not known has no samples, and is left out. */
export type Samples = { readonly [Name in keyof typeof metrics]?: readonly Sample[] }

const escapeHelp = (text: string) => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
const escapeLabel = (text: string) => escapeHelp(text).replace(/"/g, '\\"')

/** Go's ParseFloat reads what JavaScript prints, but for these. */
function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
}

export const formatMetrics = (samples: Samples): string => formatTable(metrics, samples)

/** In Prometheus' text format, in the order of the table. */
export function formatTable<Name extends string>(
  table: Readonly<Record<Name, Metric>>,
  samples: { readonly [Each in Name]?: readonly Sample[] },
): string {
  const lines: string[] = []
  for (const key of Object.keys(table) as Name[]) {
    const { name, type, help, labels: names } = table[key]
    const found = samples[key] ?? []
    if (found.length === 0) continue
    lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`)
    for (const { labels, value } of found) {
      const pairs = names.map((label, at) => `${label}="${escapeLabel(labels[at] ?? '')}"`).join(',')
      lines.push(`${name}${pairs === '' ? '' : `{${pairs}}`} ${number(value)}`)
    }
  }
  return `${lines.join('\n')}\n`
}
