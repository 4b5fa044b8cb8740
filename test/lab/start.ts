/**
 * `npm start`: brings the lab up, makes every attempt, shows what came of it and what the journal says, and stays up for
 * exploring.
 *   --once               ends by itself: exit status 0 when all ended as expected, else 1
 *   --without-aqtizim    the same school with a plain router, to see what then gets through
 */
import { bundle } from '../../build/bundle.ts'
import { type Host, serveHost } from '../browser/host/server.ts'
import { roleNames, writeLogins } from '../browser/logins.ts'
import { type Aqtizim, installAqtizim } from './aqtizim.ts'
import { phases } from './attempts.ts'
import { explore, isRealRoot } from './command-prompt.ts'
import { checkJournal } from './journal-check.ts'
import { type Lab, startLab } from './lab.ts'
import { journalText, phaseText, summaryText } from './report.ts'
import { type PhaseResults, runPhases } from './run-attempts.ts'

const known = ['--once', '--without-aqtizim']
const words = process.argv.slice(2)
const once = words.includes('--once')
const plain = words.includes('--without-aqtizim')

/** Another one where it is taken. */
const pagePort = 8080

const print = (text: string) => void process.stdout.write(`${text}\n`)
const progress = (sentence: string) => print(`lab: ${sentence} ...`)

async function install(lab: Lab): Promise<Aqtizim> {
  progress('building the bundle')
  const size = await bundle()
  print(`lab: dist/aqtizim.js has ${(size / 1024).toFixed(0)} KB`)
  progress('starting aqtizim on the router')
  return installAqtizim(lab, writeLogins)
}

/** The pages, for a browser on this computer. */
async function servePages(aqtizim: Aqtizim): Promise<Host> {
  const host = await serveHost(aqtizim.socket, pagePort).catch(() => serveHost(aqtizim.socket))
  print(`\nThe pages: ${host.url}/ (in Kazakh, Russian or English, as the browser asks)`)
  print(`Logins, each with its own name as the password: ${roleNames.join(', ')}`)
  if (!isRealRoot())
    print('Without root the lab has a network of its own: type sudo npm start to open them in a browser.')
  return host
}

async function attemptAll(lab: Lab, aqtizim: Aqtizim | undefined): Promise<PhaseResults[]> {
  progress(`making ${phases.flatMap(({ attempts }) => attempts).length} attempts`)
  const onPhase = (results: PhaseResults) => print(phaseText(results))
  const all = await runPhases(lab, phases, { onPhase, ...(aqtizim ? { aqtizim: aqtizim.command } : {}) })
  if (aqtizim === undefined) return all
  // A journal that cannot be read has none of the rows that it must have.
  const rows = await aqtizim.journal().catch((error: Error) => {
    print(`\nlab: ${error.message.split('\n')[0]}`)
    return []
  })
  print(journalText(rows))
  return checkJournal(all, rows)
}

async function main(starting: Promise<Lab>): Promise<number> {
  const lab = await starting
  try {
    const aqtizim = plain ? undefined : await install(lab)
    const all = await attemptAll(lab, aqtizim)
    print('')
    print(summaryText(all))
    const pages = once || aqtizim === undefined ? undefined : await servePages(aqtizim)
    if (!once) await explore(lab, aqtizim, print)
    await pages?.close()
    return all.some(({ results }) => results.some(({ faults }) => faults.length > 0)) ? 1 : 0
  } finally {
    await lab.stop()
  }
}

const unknown = words.find((word) => !known.includes(word))
if (unknown !== undefined) {
  process.stderr.write(`aqtizim: ${unknown} is not known here; there are ${known.join(' and ')}\n`)
  process.exit(2)
}
const lab = startLab({ progress })
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    print('\nlab: cleaning up ...')
    const ended = lab.then(
      (up) => up.stop(),
      () => {},
    )
    void ended.then(() => process.exit(130))
  })
}
try {
  const status = await main(lab)
  if (!stopping) process.exit(status)
} catch (error) {
  // What fails because the lab is being taken down is no news.
  if (!stopping) {
    process.stderr.write(`aqtizim: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
