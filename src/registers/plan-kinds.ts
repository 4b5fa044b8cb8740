/** Lists the kinds of a plan's entries. */

/** `decision`: out of a commission's minutes. */
export const planKinds = [
  ...(['parents-meeting', 'safe-internet', 'october-check', 'report-ready', 'report-handed'] as const),
  ...(['briefing', 'decision', 'other'] as const),
] as const
export type PlanKind = (typeof planKinds)[number]
