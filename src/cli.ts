/** The command that an administrator types, and the daemon's entry: `aqtizim COMMAND`. */
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { connect, type Ubus } from 'ubus-client'
import type { Command, Context } from './commands/command.ts'
import { pause, requests, resume, status, version } from './commands/live.ts'
import { isTerminal, readSecret } from './commands/password-prompt.ts'
import { Failure, Usage } from './machine/command-line.ts'
import { nodeMachine } from './machine/node-machine.ts'
import { pathsBelow } from './machine/paths.ts'

async function runToTheEnd({ paths, complain, node }: Context): Promise<number> {
  let status = 1
  try {
    const { runDaemon } = await import('./main.ts')
    status = await runDaemon(nodeMachine('stdout'), paths, node)
  } catch (error) {
    complain(`aqtizim: ${(error as Error).message}`)
  }
  // A start that was broken off may still wait for something, and procd waits for the end of us.
  process.exit(status)
}

const daemon: Command = {
  name: 'daemon',
  usage: '',
  summary: 'runs in the foreground; procd starts it',
  options: {},
  run: runToTheEnd,
}

const asking = () => import('./commands/asking.ts')
const working = () => import('./commands/working.ts')

/** In the order of the usage. Each is loaded when it is asked for: a command that only asks the daemon reads little else. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  status: async () => status,
  health: async () => (await asking()).health,
  check: async () => (await working()).check,
  import: async () => (await working()).importSites,
  catalogue: async () => (await working()).catalogue,
  'district-list': async () => (await asking()).districtList,
  approve: async () => (await working()).approve,
  print: async () => (await working()).print,
  journal: async () => (await working()).journal,
  summary: async () => (await working()).summary,
  verify: async () => (await working()).verify,
  paper: async () => (await working()).paper,
  key: async () => (await working()).key,
  requests: async () => requests,
  pause: async () => pause,
  resume: async () => resume,
  open: async () => (await asking()).open,
  shut: async () => (await asking()).shut,
  lesson: async () => (await asking()).lesson,
  user: async () => (await working()).user,
  migrate: async () => (await working()).migrate,
  version: async () => version,
  daemon: async () => daemon,
}

/** Before the command: another socket, and a folder that stands for the router's root. */
const general = { ubus: { type: 'string' }, root: { type: 'string' }, help: { type: 'boolean' } } as const

async function usage(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  const width = Math.max(...all.map(({ name, usage }) => name.length + usage.length)) + 1
  const lines = all.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(Math.min(width, 34))}  ${summary}`)
  return ['usage: aqtizim COMMAND', '', ...lines, '', 'Exit status: 0 done, 1 refused or failed, 2 wrong usage.'].join(
    '\n',
  )
}

/** Waits while the reader is slow, so that a year's journal does not pile up in memory. */
function writeOut(output: string | Uint8Array): Promise<void> {
  if (process.stdout.write(output)) return Promise.resolve()
  return new Promise((resolve) => process.stdout.once('drain', resolve))
}

/** On a terminal only, and on standard error, so that what is piped on stays clean. */
function showProgress(text: string, done: boolean): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K${done ? '\r\x1b[K' : ''}`)
}

const complain = (text: string) => void process.stderr.write(`${text}\n`)

/** What a command works with, and what closes the connection that it may have opened. */
function createContext({ root = '', ubus: socket }: { root?: string; ubus?: string }) {
  const paths = pathsBelow(root, socket)
  let ubus: Promise<Ubus> | undefined
  const open = async () => {
    const client = connect({ path: paths.socket, reconnect: false })
    await client.ready()
    return client
  }
  const context: Context = {
    machine: nodeMachine(),
    paths,
    complain,
    node: process.versions.node,
    isTerminal: isTerminal(),
    secret: readSecret,
    print: (text) => void process.stdout.write(`${text}\n`),
    write: writeOut,
    progress: showProgress,
    ubus: () => {
      ubus ??= open()
      return ubus
    },
  }
  return { context, close: async () => ubus?.then((client) => client.close()).catch(() => {}) }
}

async function explain(error: unknown): Promise<number> {
  if (error instanceof Usage) complain(`aqtizim: ${error.message}\n\n${await usage()}`)
  else complain(`aqtizim: ${error instanceof Error ? error.message : error}`)
  const isExpected = error instanceof Usage || error instanceof Failure
  if (!isExpected && process.env.AQTIZIM_DEBUG) complain(String((error as Error).stack))
  return error instanceof Usage ? 2 : 1
}

async function run(argv: readonly string[]): Promise<number> {
  let close: () => Promise<void> = async () => {}
  try {
    const { name, command, given } = await read(argv)
    if (given.values.help === true) {
      process.stdout.write(`${await usage()}\n`)
      return 0
    }
    if (command === undefined)
      throw new Usage(name === undefined ? 'which command?' : `there is no command ${JSON.stringify(name)}`)
    const created = createContext(given.values as { root?: string; ubus?: string })
    close = created.close
    return await command.run(created.context, given)
  } catch (error) {
    return await explain(error)
  } finally {
    await close()
  }
}

/** Options may stand before and behind the command's name. */
async function read(argv: readonly string[]) {
  const name = argv.find(
    (word, at) => !word.startsWith('-') && !(at > 0 && ['--ubus', '--root'].includes(argv[at - 1] ?? '')),
  )
  const command = name !== undefined && Object.hasOwn(commands, name) ? await commands[name]?.() : undefined
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { ...general, ...command?.options },
      allowPositionals: true,
    })
    const given = { values: values as Record<string, string | boolean | undefined>, words: positionals.slice(1) }
    return { name, command, given }
  } catch (error) {
    throw new Usage((error as Error).message)
  }
}

// Node would rather have memory than collect garbage: 32 MB for short-lived objects alone. A router cannot spare that.
for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=50']) setFlagsFromString(flag)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `aqtizim journal | head` closes the pipe early, and that is all right.
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    process.stderr.write(`aqtizim: ${(error as Error).stack}\n`)
    process.exitCode = 1
  },
)
