/**
 * Runs a pocket router in the network namespace that it is started in: `test/pocket-router/main.ts CONFIG.json`. The file
 * holds a `RouterDescription`. Prints `ready SOCKET`, and complaints on standard error; ends upon SIGTERM, SIGINT, or when its
 * parent is gone. SIGHUP takes the bus away for a second, SIGUSR2 for ten; SIGURG takes rpcd away for a second, SIGWINCH
 * uhttpd. Prints `back: ubusd` and so on when it is there again.
 */

import * as fs from 'node:fs'
import { type RouterDescription, startPocketRouter } from './router.ts'

const [file] = process.argv.slice(2)
if (file === undefined) {
  process.stderr.write('usage: main.ts CONFIG.json\n')
  process.exit(2)
}
const description = JSON.parse(fs.readFileSync(file, 'utf8')) as RouterDescription
const parent = process.ppid
const router = await startPocketRouter(description, (message) => void process.stderr.write(`${message}\n`))
let stopping = false

async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  clearInterval(watch)
  await router.stop()
  process.exit(0)
}

// An orphan is given to another parent.
const watch = setInterval(() => process.ppid !== parent && void stop(), 250)
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
// One after the other: nothing is taken away that is away.
let last = Promise.resolve()
function restart(name: string, work: () => Promise<void>): void {
  last = last.then(work).then(() => void process.stdout.write(`back: ${name}\n`))
}
process.on('SIGHUP', () => restart('ubusd', () => router.restartBus(1000)))
process.on('SIGUSR2', () => restart('ubusd', () => router.restartBus(10_000)))
process.on('SIGURG', () => restart('rpcd', () => router.restartRpcd(1000)))
process.on('SIGWINCH', () => restart('uhttpd', () => router.restartUhttpd(1000)))
process.stdout.on('error', stop)
process.stdout.write(`ready ${router.socket}\n`)
