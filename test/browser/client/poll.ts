/** The module `poll`: tasks every so many seconds, none before it has settled. */

interface Entry {
  readonly task: () => unknown
  readonly seconds: number
  ready: boolean
}

const entries: Entry[] = []
let tick = 0
let timer: number | undefined

function step(): void {
  for (const entry of entries) {
    if (tick % entry.seconds !== 0 || !entry.ready) continue
    entry.ready = false
    void Promise.resolve(entry.task()).finally(() => {
      entry.ready = true
    })
  }
  tick += 1
}

function start(): boolean {
  if (timer !== undefined) return false
  tick = 0
  timer = window.setInterval(step, 1000)
  step()
  return true
}

export const poll = {
  add(task: () => unknown, seconds = 5): boolean {
    if (entries.some((entry) => entry.task === task)) return false
    entries.push({ task, seconds, ready: true })
    start()
    return true
  },
  remove(task: () => unknown): boolean {
    const at = entries.findIndex((entry) => entry.task === task)
    if (at >= 0) entries.splice(at, 1)
    return at >= 0
  },
  start,
  stop(): boolean {
    clearInterval(timer)
    timer = undefined
    return true
  },
  active: () => timer !== undefined,
}
