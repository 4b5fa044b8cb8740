/** Runs all checks in their order on what was read. */
import type { AnswerSet } from '../firewall/answer-sets.ts'
import type { DroppedQuestions } from '../firewall/dropped-questions.ts'
import type { Facts, Plan } from '../firewall/plan.ts'
import { portRanges, roomPorts } from '../firewall/plan.ts'
import type { FrontRule } from '../firewall/route-rules.ts'
import type { RouterZone } from '../machine/time-zone.ts'
import { type Message, message } from '../messages/message.ts'
import {
  type ApprovedReading,
  checkApproved,
  checkConnections,
  checkEnforced,
  checkExporters,
  checkRecorder,
  checkSettings,
  checkSettingsFile,
  checkSignature,
  checkWatch,
  type SettingsReading,
} from './approved.ts'
import { type Check, unknown } from './check.ts'
import { checkListed, checkUpstreams, type ListedReading, type UpstreamReading } from './end-to-end.ts'
import {
  checkAnswerSets,
  checkFront,
  checkGateAnswers,
  checkGateLists,
  checkQuestions,
  checkResolver,
  checkRules,
  checkTable,
  type GateReading,
  type ResolverReading,
  type TableReading,
} from './engine-checks.ts'
import {
  checkClock,
  checkDisk,
  checkNftset,
  checkProgram,
  checkTimeServer,
  checkZone,
  type Program,
  programs,
} from './router.ts'
import { checkFlows, type FlowsReading } from './shares.ts'
import { checkForwardLimit, checkInput, checkOffload, type FirewallValues, type OurPorts } from './zones.ts'

/** What is compared all the time. */
export interface LiveReading {
  readonly table: TableReading
  readonly resolvers: readonly ResolverReading[]
  readonly lists: GateReading['different']
}

export interface RouterReading {
  readonly rules: { readonly missing: readonly string[]; readonly inFront: readonly FrontRule[] } | undefined
  readonly probes: GateReading['probes']
  readonly upstreams: readonly UpstreamReading[]
  readonly listed: readonly ListedReading[]
  readonly dropped: readonly DroppedQuestions[]
  readonly answerSets: readonly AnswerSet[]
  readonly flows: FlowsReading
  /** Why a PC that asks the router for the time gets no answer. */
  readonly timeFault: string | undefined
  readonly said: Readonly<Record<Program, string | undefined>>
  /** Undefined where ubus does not answer. */
  readonly firewall: FirewallValues | undefined
  readonly dhcp: FirewallValues | undefined
  readonly offloaded: readonly string[] | undefined
  readonly now: number
  readonly zone: RouterZone
  readonly journalDir: string
  readonly free: number | undefined
}

export interface DaemonReading {
  readonly enabled: boolean
  readonly enforced: boolean
  readonly settingFaults: readonly Message[]
  readonly settingsFile: SettingsReading
  readonly recorderFaults: readonly Message[]
  /** Milliseconds since the kernel dropped events. */
  readonly sinceLoss: number | undefined
  readonly watchFaults: readonly Message[]
  readonly exporterFaults: readonly Message[]
  readonly cutFaults: readonly Message[]
  readonly approved: ApprovedReading
  /** ms since the epoch. */
  readonly approvedAt: number | undefined
  readonly signature: { readonly isRequired: boolean; readonly hasKey: boolean; readonly isSigned: boolean }
}

export function judgeLive({ table, resolvers, lists }: LiveReading): Check[] {
  return [checkTable(table), ...resolvers.map(checkResolver), checkGateLists({ different: lists })]
}

export function ourPorts(plan: Plan): OurPorts {
  const dns = plan.groups.map(({ ports }) => ports.dns)
  const gate = plan.facts.rooms.flatMap((room) => [roomPorts(plan, room).http, roomPorts(plan, room).tls])
  return { tcp: [...dns, ...gate], udp: [...dns, 123], ranges: ['123', ...portRanges] }
}

const places = ({ rooms, lockedNetworks }: Facts) => ({
  devices: rooms.flatMap(({ devices }) => devices),
  networks: lockedNetworks,
})

export function judgeRouter(reading: RouterReading, plan: Plan, approvedAt: number | undefined): Check[] {
  const { rules, probes, dropped, timeFault, said, firewall, dhcp, offloaded, now, zone, journalDir, free } = reading
  const room = places(plan.facts)
  const noSettings = (id: string) => unknown(id, message('firewall-unreadable'), message('firewall-unreadable-remedy'))
  return [
    checkRules(rules?.missing),
    checkFront(rules?.inFront),
    checkGateAnswers({ probes }),
    checkUpstreams(reading.upstreams),
    ...reading.listed.map(checkListed),
    checkQuestions(dropped),
    checkAnswerSets(reading.answerSets),
    checkFlows(reading.flows, plan.facts),
    checkForwardLimit(dhcp, plan.facts.upstreams),
    checkTimeServer(timeFault),
    checkClock(now, approvedAt),
    checkZone(zone, now),
    checkDisk(journalDir, free),
    ...programs.map((program) => checkProgram(program, said[program])),
    checkNftset(said.dnsmasq),
    ...(firewall === undefined
      ? [noSettings('flow-offload'), noSettings('input-policy')]
      : [checkOffload(firewall, offloaded, room), checkInput(firewall, room, ourPorts(plan))]),
  ]
}

export function judgeDaemon(reading: DaemonReading): Check[] {
  const { isRequired, hasKey, isSigned } = reading.signature
  return [
    checkEnforced(reading.enforced, reading.enabled),
    checkConnections(reading.cutFaults),
    checkWatch(reading.watchFaults),
    checkRecorder(reading.recorderFaults, reading.sinceLoss),
    checkExporters(reading.exporterFaults),
    checkApproved(reading.approved),
    checkSignature(isRequired, hasKey, isSigned),
    checkSettings(reading.settingFaults),
    checkSettingsFile(reading.settingsFile),
  ]
}
