/** What a figure for Prometheus has for a value, for those who know it and do not print it. */

export interface Sample {
  /** In the order of the metric's labels. */
  readonly labels: readonly string[]
  readonly value: number
}

export const one = (value: number): Sample[] => [{ labels: [], value }]
