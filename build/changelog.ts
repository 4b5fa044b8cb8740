/** Reads a version's section of CHANGELOG.md: the notes of its release. */
import { refuse } from './cli-args.ts'

/** Throws `OrderRefused` where there is none, or nothing in it. */
export function notesOf(changelog: string, version: string): string {
  const [, ...sections] = changelog.split(/^## /m)
  const section = sections.find((text) => text.split('\n', 1)[0]?.trim() === version)
  const notes = section?.slice(section.indexOf('\n')).trim() ?? ''
  if (notes === '') refuse(`CHANGELOG.md says nothing under "## ${version}"`)
  return `# aqtizim ${version}\n\n${notes.replace(/^### (.*)$/gm, '## $1')}\n`
}
