/** Files of the router for the tests of the white list's pages. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const subjects = ['Информатика', 'Математика', 'Қазақ тілі', 'Орыс тілі', 'История Казахстана', 'Физика']

export const siteName = (index: number) => `site-${String(index).padStart(4, '0')}.kz`

/** A list of so many sites, as a school might have it in years. */
export function manySites(count: number): string {
  const entries = Array.from({ length: count }, (_, index) => {
    const subject = subjects[index % subjects.length] ?? ''
    const needs = index % 10 === 3 ? `\n    needs: [cdn.site-${index}.net]` : ''
    return `  - domain: ${siteName(index + 1)}\n    title: Оқу сайты ${index + 1}\n    subject: ${subject}${needs}\n`
  })
  return `# Мектептің ақ тізімі\nsites:\n${entries.join('')}`
}

export function writeDraft(root: string, text: string): void {
  writeFileSync(join(root, 'etc/aqtizim/draft.yaml'), text, { mode: 0o600 })
}

/** The director signs: nothing holds without. */
export function requireSignature(root: string, publicKey: string): void {
  writeFileSync(join(root, 'etc/aqtizim/director.pub'), publicKey)
  const path = join(root, 'etc/config/aqtizim')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace("require_signature '0'", "require_signature '1'"))
}

/** A second login of a role, with its own name as the password. */
export function addLogin(root: string, role: string, name: string): void {
  const path = join(root, 'etc/config/rpcd')
  const text = readFileSync(path, 'utf8')
  const section = text.split('\n\n').find((one) => one.includes(`option username '${role}'`)) ?? ''
  const copy = section
    .replace(`option username '${role}'`, `option username '${name}'`)
    .replace(`option password '${role}'`, `option password '${name}'`)
  writeFileSync(path, `${text.trimEnd()}\n\n${copy.trim()}\n`)
}
