/** `school`: lists and edits which school each key belongs to. */
import { decodePublicKey } from '../../logger/signify-keys.ts'
import { type Arguments, Failure, Usage } from '../../machine/command-line.ts'
import { listSchools, putSchool } from '../store/schools.ts'
import type { Command, Context } from './command.ts'

/** A name for files, logs and pages alike. */
const SHAPE = /^[a-z0-9][a-z0-9.-]{0,62}$/

async function add(context: Context, [school, ...words]: readonly string[]): Promise<void> {
  if (school === undefined || !SHAPE.test(school))
    throw new Usage('school add SHORT-NAME NAME: the short name in small letters, digits, hyphens: balqash-2')
  const name = words.join(' ').trim()
  if (name === '' || name.length > 200 || /[\x00-\x1f\x7f]/.test(name))
    throw new Usage('school add SHORT-NAME NAME: which name?')
  const publicKey = await context.input()
  const key = decodePublicKey(publicKey)
  if (key === undefined)
    throw new Failure('standard input: this is no public key; `aqtizim key` on the router prints it')
  const others = await listSchools(context.clickhouse)
  const owner = others.find(({ journal }) => journal === key.id)
  if (owner !== undefined && owner.school !== school)
    throw new Failure(
      `the key ${key.id} is that of ${owner.school}; \`aqtizim-district school remove ${key.id}\` first`,
    )
  if (owner !== undefined && decodePublicKey(owner.publicKey)?.publicKey.equals(key.publicKey) !== true)
    throw new Failure(`the key ${key.id} is there already, and its octets are others: somebody made one up`)
  const lines = publicKey.split('\n').slice(0, 2)
  await putSchool(
    context.clickhouse,
    { journal: key.id, school, name, publicKey: `${lines.join('\n')}\n` },
    context.machine.now(),
  )
  const before = others.filter((each) => each.school === school && each.journal !== key.id)
  context.print(`${school}: ${name}, key ${key.id}`)
  if (before.length > 0) context.print(`  besides ${before.map(({ journal }) => journal).join(', ')}`)
}

async function remove(context: Context, [journal = '']: readonly string[]): Promise<void> {
  const school = (await listSchools(context.clickhouse)).find((each) => each.journal === journal)
  if (school === undefined) throw new Failure(`no school has the key ${JSON.stringify(journal)}`)
  await putSchool(context.clickhouse, school, context.machine.now(), { removed: true })
  context.print(`${school.school}: key ${journal} is no longer its own. Its rows stay.`)
}

async function list(context: Context): Promise<void> {
  for (const { journal, school, name } of await listSchools(context.clickhouse))
    context.print(`${journal}  ${school.padEnd(20)}  ${name}`)
}

export const school: Command = {
  name: 'school',
  usage: 'add SHORT-NAME NAME < KEY | remove KEY-ID | list',
  summary: "says whose a router's key is: `ssh root@router aqtizim key | aqtizim-district school add balqash-2 '...'`",
  options: {},
  async run(context, { words: [what, ...words] }: Arguments) {
    if (what === 'add') await add(context, words)
    else if (what === 'remove' && words.length === 1) await remove(context, words)
    else if (what === 'list' && words.length === 0) await list(context)
    else throw new Usage('school add, school remove or school list?')
    return 0
  },
}
