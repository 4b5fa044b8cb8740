/**
 * The first lock, which is netifd's and not nftables': a room's packets have a route only when our table marked them.
 * The rules stand in UCI `network`, so that netifd puts them in place at boot, before anything of ours runs.
 */

import { hex, markValue } from '../kernel/conntrack-marks.ts'
import type { Call } from '../machine/ubus-call.ts'

export const lockPriority = { open: 900, shut: 901 } as const

/** A `config rule` or `rule6` of UCI `network`. */
export interface RouteRule {
  readonly section: string
  readonly type: 'rule' | 'rule6'
  readonly values: Readonly<Record<string, string>>
}

/** Section names of UCI are letters, digits and underscores. */
const sectionOf = (network: string, kind: string) => `aqtizim_${network.replace(/\W/g, '_')}_${kind}`

export function compileRouteLock(networks: readonly string[], markMask: number): RouteRule[] {
  return networks.flatMap((network) =>
    (['rule', 'rule6'] as const).flatMap((type): RouteRule[] => {
      const version = type === 'rule' ? '4' : '6'
      // Two marks have a way: what is allowed and what is exempt. Their bits differ, so each has a rule.
      const open = (['allowed', 'exempt'] as const).map((verdict) => ({
        section: sectionOf(network, `${verdict}${version}`),
        type,
        values: {
          in: network,
          mark: `${hex(markValue(verdict, markMask))}/${hex(markMask)}`,
          lookup: 'main',
          priority: String(lockPriority.open),
        },
      }))
      const values = { in: network, action: 'unreachable', priority: String(lockPriority.shut) }
      return [...open, { section: sectionOf(network, `shut${version}`), type, values }]
    }),
  )
}

/** Brings UCI `network` to what `rules` say; returns whether anything was changed. Other sections are left alone. */
export async function setRouteLock(call: Call, rules: readonly RouteRule[]): Promise<boolean> {
  const { values = {} } = (await call('uci', 'get', { config: 'network' })) as {
    values?: Record<string, Record<string, unknown>>
  }
  const wanted = new Map(rules.map((rule) => [rule.section, rule]))
  const ours = Object.entries(values).filter(([name]) => name.startsWith('aqtizim_'))
  const isSame = (rule: RouteRule, section: Record<string, unknown>) =>
    section['.type'] === rule.type && Object.entries(rule.values).every(([key, value]) => section[key] === value)
  let changed = false
  for (const [name, section] of ours) {
    const rule = wanted.get(name)
    if (rule !== undefined && isSame(rule, section)) wanted.delete(name)
    else {
      await call('uci', 'delete', { config: 'network', section: name })
      changed = true
    }
  }
  for (const { section, type, values: options } of wanted.values()) {
    await call('uci', 'add', { config: 'network', type, name: section, values: options })
    changed = true
  }
  if (changed) await call('uci', 'commit', { config: 'network' })
  return changed
}
