/** The way from each format of the state files to the next. A step stays here for as long as somebody may come from it. */

export interface Step {
  /** The format that it leads to. */
  readonly to: number
  /** `path`: below `/etc/aqtizim`. What a step does not know it gives back as it is. */
  change(path: string, value: Readonly<Record<string, unknown>>): Record<string, unknown>
}

export const steps: readonly Step[] = [
  // Before the first release files bore no format; what else is in them is the same.
  { to: 1, change: (_, value) => ({ ...value }) },
]
