/** `status`, `pause`, `resume` and `version`: calls of the running daemon. */

import type { RequestedSite, Status } from '../luci-bridge/contract.ts'
import { Failure, Usage } from '../machine/command-line.ts'
import { productVersion } from '../machine/version.ts'
import type { Command, Context } from './command.ts'

const awayText = 'the daemon does not run'

/** Nobody has registered the object on the bus. */
export class DaemonAway extends Failure {
  readonly reason = awayText

  constructor() {
    super(
      `${awayText}: what is shut stays shut and what is open stays open, and the journal waits. Start it: service aqtizim start`,
    )
  }
}

/** Calls a method of the daemon; rejects with `Failure` where it does not run or refuses. */
export async function ask<Result>(
  context: Context,
  method: string,
  args: Record<string, string | number | boolean> = {},
  timeoutMs = 30_000,
): Promise<Result> {
  const ubus = await context.ubus().catch((error: Error) => {
    throw new Failure(error.message)
  })
  try {
    const answer = (await ubus.call('aqtizim', method, args, { timeoutMs })) as unknown as Result & { error?: string }
    if (answer.error !== undefined) throw new Failure(answer.error)
    return answer
  } catch (error) {
    if ((error as { code?: string }).code !== 'NOT_FOUND') throw error
    throw new DaemonAway()
  }
}

/** What an administrator has to do before a lab is a lab. */
function nextSteps({ list, rooms }: Pick<Status, 'list' | 'rooms'>): string[] {
  const steps = [
    rooms.length === 0 && 'name a room and its network: LuCI, Ақ тізім, Overview, or /etc/config/aqtizim',
    list.version === 0 && 'write a list and have the director approve it: LuCI, or aqtizim approve FILE',
  ]
  return steps.filter((step) => step !== false).map((step) => `  next: ${step}`)
}

function describeStatus({ list, rooms, enforced, faults, visits }: Status): string[] {
  const signed = list.by === undefined ? '' : `, approved by ${list.by} on ${list.date}`
  const first =
    list.version === 0 ? 'No list is approved: nothing opens.' : `List ${list.version} (${list.sites} sites)${signed}.`
  return [
    enforced ? first : `${first} IT IS NOT IN FORCE.`,
    ...rooms.flatMap(({ id, name, paused, why, devices, lesson, opened }) => [
      `  ${id}  ${paused ? (why === 'hours' ? 'shut by its hours' : 'paused') : 'open'}  ${devices.join(' ')}  ${name}${lesson === undefined ? '' : `  lesson of ${lesson}`}`,
      ...opened.map(({ site, until, user }) => `    on demand: ${site} until ${until.slice(11, 16)} (${user})`),
    ]),
    `  visits going on: ${visits}`,
    ...faults.map((fault) => `  fault: ${fault}`),
    ...nextSteps({ list, rooms }),
  ]
}

export const status: Command = {
  name: 'status',
  usage: '[--json]',
  summary: 'says what is in force',
  options: { json: { type: 'boolean' } },
  async run(context, { values, words }) {
    if (words.length > 0) throw new Usage('status takes no words')
    const answer = await ask<Status>(context, 'status')
    context.print(values.json === true ? JSON.stringify(answer) : describeStatus(answer).join('\n'))
    return answer.enforced ? 0 : 1
  },
}

function roomCommand(name: 'pause' | 'resume', state: 'paused' | 'open', summary: string): Command {
  return {
    name,
    usage: 'ROOM',
    summary,
    options: {},
    async run(context, { words }) {
      const [room, ...more] = words
      if (room === undefined || more.length > 0) throw new Usage('one ROOM is wanted')
      const { cut, paused } = await ask<{ cut: number; paused: boolean }>(context, 'room_set', { room, state })
      if (paused && state === 'open')
        throw new Failure(`${room} is paused no longer, and stays shut: its hours are over`)
      context.print(`${room} is ${state}; connections cut: ${cut}`)
      return 0
    },
  }
}

export const pause = roomCommand('pause', 'paused', 'shuts a room: nothing opens but the start page')
export const resume = roomCommand('resume', 'open', 'opens a paused room again')

export const version: Command = {
  name: 'version',
  usage: '',
  summary: 'prints the version',
  options: {},
  async run(context) {
    context.print(`aqtizim ${productVersion} (Node ${context.node})`)
    return 0
  },
}

export const requests: Command = {
  name: 'requests',
  usage: '[--json]',
  summary: 'prints what pupils asked for on the block page',
  options: { json: { type: 'boolean' } },
  async run(context, { values, words }) {
    if (words.length > 0) throw new Usage('requests takes no words')
    const answer = await ask<{ requests: readonly RequestedSite[] }>(context, 'requests')
    if (values.json === true) context.print(JSON.stringify(answer.requests))
    else if (answer.requests.length === 0) context.print('Nobody waits for a site.')
    for (const { name, pcs, reasons } of values.json === true ? [] : answer.requests)
      context.print([`${name}  ${pcs.join(', ')}`, ...reasons.map((reason) => `    ${reason}`)].join('\n'))
    return 0
  },
}
