/** Reads which state of the sources is built, from git or the environment. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { refuse } from './cli-args.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface SourceState {
  /** Of every file in the packages; seconds since the epoch. */
  readonly time: number
  /** How many commits led here: the N of a package's version `0.2.0-rN`, so that each commit is an update. */
  readonly release: number
}

function git(...words: string[]): string | undefined {
  try {
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

function positive(text: string | undefined, what: string, variable: string): number {
  const number = Number(text)
  if (text === undefined || !Number.isInteger(number) || number <= 0)
    return refuse(`${what} is not known: this is no clone of the project, and ${variable} does not say it`)
  return number
}

/**
 * `SOURCE_DATE_EPOCH` and `AQTIZIM_RELEASE` of the environment go before what git says. Throws `OrderRefused` where neither
 * knows, or where the clone has not all commits to count.
 */
export function sourceState(env: NodeJS.ProcessEnv = process.env): SourceState {
  const time = positive(
    env.SOURCE_DATE_EPOCH ?? git('log', '-1', '--format=%ct'),
    'the time of the files',
    'SOURCE_DATE_EPOCH',
  )
  if (env.AQTIZIM_RELEASE === undefined && git('rev-parse', '--is-shallow-repository') === 'true')
    refuse('this clone has not all commits, whose number is part of the version: git fetch --unshallow')
  return {
    time,
    release: positive(env.AQTIZIM_RELEASE ?? git('rev-list', '--count', 'HEAD'), 'the release', 'AQTIZIM_RELEASE'),
  }
}

/** Files that no commit has as they stand; the packages would be of no state that anybody else has. */
export function uncommitted(): string[] {
  const said = git('status', '--porcelain') ?? ''
  return said
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(3))
}
