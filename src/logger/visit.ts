/** Defines a visit, and what it is made from. Plain data: it is saved and restored as JSON. */

/** The present time in seconds. `wall`: since the epoch; it may jump, and is what rows have. `up`: uptime, for waiting. */
export interface Clock {
  readonly wall: number
  readonly up: number
}

/** Whose address it is. */
export interface Identity {
  readonly room: string
  readonly pc: string
  /** Lower case with colons; empty where unknown. */
  readonly mac: string
  /** The teacher's machine: never journalled. */
  readonly exempt: boolean
}

export interface Visit {
  readonly key: string
  readonly who: Identity
  readonly ip: string
  readonly site: string
  readonly verdict: 'allowed' | 'refused'
  readonly why: string | undefined
  /** Whether everything in it is background traffic. */
  background: boolean
  readonly lesson: string | undefined
  /** Seconds since the epoch. */
  start: number
  end: number
  flows: number
  requests: number
  up: number
  down: number
  /** Names seen, and how often; ports seen, such as `tcp/22`. Both bounded. */
  hosts: Record<string, number>
  ports: string[]
  /** How many visits it stands for, where it joins what was too much to tell apart. */
  joined?: number
  /** Flows that are still in the kernel's table. */
  open: number
  /** Uptime of the last activity. */
  quietSince: number
}

/** One thing seen of a PC, to be joined into a visit. */
export interface Sighting {
  readonly who: Identity
  readonly ip: string
  readonly site: string
  readonly host?: string | undefined
  readonly verdict: 'allowed' | 'refused'
  readonly why?: string | undefined
  readonly port?: string | undefined
  readonly start: number
  readonly end: number
  readonly flows: number
  readonly requests?: number
  readonly up?: number
  readonly down?: number
  /** Whether a flow stays open behind it. */
  readonly open?: boolean
}
