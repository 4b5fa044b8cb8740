/** Makes a resolver open its log again (dnsmasq(8), SIGUSR2), which dnsmasq gives up when the disk is full. */

import { findProcesses } from '../kernel/processes.ts'
import type { Machine } from '../machine/machine.ts'
import { resolverCommand, resolverPaths } from './dnsmasq.ts'
import type { Plan } from './plan.ts'

/** Tells the resolver that writes into `path`, where the plan has one that runs. */
export async function reopenLog(
  { files, run }: Pick<Machine, 'files' | 'run'>,
  plan: Plan | undefined,
  path: string,
): Promise<void> {
  const group = plan?.groups.find((each) => resolverPaths(plan.facts, each).log === path)
  if (plan === undefined || group === undefined) return
  const processes = findProcesses(files, [resolverCommand(plan.facts, group).process])
  if (processes.length > 0) await run(['kill', '-USR2', ...processes.map(String)])
}
