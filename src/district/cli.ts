/** The command that an administrator of a district types: `aqtizim-district COMMAND`. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Arguments, Failure, Usage } from '../machine/command-line.ts'
import { nodeMachine } from '../machine/node-machine.ts'
import { connect } from './clickhouse.ts'
import type { Command, Context } from './commands/command.ts'
import { compare } from './commands/compare.ts'
import { load } from './commands/load.ts'
import { migrate } from './commands/migrate.ts'
import { publish, publishKey } from './commands/publish.ts'
import { rsyslog } from './commands/rsyslog.ts'
import { school } from './commands/school.ts'
import { serve } from './commands/serve.ts'
import { spool } from './commands/spool.ts'
import { suggest } from './commands/suggest.ts'
import { verify } from './commands/verify.ts'
import { type Config, readConfig } from './config.ts'
import type { Migration } from './store/migrate.ts'

const commands: readonly Command[] = [
  migrate,
  school,
  rsyslog,
  spool,
  load,
  verify,
  compare,
  publishKey,
  suggest,
  publish,
  serve,
]

const general = { config: { type: 'string' }, help: { type: 'boolean' } } as const
const CONFIG = '/etc/aqtizim/district.yaml'

function usage(): string {
  const lines = commands.map(({ name, usage, summary }) => `  ${name} ${usage}\n      ${summary}`)
  return [
    'usage: aqtizim-district [--config FILE] COMMAND',
    '',
    ...lines,
    '',
    `Settings: ${CONFIG}. Exit status: 0 done, 1 refused, failed or something found, 2 wrong usage.`,
  ].join('\n')
}

/** Beside this program, wherever that is. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => ({ name: basename(name, '.sql'), text: readFileSync(join(folder, name), 'utf8') }))
}

function loadConfig(given: string | undefined): Config {
  const path = given ?? CONFIG
  if (given === undefined && !existsSync(path)) return readConfig('').config
  const { config, problems } = readConfig(readFileSync(path, 'utf8'))
  const [first] = problems
  if (first !== undefined)
    throw new Failure(
      `${path}:${first.line}:${first.column}: ${first.code}${Object.values(first.values)
        .map((value) => ` ${value}`)
        .join('')}`,
    )
  return config
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function createContext(config: Config, configPath: string | undefined): Context {
  const password = config.passwordFile === undefined ? '' : readFileSync(config.passwordFile, 'utf8').trimEnd()
  const { url, database, user } = config
  return {
    machine: nodeMachine(),
    config,
    clickhouse: connect({ url, database, user, password }),
    migrations: readMigrations(join(dirname(realpathSync(process.argv[1] ?? '')), 'sql')),
    print: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
    input: readInput,
    program: [
      ...[process.execPath, ...process.execArgv, realpathSync(process.argv[1] ?? '')],
      ...(configPath === undefined ? [] : ['--config', resolve(configPath)]),
    ],
    ended: new Promise((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
    }),
  }
}

function read(argv: readonly string[]): { command: Command | undefined; given: Arguments } {
  const name = argv.find((word, at) => !word.startsWith('-') && argv[at - 1] !== '--config')
  const command = commands.find((known) => known.name === name)
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { ...general, ...command?.options },
      allowPositionals: true,
    })
    if (command === undefined && values.help !== true)
      throw new Error(name === undefined ? 'which command?' : `there is no command ${JSON.stringify(name)}`)
    return { command, given: { values, words: positionals.slice(1) } }
  } catch (error) {
    throw new Usage((error as Error).message)
  }
}

async function run(argv: readonly string[]): Promise<number> {
  let context: Context | undefined
  try {
    const { command, given } = read(argv)
    if (command === undefined || given.values.help === true) {
      process.stdout.write(`${usage()}\n`)
      return 0
    }
    const path = given.values.config as string | undefined
    context = createContext(loadConfig(path), path)
    return await command.run(context, given)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`aqtizim-district: ${message}\n${error instanceof Usage ? `\n${usage()}\n` : ''}`)
    return error instanceof Usage ? 2 : 1
  } finally {
    context?.clickhouse.close()
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
run(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
