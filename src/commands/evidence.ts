/** `verify` and `key`: the journal as evidence, with the daemon down as well. */

import { createHash } from 'node:crypto'
import { readAnchor, whyAway } from '../logger/anchor.ts'
import { decodePublicKeys, type VerifyingKey } from '../logger/signify-keys.ts'
import { readVerifyingKey } from '../logger/signing-key.ts'
import { verifyFiles } from '../logger/verify-files.ts'
import { type Arguments, Failure, Usage } from '../machine/command-line.ts'
import { type Command, type Context, readNamed, text } from './command.ts'
import { dayProgress, journalFolder, readFilter } from './journal.ts'

function ownKey({ machine, paths }: Context): { text: string; key: VerifyingKey } | undefined {
  const found = readVerifyingKey(machine.files, paths)
  if (found === undefined) return undefined
  const { text, key } = found
  if (key === undefined) throw new Failure(`${paths.verifyingKey}: this is no public key`)
  return { text, key }
}

/** Keys of `--key`: a stick may come from another router, and a router may have been given a new key. */
function namedKeys(context: Context, given: Arguments): readonly VerifyingKey[] {
  const path = text(given, 'key')
  if (path === undefined) return []
  const keys = decodePublicKeys(readNamed(context, path))
  if (keys === undefined) throw new Failure(`${path}: this is no public key`)
  return keys
}

/** A day of `--since` or `--until` as verify takes it: whole files are checked. */
function dayOption(context: Context, given: Arguments, name: 'since' | 'until'): Record<string, string> {
  const value = readFilter(context, given)[name]
  if (value !== undefined && value.length !== 10)
    throw new Usage(`--${name}: whole days are verified; write 2026-10-05`)
  return value === undefined ? {} : { [name]: value }
}

export const verify: Command = {
  name: 'verify',
  usage: '[--since DAY] [--until DAY] [--head HEX] [--key FILE]',
  summary:
    'checks the journal and names the first row that is wrong; --key: public keys of routers that wrote it before',
  options: { since: { type: 'string' }, until: { type: 'string' }, head: { type: 'string' }, key: { type: 'string' } },
  async run(context, given) {
    if (given.words.length > 0) throw new Usage('verify takes options only')
    const head = text(given, 'head')?.toLowerCase()
    if (head !== undefined && !/^[0-9a-f]{64}$/.test(head))
      throw new Usage('--head: 64 hexadecimal digits, as on the act')
    const own = ownKey(context)
    const keys = [...(own === undefined ? [] : [own.key]), ...namedKeys(context, given)]
    const folder = context.paths.below(await journalFolder(context))
    const anchor = readAnchor(context.machine.files, context.paths.journalAnchor, folder)
    const away = whyAway(context.machine.files, anchor)
    if (away !== undefined) throw new Failure(away.text)
    if (!context.machine.files.existsSync(folder)) throw new Failure(`${folder}: there is no journal yet`)
    const result = verifyFiles(context.machine.files, folder, {
      ...dayOption(context, given, 'since'),
      ...dayOption(context, given, 'until'),
      ...(head === undefined ? {} : { head }),
      ...(keys.length === 0 ? {} : { keys }),
      ...(anchor?.seal && { sealed: anchor.seal }),
      onProgress: dayProgress(context),
    })
    const { wrong, rows, seals, signatures, unsealed } = result
    if (wrong === undefined && rows === 0) throw new Failure(`${folder}: no day of the journal lies in that time`)
    if (wrong !== undefined) {
      context.print(`WRONG: ${wrong.message.text}`)
      context.print(`  ${wrong.file}:${wrong.line}, rows ${wrong.from} to ${wrong.to} [${wrong.code}]`)
      return 1
    }
    const signed =
      keys.length === 0 ? 'no key of this router, so signatures were not checked' : `${signatures} signatures are good`
    context.print(
      `The journal is whole: ${rows} rows, ${seals} seals, ${signed}; ${unsealed} rows since the last seal.`,
    )
    if (head !== undefined) context.print('The head that was given stands in it.')
    context.print(result.head === '' ? 'There is no seal yet, and so no head.' : `head ${result.head}`)
    return 0
  },
}

export const key: Command = {
  name: 'key',
  usage: '',
  summary: "prints the router's public key, which signs the journal, and its fingerprint",
  options: {},
  async run(context, { words }) {
    if (words.length > 0) throw new Usage('key takes no words')
    const own = ownKey(context)
    if (own === undefined) throw new Failure('there is no key yet; the daemon makes it at its first start')
    context.print(own.text.trimEnd())
    context.print(`fingerprint SHA-256 ${createHash('sha256').update(own.text).digest('hex')}`)
    return 0
  },
}
