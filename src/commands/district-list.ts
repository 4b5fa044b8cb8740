/** `district-list`: which list of the district is here, what it would change in the draft, and fetching it now. */
import type { DistrictListAnswer } from '../luci-bridge/contract.ts'
import { Failure, Usage } from '../machine/command-line.ts'
import { sleep } from '../machine/timers.ts'
import type { Command, Context } from './command.ts'
import { ask } from './live.ts'

/** Milliseconds between two questions, and how many there are: longer than an attempt may take. */
const patience = { ms: 500, questions: 600 }

/** Waits until it has been fetched. */
async function fetchNow(context: Context): Promise<DistrictListAnswer> {
  await ask(context, 'district_list_fetch')
  for (let question = 0; question < patience.questions; question++) {
    const answer = await ask<DistrictListAnswer>(context, 'district_list')
    if (!answer.running) return answer
    await sleep(context.machine.timers, patience.ms)
  }
  throw new Failure('the list is still on its way')
}

function describe({ url, list, added, changed, removed, marked }: DistrictListAnswer): string[] {
  if (url === undefined || list === undefined) return []
  return [
    `Version ${list.version} of ${list.date} (${list.entries} entries), fetched ${list.at} from ${url}.`,
    `  in the draft: ${marked}; the draft lacks ${added}, has ${changed} otherwise, and ${removed} that left the list`,
  ]
}

export const districtList: Command = {
  name: 'district-list',
  usage: '[fetch] [--json]',
  summary: 'says which list of the district is here and what it would change in the draft; fetch gets it now',
  options: { json: { type: 'boolean' } },
  async run(context, { words, values }) {
    const [word, ...more] = words
    if ((word !== undefined && word !== 'fetch') || more.length > 0) throw new Usage('district-list [fetch]')
    const answer = await (word === 'fetch' ? fetchNow(context) : ask<DistrictListAnswer>(context, 'district_list'))
    if (values.json === true) context.print(JSON.stringify(answer))
    else for (const line of describe(answer)) context.print(line)
    if (answer.fault !== undefined) throw new Failure(answer.fault.text)
    return 0
  },
}
