/** Puts right what somebody else changed, within a moment and with a row in the journal. */
import type { Enforcer } from './enforce.ts'
import { compileSets } from './firewall/nft-sets.ts'
import type { Facts } from './firewall/plan.ts'
import { expectedRules, missingRules, rulesInFront } from './firewall/route-rules.ts'
import { type KernelChange, startWatch } from './firewall/watch.ts'
import type { Machine } from './machine.ts'

export interface GuardTools {
  readonly machine: Machine
  readonly enforcer: Enforcer
  /** Whether a process was one of our own nft runs. */
  readonly isOwn: (pid: number) => boolean
  /** An alarm: a row in the journal. */
  readonly alarm: (event: string, details: Record<string, string | number>) => void
}

/** Adds what is missing of the route lock; gives the rules that were. */
export async function mendRules(machine: Pick<Machine, 'run'>, facts: Facts): Promise<string[]> {
  const mended: string[] = []
  for (const family of [4, 6] as const) {
    const { status, stdout } = await machine.run(['ip', `-${family}`, 'rule', 'show'])
    if (status !== 0) continue
    for (const rule of missingRules(expectedRules(facts), family, stdout)) {
      const { status: added } = await machine.run(['ip', `-${family}`, 'rule', 'add', ...rule.words])
      if (added === 0) mended.push(`IPv${family} ${rule.text}`)
    }
  }
  return mended
}

export function startGuard({ machine, enforcer, isOwn, alarm }: GuardTools) {
  let work: Promise<unknown> = Promise.resolve()
  const facts = () => enforcer.state()?.plan?.facts
  const fixedSets = () => {
    const plan = enforcer.state()?.plan
    return plan === undefined
      ? []
      : compileSets(plan).flatMap(({ name, elements }) => (elements === undefined ? [] : [name]))
  }

  /** One after the other, and never two for what one repair has put right. */
  function inTurn(repair: () => Promise<void>): void {
    work = work
      .then(repair)
      .catch((error: unknown) => machine.log('error', `repair failed: ${(error as Error).message}`))
  }

  let suspects: KernelChange[] = []
  async function mendTable(): Promise<void> {
    // A change of our own is known as such only when its nft has ended.
    await enforcer.idle()
    const foreign = suspects.filter(({ pid }) => !isOwn(pid))
    suspects = []
    const [first] = foreign
    if (first === undefined || enforcer.state()?.settings.enabled !== true) return
    const started = machine.uptime()
    await enforcer.refresh({ force: true })
    const by = `process ${first.pid} (${first.process})`
    const changes = foreign.reduce((sum, { lines }) => sum + lines, 0)
    const milliseconds = Math.round(machine.uptime() - started)
    machine.log('warning', `the table inet aqtizim was changed by ${by}: ${first.what}; mended in ${milliseconds} ms`)
    alarm('table-changed', { by, what: first.what, changes, milliseconds })
  }

  async function mendRoutes(line: string): Promise<void> {
    const now = facts()
    if (now === undefined || enforcer.state()?.settings.enabled !== true) return
    const mended = await mendRules(machine, now)
    if (mended.length > 0) alarm('route-lock-changed', { what: line.slice(0, 200), mended: mended.length })
    const { stdout } = await machine.run(['ip', 'rule', 'show'])
    for (const rule of rulesInFront(now, stdout)) alarm('rule-in-front', { what: rule.slice(0, 200) })
  }

  const watch = startWatch({
    machine,
    isFixed: (set) => fixedSets().includes(set),
    onKernelChange: (change) => {
      suspects.push(change)
      inTurn(mendTable)
    },
    onRuleChange: (line) => {
      // Rules of others come and go; those that name a room's device are ours or about us.
      const devices = facts()?.rooms.flatMap((room) => room.devices) ?? []
      if (devices.some((device) => line.split(/\s+/).includes(device))) inTurn(() => mendRoutes(line))
    },
    onBlind: () => inTurn(async () => void (await enforcer.refresh({ force: true }))),
  })
  return { stop: () => watch.stop() }
}
