/** Reads arguments of the build's programs; a wrong one gives a sentence and no stack. */
import { readFileSync } from 'node:fs'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** What is wrong with the order. */
export class OrderRefused extends Error {}

export function refuse(sentence: string): never {
  throw new OrderRefused(sentence)
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Options, and the words beside them where there may be such. Throws `OrderRefused` for an option that there is not. */
export function readOrder<T extends NonNullable<ParseArgsConfig['options']>>(options: T, allowPositionals: boolean) {
  try {
    return parseArgs({ options, allowPositionals })
  } catch (error) {
    return refuse(reasonOf(error).replace(/\. .*$/, ''))
  }
}

export const readOptions = <T extends NonNullable<ParseArgsConfig['options']>>(options: T) =>
  readOrder(options, false).values

/** A text file that the order names, as `read` makes it. Throws `OrderRefused` where it cannot be read, or is none. */
export function readNamed<T>(path: string, what: string, read: (text: string) => T): T {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return refuse(`${what} cannot be read: ${path}`)
  }
  try {
    return read(text)
  } catch (error) {
    return refuse(`${path} is no ${what.replace(/^the /, '')}: ${reasonOf(error)}`)
  }
}

/** Runs a program of the build; a refused order is one line on standard error, and status 1. */
export async function runOrder(work: () => void | Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof OrderRefused)) throw error
    console.error(`aqtizim: ${error.message}`)
    process.exitCode = 1
  }
}
