/** The text of UCI files, both ways. */
import type { UciPackage } from './uci-model.ts'

export { parseUci } from '../../src/settings/uci-file.ts'

/** Prints as `uci export` does, without the package line. A value that is the empty list prints nothing. */
export function formatUci(uci: UciPackage): string {
  const lines: string[] = []
  for (const section of uci.sections) {
    lines.push('', `config ${section.type}${section.anonymous ? '' : ` ${quote(section.name)}`}`)
    for (const [option, value] of section.options) {
      if (typeof value === 'string') lines.push(`\toption ${option} ${quote(value)}`)
      else for (const item of value) lines.push(`\tlist ${option} ${quote(item)}`)
    }
  }
  return `${lines.join('\n')}\n\n`.replace(/^\n\n$/, '\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
