/** Defines sections of HAProxy's configuration as values, and prints them. */

export interface Section {
  /** What it is for: the comment above it. */
  readonly comment: string
  /** `frontend tls-l1` */
  readonly head: string
  readonly lines: readonly string[]
}

export function printSections(sections: readonly Section[]): string {
  return sections
    .map(({ comment, head, lines }) => `# ${comment}\n${head}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('\n')
}
