/** Adds names to what a site needs. */
import { toAscii } from '../list/ascii.ts'
import { callEdit, loadList, nameOf } from '../list/calls.ts'
import { failureOf } from '../rpc.ts'

/** How often a colleague may be faster. */
const ATTEMPTS = 3

/**
 * Reads the draft first, and again where a colleague was faster: names are only added, so that nobody's edit is lost.
 * False where the site is no longer in the draft, or the draft would have a mistake by it.
 */
export async function addNeeds(site: string, names: readonly string[]): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const { sites, sha256 } = await loadList()
    const entry =
      sites.find((one) => nameOf(one).toLowerCase() === site) ??
      sites.find((one) => one.domain !== undefined && toAscii(one.domain) === site)
    if (entry === undefined) return false
    const needs = [...new Set([...(entry.needs ?? []), ...names])]
    if (needs.length === (entry.needs ?? []).length) return true
    try {
      const { saved } = await callEdit({ base: sha256, edit: { kind: 'change', name: site, values: { needs } } })
      return saved
    } catch (error) {
      if (failureOf(error).failed?.code !== 'conflict' || attempt === ATTEMPTS) throw error
    }
  }
}
