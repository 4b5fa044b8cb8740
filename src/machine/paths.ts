/** Lists the paths on the router; `root` is empty there, and a folder in a lab. */

export interface Paths {
  readonly etc: string
  readonly versions: string
  readonly draft: string
  /** Who changed the draft, and whether it lies before the director. */
  readonly draftState: string
  /** The draft as it was before many sites were added at once. */
  readonly draftUndo: string
  readonly directorKey: string
  /** The district's list that came last. */
  readonly districtList: string
  /** The authorities that the router trusts. */
  readonly authorities: string
  /** Ready groups of sites, which the package brings. */
  readonly catalogue: string
  /** What the administrator adds to the names that nobody types. */
  readonly background: string
  /** Which rooms are paused; survives a reboot. */
  readonly state: string
  /** What teachers have opened on demand, and until when; survives a reboot. */
  readonly openings: string
  /** Which class has its lesson where; survives a reboot. */
  readonly lessons: string
  /** Which pupil sits where; names of pupils are nowhere else. */
  readonly seats: string
  /** What the helper shall suggest no more. */
  readonly ignoredNeeds: string
  /** How far each target of the settings has the journal; survives a reboot. */
  readonly forward: string
  /** What the early init script loads before the network is up. */
  readonly bootRuleset: string
  /** The router's own Ed25519 key, which signs the journal. */
  readonly signingKey: string
  readonly verifyingKey: string
  /** Where the router's journal stands, as the router itself remembers it. */
  readonly journalAnchor: string
  readonly runDir: string
  /** A file of UCI. */
  readonly uci: (config: string) => string
  readonly socket: string
  /** Puts a path out of the settings below `root` too. */
  readonly below: (path: string) => string
}

export function pathsBelow(root: string, socket = '/var/run/ubus/ubus.sock'): Paths {
  const etc = `${root}/etc/aqtizim`
  return {
    etc,
    versions: `${etc}/versions`,
    draft: `${etc}/draft.yaml`,
    draftState: `${etc}/draft.json`,
    draftUndo: `${etc}/draft-before.json`,
    directorKey: `${etc}/director.pub`,
    districtList: `${etc}/district-list.json`,
    authorities: `${root}/etc/ssl/certs/ca-certificates.crt`,
    catalogue: `${root}/usr/lib/aqtizim/catalogue.json`,
    background: `${etc}/background.txt`,
    state: `${etc}/state.json`,
    openings: `${etc}/openings.json`,
    lessons: `${etc}/lessons.json`,
    seats: `${etc}/seats.json`,
    ignoredNeeds: `${etc}/ignored-needs.json`,
    forward: `${etc}/forward`,
    bootRuleset: `${etc}/boot.nft`,
    signingKey: `${etc}/journal.sec`,
    verifyingKey: `${etc}/journal.pub`,
    journalAnchor: `${etc}/journal.json`,
    runDir: `${root}/var/run/aqtizim`,
    uci: (config) => `${root}/etc/config/${config}`,
    socket,
    below: (path) => `${root}${path}`,
  }
}
