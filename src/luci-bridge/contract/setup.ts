/** From nothing to a shut lab: what is done, and the networks that can be labs. */

import type { KazakhZone } from '../../machine/kazakh-zones.ts'

/** In the order in which a school does them. */
export type SetupStepName = 'rooms' | 'school' | 'clock' | 'logins' | 'sites' | 'send' | 'approve' | 'drill'

export interface SetupStep {
  readonly name: SetupStepName
  readonly done: boolean
  /** How it is done on the router's command line, a line each; words in capitals are to be replaced. */
  readonly commands: readonly string[]
}

/** A network of the router, but for loopback. */
export interface SetupNetwork {
  readonly name: string
  readonly addresses: readonly string[]
  /** The internet lies behind it: it can be no lab. */
  readonly isInternet: boolean
  /** The room that it belongs to. */
  readonly room?: string
  /** Machines that were seen there. */
  readonly pcs: number
  /** What some of them call themselves (DHCP): anybody can write anything there. At most five. */
  readonly hostnames: readonly string[]
}

export interface Setup {
  readonly steps: readonly SetupStep[]
  readonly networks: readonly SetupNetwork[]
  /** IANA names of the zones that `zone_set` takes. */
  readonly zones: readonly KazakhZone[]
}
