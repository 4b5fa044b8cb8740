/** Tests the figures for Prometheus. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { JournalReader, placeAt } from '../../src/forward/journal-reader.ts'
import { MetricCounts } from '../../src/forward/metric-counts.ts'
import { formatMetrics, type Metric, metrics, type Samples } from '../../src/forward/metrics.ts'
import { MetricsFile } from '../../src/forward/metrics-file.ts'
import { one } from '../../src/forward/samples.ts'
import { Lab, visit } from '../logger/journal-lab.ts'
import { MovedClock } from '../machine/moved-clock.ts'
import { texts } from '../messages/texts.ts'

const test = suite('metrics')
const table: readonly Metric[] = Object.values(metrics)

interface Family {
  help: string
  type: string
  samples: Map<string, number>
}

/** Reads the text format strictly: HELP and TYPE once and first, a family in one place, no sample twice. */
function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  assert.ok(text.endsWith('\n'))
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) ([a-z_]+) (.*)$/.exec(line) ?? []
    if (word === 'HELP') {
      assert.not.ok(families.has(name), name)
      families.set(name, { help: rest, type: '', samples: new Map() })
      current = name
    } else if (word === 'TYPE') {
      assert.is(name, current)
      family(families, name).type = rest
    } else {
      const [, sample = '', labels = '', value = ''] =
        /^([a-z_]+)((?:\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})?) (\S+)$/.exec(line) ??
        []
      assert.is(sample, current, line)
      assert.not.ok(family(families, sample).samples.has(labels), line)
      family(families, sample).samples.set(labels, Number(value.replace('Inf', 'Infinity')))
    }
  }
  return families
}

function family(families: ReadonlyMap<string, Family>, name: string): Family {
  const found = families.get(name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

const full: Samples = Object.fromEntries(
  Object.entries(metrics).map(([key, { labels }]) => [
    key,
    [{ labels: labels.map((label) => `a ${label}`), value: 1.5 }],
  ]),
)

test('every metric is there with its help and type', () => {
  const families = parse(formatMetrics(full))
  assert.equal(
    [...families.keys()],
    table.map(({ name }) => name),
  )
  for (const { name, type, help } of table) {
    assert.is(families.get(name)?.type, type)
    assert.is(families.get(name)?.help, help)
  }
})

test('names keep the conventions', () => {
  for (const { name, type, help, labels } of table) {
    assert.match(name, /^aqtizim_[a-z]+(_[a-z]+)*$/)
    assert.is(name.endsWith('_total'), type === 'counter', name)
    assert.match(help, /^[A-Z].*\.$/)
    for (const label of labels)
      assert.ok(['room', 'verdict', 'direction', 'why', 'target', 'version', 'set', 'of'].includes(label), label)
  }
  assert.is(new Set(table.map(({ name }) => name)).size, table.length)
})

test('the page has the same table', () => {
  const page = readFileSync(new URL('../../docs/forward.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| `aqtizim_'))
  const code = (labels: readonly string[]) => labels.map((label) => `\`${label}\``).join(', ')
  assert.equal(
    rows,
    table.map(({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${code(labels)} | ${help} |`),
  )
})

test('labels and values are escaped as the format wants it', () => {
  const text = formatMetrics({
    paused: [{ labels: ['a"b\\c\nd'], value: 1e21 }],
    memory: one(Number.NaN),
    faults: one(Number.POSITIVE_INFINITY),
    rows: [],
  })
  assert.ok(text.includes('aqtizim_room_paused{room="a\\"b\\\\c\\nd"} 1e+21\n'))
  assert.ok(text.includes('aqtizim_resident_memory_bytes NaN\n'))
  assert.ok(text.includes('aqtizim_faults +Inf\n'))
  assert.not.ok(text.includes('journal_rows_total'))
  parse(text)
})

function count(rows: (lab: Lab, journal: ReturnType<Lab['open']>) => void): Map<string, Family> {
  const lab = new Lab()
  const journal = lab.open()
  rows(lab, journal)
  journal.flush()
  const reader = new JournalReader(lab.files, '/flash/journal')
  reader.seek(placeAt(0))
  const tally = new MetricCounts()
  tally.know(['informatics', 'media'])
  tally.take(reader.read({ flushed: journal.last, last: journal.last }, 1e9))
  return parse(formatMetrics(tally.samples()))
}

test('rows are counted by room and verdict, and nobody is named', () => {
  const families = count((_lab, journal) => {
    journal.append(visit('a.kz'))
    journal.append(visit('b.kz', { flows: 3 }))
    journal.append(visit('vk.com', { verdict: 'refused', why: 'unlisted', flows: 7, up: undefined, down: undefined }))
    journal.append(visit('c.kz', { room: '' }))
    journal.gap({ from: 1_790_000_000, to: 1_790_000_060, flows: 17, why: 'event-loss' })
    journal.gap({ from: 1_790_000_000, to: 1_790_000_060, why: 'PC-07 was here' })
    journal.event('alarm', { about: 'table' })
    journal.seal()
  })
  const of = (name: string) => Object.fromEntries(family(families, name).samples)
  assert.equal(of('aqtizim_visits_total'), {
    '{room="informatics",verdict="allowed"}': 2,
    '{room="informatics",verdict="refused"}': 1,
    '{room="media",verdict="allowed"}': 0,
    '{room="media",verdict="refused"}': 0,
    '{room="unknown",verdict="allowed"}': 1,
  })
  assert.is(of('aqtizim_flows_total')['{room="informatics",verdict="allowed"}'], 4)
  assert.is(of('aqtizim_flows_total')['{room="informatics",verdict="refused"}'], 7)
  assert.is(of('aqtizim_traffic_bytes_total')['{room="informatics",direction="down"}'], 40)
  assert.is(of('aqtizim_gaps_total')['{why="event-loss"}'], 1)
  assert.is(of('aqtizim_gaps_total')['{why="other"}'], 1)
  assert.is(of('aqtizim_gap_flows_total')['{why="event-loss"}'], 17)
  assert.equal(of('aqtizim_alarms_total'), { '': 1 })
  assert.equal(of('aqtizim_last_seal_timestamp_seconds'), { '': Date.parse('2026-10-05T04:00:00Z') / 1000 })
  assert.not.match(
    JSON.stringify([...families].map(([name, { samples }]) => [name, [...samples]])),
    /PC-07|02:00|192\.168|\.kz/,
  )
})

function startFile(lab: Lab, path: () => string | undefined) {
  const journal = lab.open()
  journal.append(visit('before.kz'))
  journal.flush()
  const clock = new MovedClock()
  const file = new MetricsFile({
    machine: { files: lab.files, log: (_level, message) => void lab.said.push(message), timers: clock },
    path,
    dir: '/flash/journal',
    extent: () => ({ flushed: journal.last - journal.waiting.length, last: journal.last }),
    rooms: () => ['informatics'],
    gather: () => ({ rows: one(journal.last) }),
  })
  return { file, journal, clock }
}

const visits = (text: string) =>
  parse(text).get('aqtizim_visits_total')?.samples.get('{room="informatics",verdict="allowed"}')

test('the file is written once a minute, and no more after the end', async () => {
  const lab = new Lab()
  const { file, journal, clock } = startFile(lab, () => '/var/prometheus/aqtizim.prom')
  const read = () => String(lab.files.readFileSync('/var/prometheus/aqtizim.prom', 'utf8'))
  await clock.elapse(0)
  journal.append(visit('one.kz'))
  journal.flush()
  await clock.elapse(59_999)
  assert.is(visits(read()), 0)
  await clock.elapse(1)
  assert.is(visits(read()), 1)
  file.stop()
  assert.equal(clock.standing(), [])
})

test('the file counts from the start on, is whole at any time, and goes with the daemon', async () => {
  const lab = new Lab()
  let path: string | undefined = '/var/prometheus/aqtizim.prom'
  const { file, journal } = startFile(lab, () => path)
  const read = () => String(lab.files.readFileSync('/var/prometheus/aqtizim.prom', 'utf8'))
  await file.write()
  assert.is(visits(read()), 0)
  journal.append(visit('one.kz'))
  await file.write()
  assert.is(visits(read()), 0)
  journal.flush()
  await file.write()
  assert.is(visits(read()), 1)
  assert.is(lab.volume.statSync('/var/prometheus/aqtizim.prom').mode & 0o777, 0o644)
  const before = read()
  lab.before = (call) => {
    if (call === 'rename') throw new Error('no space')
  }
  await file.write()
  await file.write()
  assert.is(read(), before)
  assert.equal(texts(file.faults()), ['main.metrics_file: /var/prometheus/aqtizim.prom: no space'])
  assert.is(lab.said.length, 1)
  lab.before = () => {}
  path = '/var/prometheus/other.prom'
  await file.write()
  assert.equal(file.faults(), [])
  assert.not.ok(lab.files.existsSync('/var/prometheus/aqtizim.prom'))
  file.stop()
  assert.not.ok(lab.files.existsSync('/var/prometheus/other.prom'))
})

test.run()
