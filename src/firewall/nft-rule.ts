/** Defines rules and chains of the kernel table as values, and prints them (nft(8)). */

/** One rule. Its parts are nft expressions and are printed in this order; the kernel reads them from left to right. */
export interface Rule {
  /** Conditions; the rule says nothing about a packet that misses one of them. None: it is for every packet. */
  readonly match?: readonly string[]
  /** Changes and records, and limits, which are conditions that count: `meta mark set ...`, `add @set { ... }`. */
  readonly statements?: readonly string[]
  /** A named counter of the table. */
  readonly counter?: string
  /** `accept`, `drop`, `return`, `goto ...`, `jump ...`, `reject ...`, `redirect to ...`, or a map of verdicts. */
  readonly verdict?: string
  /** What it is for, for whoever lists the ruleset; ASCII, at most 100 characters. */
  readonly comment: string
}

/** Where the kernel enters a chain, and when: `priority` as nft writes it (`filter - 5`). */
export interface Hook {
  readonly type: 'filter' | 'nat'
  readonly at: 'prerouting' | 'input' | 'forward' | 'output'
  readonly priority: string
}

export interface Chain {
  readonly name: string
  /** None for a chain that others enter. */
  readonly hook?: Hook
  readonly rules: readonly Rule[]
}

/** Comments of ours begin so, as those of OpenWrt's firewall begin with `!fw4: `. */
const signature = '!aqtizim: '

/** A comment of ours for nft. Throws where it would not stay between its quotes: it is our own text, so that is a bug. */
export function nftComment(text: string): string {
  if (!/^[ !#-~]{1,100}$/.test(text)) throw new Error(`not fit for a comment: ${JSON.stringify(text)}`)
  return `comment "${signature}${text}"`
}

export function printRule({ match = [], statements = [], counter, verdict, comment }: Rule): string {
  const counted = counter === undefined ? [] : [`counter name ${counter}`]
  const decided = verdict === undefined ? [] : [verdict]
  return [...match, ...statements, ...counted, ...decided, nftComment(comment)].join(' ')
}

const printHook = (hook: Hook | undefined) =>
  hook === undefined ? '' : ` type ${hook.type} hook ${hook.at} priority ${hook.priority}; policy accept;`

export const printChain = ({ name, hook, rules }: Chain): string =>
  [`  chain ${name} {${printHook(hook)}`, ...rules.map((rule) => `    ${printRule(rule)}`), '  }'].join('\n')

/** Without its rules: a chain has to be there before another one goes to it. */
export const declareChain = ({ name, hook }: Chain): string => `  chain ${name} {${printHook(hook)} }`
