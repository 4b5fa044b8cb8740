/** Loads what sends the journal away (`exporters.ts`) when the settings first want it: most schools have neither. */
import type { Controller } from '../control/controller.ts'
import type { Message } from '../messages/message.ts'
import type { Exporters, ExporterTools } from './exporters.ts'

/** Milliseconds between two looks at the settings. */
const LOOK = 5000

export type Open = (tools: ExporterTools) => Exporters

function isWanted(controller: Pick<Controller, 'state'>): boolean {
  const settings = controller.state()?.settings
  return settings !== undefined && (settings.forwards.length > 0 || settings.metricsFile !== undefined)
}

const load = async (): Promise<Open> => (await import('./exporters.ts')).openExporters

/** What opens them, where the settings want them now; it is loaded before any row is written that they would miss. */
export const loadExporters = async (controller: Pick<Controller, 'state'>): Promise<Open | undefined> =>
  isWanted(controller) ? load() : undefined

/** `open`: of `loadExporters`; without it they are loaded as soon as they are wanted. What once runs goes on until `stop`. */
export function startExporters(tools: ExporterTools, open: Open | undefined, loadOpen = load) {
  const { machine, controller } = tools
  let running = open?.(tools)
  let isLoading = false
  let isStopped = false
  async function look(): Promise<void> {
    if (running !== undefined || isLoading || !isWanted(controller)) return
    isLoading = true
    try {
      const late = await loadOpen()
      if (!isStopped) running = late(tools)
    } catch (error) {
      machine.log('warning', `what exports the journal cannot be loaded: ${(error as Error).message}`)
    }
    isLoading = false
  }
  const timer = machine.timers.every(LOOK, () => void look()).unref()
  return {
    faults: (): Message[] => running?.faults() ?? [],
    stop(): void {
      isStopped = true
      timer.stop()
      running?.stop()
    },
  }
}
