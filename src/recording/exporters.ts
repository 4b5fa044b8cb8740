/** Forwards the journal to syslog servers, and writes the figures file for Prometheus. */
import type { Controller } from '../control/controller.ts'
import { Forwarder } from '../forward/forwarder.ts'
import type { Extent } from '../forward/journal-reader.ts'
import type { Samples } from '../forward/metrics.ts'
import { MetricsFile } from '../forward/metrics-file.ts'
import { one } from '../forward/samples.ts'
import { createDial } from '../forward/syslog-link.ts'
import { listDays } from '../logger/day-files.ts'
import type { Journal } from '../logger/journal.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import type { Message } from '../messages/message.ts'
import type { Target } from '../settings/forward-target.ts'

export interface ExporterTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly controller: Pick<Controller, 'state'>
  readonly journal: Journal
  /** Folder of the days' files. */
  readonly dir: string
  /** Id of the router's key. */
  readonly keyId: string
  /** Figures that others know. */
  readonly figures: () => Samples
}

/** Milliseconds. On a slow line the kernel may hold megabytes that the other side has to read before it answers an end. */
const timeouts = { connectMs: 15_000, stallMs: 60_000, finishMs: 120_000 }

function startForwarding(tools: ExporterTools, extent: () => Extent): Forwarder {
  const { machine, paths, controller, journal, dir, keyId } = tools
  const file = (path: string | undefined) => (path === undefined ? undefined : paths.below(path))
  const below = (target: Target): Target => ({
    ...target,
    ...{ ca: file(target.ca), cert: file(target.cert), key: file(target.key) },
  })
  return new Forwarder({
    machine,
    dir,
    ramDir: `${paths.runDir}/forward`,
    diskDir: paths.forward,
    journal: keyId,
    targets: () => {
      const settings = controller.state()?.settings
      // Which row comes next is not known while the disk is away from the start.
      return settings?.enabled === true && !tools.journal.isApart ? settings.forwards.map(below) : []
    },
    extent,
    event: (name, details) => void journal.event(name, details),
    dial: createDial(machine.files, timeouts),
    random: Math.random,
  })
}

function sizeOf({ machine, dir }: ExporterTools): number {
  return listDays(machine.files, dir).reduce((sum, { path }) => sum + machine.files.statSync(path).size, 0)
}

function journalFigures(tools: ExporterTools, extent: () => Extent, forwarder: Forwarder): Samples {
  const { flushed, last } = extent()
  const state = tools.controller.state()
  const { version, settings } = state ?? {}
  const list = version === undefined ? undefined : version.whitelist.sites.length
  const standings = forwarder.standings()
  const each = (value: (standing: (typeof standings)[number]) => number) =>
    standings.map((standing) => ({ labels: [standing.target], value: value(standing) }))
  return {
    enforced: one(state?.enforced === true ? 1 : 0),
    listVersion: one(version?.version ?? 0),
    ...(list !== undefined && { listSites: one(list) }),
    ...(version !== undefined && { listApproved: one(Date.parse(version.meta.at) / 1000) }),
    paused: (state?.plan?.facts.rooms ?? []).map(({ id, paused }) => ({ labels: [id], value: paused ? 1 : 0 })),
    rows: one(last),
    rowsWaiting: one(last - flushed),
    diskOk: one(tools.journal.trouble === undefined ? 1 : 0),
    journalBytes: one(sizeOf(tools)),
    ...(settings !== undefined && { journalLimit: one(settings.journalMaxMb * 1_000_000) }),
    forwardUp: each(({ up }) => (up ? 1 : 0)),
    forwardLag: each(({ lag }) => lag),
    forwardSent: each(({ sent }) => sent),
    forwardAgain: each(({ again }) => again),
  }
}

export interface Exporters {
  readonly faults: () => Message[]
  readonly stop: () => void
}

export function openExporters(tools: ExporterTools): Exporters {
  const { machine, paths, controller, journal, dir } = tools
  const extent = () => ({ flushed: journal.last - journal.waiting.length, last: journal.last })
  const forwarder = startForwarding(tools, extent)
  const metrics = new MetricsFile({
    machine,
    dir,
    extent,
    path: () => {
      const path = controller.state()?.settings.metricsFile
      return path === undefined ? undefined : paths.below(path)
    },
    rooms: () => controller.state()?.settings.rooms.map(({ id }) => id) ?? [],
    gather: () => ({ ...journalFigures(tools, extent, forwarder), ...tools.figures() }),
  })
  void metrics.write()
  return {
    faults: () => [...forwarder.faults(), ...metrics.faults()],
    stop(): void {
      forwarder.stop()
      metrics.stop()
    },
  }
}
