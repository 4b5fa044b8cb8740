/** What stands in a plan of the year. */

/** `decision`: out of a commission's minutes. */
export const planKinds = [
  ...(['parents-meeting', 'safe-internet', 'october-check', 'report-ready', 'report-handed'] as const),
  ...(['briefing', 'decision', 'other'] as const),
] as const
export type PlanKind = (typeof planKinds)[number]
