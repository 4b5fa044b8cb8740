/**
 * The way from each format of a state file to the next. A step stays here for as long as somebody may come from what it
 * leads away from.
 */

export interface Step {
  /** The format that it leads to; for one file each step is one higher than the step before. */
  readonly to: number
  /** Which files have that format: paths below `/etc/aqtizim`. */
  readonly of: RegExp
  change(value: Readonly<Record<string, unknown>>): Record<string, unknown>
}

export const steps: readonly Step[] = [
  // Before the first release files bore no format; what else is in them is the same.
  { to: 1, of: /./, change: (value) => ({ ...value }) },
]
