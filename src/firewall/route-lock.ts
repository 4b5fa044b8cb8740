/**
 * Writes the routing rules of the rooms to UCI `network`: a room's packets have a route only when our table marked them.
 * netifd puts them in place at boot, before anything of ours runs.
 */

import { hex, markValue } from '../kernel/conntrack-marks.ts'
import type { Files } from '../machine/machine.ts'
import type { Call } from '../machine/ubus-call.ts'
import { type Message, MessageError, message, reasonOf } from '../messages/message.ts'
import { readUciFile } from '../settings/settings-file.ts'

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

export interface RouteLockTools {
  readonly files: Pick<Files, 'readFileSync'>
  readonly call: Call
  /** The file of UCI `network`. */
  readonly networkFile: string
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const isOurs = (section: unknown) => typeof section === 'string' && section.startsWith('aqtizim_')

/** Sections to take away and rules to add, so that the file says what `rules` say. */
function difference(sections: Sections, rules: readonly RouteRule[]) {
  const wanted = new Map(rules.map((rule) => [rule.section, rule]))
  const isSame = (rule: RouteRule, section: Readonly<Record<string, unknown>>) =>
    section['.type'] === rule.type && Object.entries(rule.values).every(([key, value]) => section[key] === value)
  const wrong: string[] = []
  for (const [name, section] of Object.entries(sections)) {
    if (!isOurs(name)) continue
    const rule = wanted.get(name)
    if (rule !== undefined && isSame(rule, section)) wanted.delete(name)
    else wrong.push(name)
  }
  return { wrong, missing: [...wanted.values()] }
}

/**
 * Brings UCI `network` to what `rules` say; returns whether anything was changed. Other sections are left alone. What there is
 * is read from the disk: rpcd is asked only where there is something to write. Rejects with a `MessageError` where that
 * cannot be done now; then nothing was changed.
 */
export async function setRouteLock(tools: RouteLockTools, rules: readonly RouteRule[]): Promise<boolean> {
  const { read } = readUciFile(tools.files, tools.networkFile)
  if ('fault' in read) throw new MessageError(read.fault)
  const { wrong, missing } = difference(read.values, rules)
  if (wrong.length === 0 && missing.length === 0) return false
  const call = (method: string, args: Record<string, unknown> = {}) =>
    tools.call('uci', method, { config: 'network', ...args })
  try {
    const { changes = [] } = (await call('changes')) as { changes?: readonly (readonly unknown[])[] }
    // A commit would also write changes that another user has staged.
    if (changes.some(([, section]) => !isOurs(section))) throw new MessageError(message('network-staged'))
    if (changes.length > 0) await call('revert')
    for (const section of wrong) await call('delete', { section })
    for (const { section, type, values } of missing) await call('add', { type, name: section, values })
    await call('commit')
  } catch (error) {
    throw error instanceof MessageError ? error : new MessageError(whyUnsaved(error))
  }
  return true
}

/** The file is there, so that what was not found is the object. */
const whyUnsaved = (error: unknown): Message =>
  (error as { code?: unknown }).code === 'NOT_FOUND'
    ? message('rpcd-away')
    : message('route-lock-unsaved', { reason: reasonOf(error) })
