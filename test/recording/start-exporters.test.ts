/** Tests that what exports the journal is loaded when the settings want it, once, and ends with the daemon. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ExporterTools } from '../../src/recording/exporters.ts'
import { loadExporters, type Open, startExporters } from '../../src/recording/start-exporters.ts'
import { breathe, MovedClock } from '../machine/moved-clock.ts'

const test = suite('the start of the exporters')

/** Settings that a test changes, and exporters that only count. */
function stage() {
  const settings: { forwards: object[]; metricsFile?: string } = { forwards: [] }
  const timers = new MovedClock()
  const controller = { state: () => ({ settings }) }
  const log: string[] = []
  const machine = { timers, log: (_: string, text: string) => void log.push(text) }
  const seen = { loads: 0, opened: 0, stopped: 0 }
  const open: Open = () => {
    seen.opened++
    return { faults: () => [], stop: () => void seen.stopped++ }
  }
  const load = async () => {
    seen.loads++
    return open
  }
  return { settings, timers, log, seen, open, load, tools: { machine, controller } as unknown as ExporterTools }
}

test('nothing is loaded while nobody wants it, and then once', async () => {
  const { settings, timers, seen, load, tools } = stage()
  assert.is(await loadExporters(tools.controller), undefined)
  const exporters = startExporters(tools, undefined, load)
  await timers.elapse(60_000)
  assert.equal(seen, { loads: 0, opened: 0, stopped: 0 })
  settings.forwards.push({})
  await timers.elapse(60_000)
  assert.equal(seen, { loads: 1, opened: 1, stopped: 0 })
  settings.forwards.length = 0
  await timers.elapse(60_000)
  exporters.stop()
  assert.equal(seen, { loads: 1, opened: 1, stopped: 1 })
  assert.equal(timers.standing(), [])
})

test('a figures file wants them from the start', async () => {
  const { settings, timers, seen, open, load, tools } = stage()
  settings.metricsFile = '/tmp/aqtizim.prom'
  assert.type(await loadExporters(tools.controller), 'function')
  const exporters = startExporters(tools, open, load)
  assert.is(seen.opened, 1)
  await timers.elapse(60_000)
  exporters.stop()
  assert.equal(seen, { loads: 0, opened: 1, stopped: 1 })
})

test('a file that cannot be loaded is said and tried again, and what comes after the end is not opened', async () => {
  const { settings, timers, log, seen, open, tools } = stage()
  settings.forwards.push({})
  let go: (open: Open) => void = () => {}
  const answers = [
    () => Promise.reject(new Error('no such file')),
    () => new Promise<Open>((resolve) => (go = resolve)),
  ]
  const exporters = startExporters(
    tools,
    undefined,
    () => answers.shift()?.() ?? Promise.reject(new Error('asked again')),
  )
  await timers.elapse(10_000)
  assert.equal(log, ['what exports the journal cannot be loaded: no such file'])
  exporters.stop()
  go(open)
  await breathe()
  assert.equal(seen, { loads: 0, opened: 0, stopped: 0 })
})

test.run()
