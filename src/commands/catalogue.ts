/** `catalogue`: lists ready groups of sites, shows what a group would add to the draft, and adds it. */
import { asList, type Catalogue, type Group, loadCatalogue } from '../catalogue/catalogue.ts'
import { compare, type GroupState } from '../catalogue/compare.ts'
import { Failure, Usage } from '../machine/command-line.ts'
import { sitesIn } from '../whitelist/site-values.ts'
import type { Command, Context } from './command.ts'
import { addFound, describeLine, openImports } from './import.ts'

function open({ machine, paths }: Context): Catalogue {
  const found = loadCatalogue(machine.files, paths.catalogue)
  if ('fault' in found) throw new Failure(found.fault.text)
  return found
}

/** `kundelik  2026-11-30  1 sites, 0 in the draft: Kundelik`. */
function describe({ group: { id, date, sites, title }, listed, added, gone, changed }: GroupState): string {
  const differs = added.length + gone.length + changed.length
  const news = differs === 0 ? '' : `; since then ${added.length} new, ${gone.length} gone, ${changed.length} changed`
  return `${id.padEnd(20)} ${date}  ${sites.length} sites, ${listed} in the draft${news}: ${title.en}`
}

async function list(context: Context, json: boolean): Promise<void> {
  const { draft } = await openImports(context)
  const { text } = draft.now()
  const { groups, vanished } = compare(open(context), sitesIn(text, 0, text.length))
  if (json) return context.print(JSON.stringify({ groups, vanished }))
  for (const state of groups) context.print(describe(state))
  for (const { id, sites } of vanished)
    context.complain(`${id}: no group of the catalogue any more; its entries stay in the draft: ${sites.join(', ')}`)
}

async function show(context: Context, group: Group, add: boolean, json: boolean): Promise<void> {
  const { imports } = await openImports(context)
  const found = await imports.read(Buffer.from(asList(group)), 'root', 'utf-8')
  if ('fault' in found) throw new Failure(`${group.id}: ${found.fault.text}`)
  if (json) context.print(JSON.stringify({ group, counts: found.counts, lines: found.lines }))
  else {
    for (const { domain, source, written } of group.sites) context.print(`${domain}  ${written}  ${source}`)
    for (const line of found.lines) context.print(describeLine(group.id, line))
  }
  if (!add) return
  const say = json ? context.complain : context.print
  say(await addFound(context, imports, found, group.id))
}

export const catalogue: Command = {
  name: 'catalogue',
  usage: '[GROUP [--add]] [--json]',
  summary: 'lists ready groups of sites; GROUP shows its lines with their sources, --add puts it into the draft',
  options: { add: { type: 'boolean' }, json: { type: 'boolean' } },
  async run(context, { words, values }) {
    const [id, ...more] = words
    const json = values.json === true
    if (more.length > 0) throw new Usage('one GROUP at most')
    if (id === undefined) {
      if (values.add === true) throw new Usage('--add wants a GROUP')
      await list(context, json)
      return 0
    }
    const group = open(context).groups.find((each) => each.id === id)
    if (group === undefined) throw new Failure(`the catalogue has no group ${id}, or has it no more`)
    await show(context, group, values.add === true, json)
    return 0
  },
}
