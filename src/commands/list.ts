/** `check`, `approve` and `print`: the white list on the command line. */
import { createHash } from 'node:crypto'
import { gatePages } from '../block-page/gate-pages.ts'
import { compileAll } from '../firewall/compile.ts'
import type { Approved } from '../luci-bridge/contract.ts'
import { replaceFile } from '../machine/atomic-write.ts'
import { type Arguments, Failure, Usage } from '../machine/command-line.ts'
import { decode, ENCODINGS, type Encoding, guessEncoding } from '../whitelist/encodings.ts'
import { parse } from '../whitelist/parse.ts'
import type { Problem } from '../whitelist/problems.ts'
import type { Whitelist } from '../whitelist/whitelist.ts'
import { approve as approveVersion } from '../whitelist/write-version.ts'
import { type Command, type Context, readBytes, readNamed, required, text } from './command.ts'
import { findPrivate } from './look-up.ts'
import { currentPlan, listOptions, settingsOf } from './router.ts'

/** Prints problems as compilers do, so that an editor can jump to the place. */
export function describe(path: string, problems: readonly Problem[]): string[] {
  return problems.map(
    ({ line, column, severity, code, message }) => `${path}:${line}:${column}: ${severity}: ${message} [${code}]`,
  )
}

export const oneFile = ({ words }: Arguments): string => {
  const [path, ...more] = words
  if (path === undefined || more.length > 0) throw new Usage('one FILE is wanted')
  return path
}

export const check: Command = {
  name: 'check',
  usage: `FILE [--from ${ENCODINGS.join(' | ')}] [--look-up]`,
  summary:
    'reads a white list and says what is wrong with it; --from reads another encoding than UTF-8, --look-up asks where names lead',
  options: { from: { type: 'string' }, 'look-up': { type: 'boolean' } },
  async run(context, given) {
    const path = oneFile(given)
    const wanted = text(given, 'from')
    const encoding = encodingOf(given) ?? 'utf-8'
    const bytes = readBytes(context, path)
    const { whitelist, problems } = parse(decode(bytes, encoding), await listOptions(context))
    if (wanted === undefined && problems.some(({ code }) => code === 'encoding'))
      context.complain(`${path} seems to be ${guessEncoding(bytes)}: try --from ${guessEncoding(bytes)}`)
    for (const line of describe(path, problems)) context.print(line)
    if (given.values['look-up'] === true && whitelist !== undefined) await lookUp(context, path, whitelist)
    context.print(
      whitelist === undefined
        ? `${path}: cannot be approved`
        : `${path}: ${whitelist.sites.length} sites, can be approved`,
    )
    return whitelist === undefined ? 1 : 0
  },
}

/** Says which names will stay shut because they lead into the school. */
async function lookUp(context: Context, path: string, { sites }: Whitelist): Promise<void> {
  const { settings } = await settingsOf(context)
  const [server = ''] = settings.upstreams
  for (const { line, domain } of await findPrivate(sites, server))
    context.print(
      `${path}:${line}:1: warning: ${domain} has a private address, so it stays shut: a site of the school's own network needs inside: true. [private-address]`,
    )
}

/** The encoding that `--from` names. */
export function encodingOf(given: Arguments): Encoding | undefined {
  const wanted = text(given, 'from')
  const encoding = ENCODINGS.find((one) => one === wanted)
  if (wanted !== undefined && encoding === undefined) throw new Usage(`--from takes ${ENCODINGS.join(', ')}`)
  return encoding
}

/** Copies the file over the draft: an approval is always of the draft. */
function writeDraft(context: Context, document: string): void {
  const { files } = context.machine
  files.mkdirSync(context.paths.etc, { recursive: true })
  replaceFile(files, context.paths.draft, document, true)
}

async function reachDaemon(context: Context) {
  try {
    const ubus = await context.ubus()
    return (await ubus.list('aqtizim')).length > 0 ? ubus : undefined
  } catch {
    return undefined
  }
}

export const approve: Command = {
  name: 'approve',
  usage: 'FILE --by NAME --date YYYY-MM-DD [--post POST] [--order NUMBER] [--signature FILE]',
  summary: 'makes a list the approved one, and puts it into force',
  options: Object.fromEntries(
    ['by', 'post', 'order', 'date', 'signature'].map((name) => [name, { type: 'string' as const }]),
  ),
  async run(context, given) {
    const path = oneFile(given)
    const document = readNamed(context, path)
    const signaturePath = text(given, 'signature')
    const who = {
      by: required(given, 'by'),
      date: required(given, 'date'),
      post: text(given, 'post') ?? '',
      order: text(given, 'order') ?? '',
      ...(signaturePath === undefined ? {} : { signature: readNamed(context, signaturePath) }),
    }
    // Problems are shown with the name that the user typed, and nothing is touched for them.
    const { whitelist, problems } = parse(document, await listOptions(context))
    for (const line of describe(path, problems)) context.complain(line)
    if (whitelist === undefined) throw new Failure(`${path}: not approved; the list in force stays`)
    const daemon = await reachDaemon(context)
    writeDraft(context, document)
    if (daemon === undefined) return approveAlone(context, document, who)
    const sha256 = createHash('sha256').update(document).digest('hex')
    const answer = (await daemon.call('aqtizim', 'approve', { sha256, ...who })) as unknown as Approved & {
      error?: string
    }
    if (answer.error !== undefined) throw new Failure(answer.error)
    for (const sentence of answer.refused) context.complain(sentence)
    if (answer.version === 0) throw new Failure(`${path}: not approved; the list in force stays`)
    const force = answer.refused.length > 0 ? 'not in force' : `in force after ${answer.milliseconds} ms`
    context.print(`version ${answer.version} approved, ${force}; connections cut: ${answer.cut}`)
    return answer.refused.length > 0 ? 1 : 0
  },
}

type Who = { by: string; post: string; order: string; date: string; signature?: string }

/** Compiles without the daemon, by the same rules and the settings on the disk. */
async function approveAlone(context: Context, document: string, who: Who): Promise<number> {
  const { machine, paths } = context
  const { settings } = await settingsOf(context)
  const { requireSignature } = settings
  const options = { rooms: settings.rooms.map(({ id }) => id), requireSignature, publicKey: paths.directorKey }
  const at = new Date(machine.now()).toISOString()
  const result = approveVersion(machine.files, paths.versions, document, { ...who, user: 'root', at }, options)
  if (!('version' in result)) throw new Failure('refused' in result ? result.refused.text : 'not approved')
  context.print(
    `version ${result.version} approved; the daemon cannot be reached, so it takes force when the daemon is back`,
  )
  return 0
}

export const print: Command = {
  name: 'print',
  usage: '[nft | dns | gate]',
  summary: 'prints what the approved list compiles to, without touching anything',
  options: {},
  async run(context, { words }) {
    const [part = 'nft', ...more] = words
    if (more.length > 0 || !['nft', 'dns', 'gate'].includes(part)) throw new Usage('print what? nft, dns or gate')
    const compiled = compileAll(await currentPlan(context), (facts) => gatePages(facts.school))
    const files = part === 'dns' ? compiled.resolvers : part === 'gate' ? compiled.gate : []
    if (part === 'nft') context.print(compiled.table)
    for (const { path, text: contents } of files.filter((file) => !file.path.endsWith('.html')))
      context.print(`# ${path}\n${contents}`)
    return 0
  },
}
