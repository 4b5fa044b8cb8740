/** Stores the suggestions that a teacher has ignored, for everybody who looks. */
import * as v from 'valibot'
import type { Machine } from '../machine/machine.ts'
import { JsonStore } from '../registers/json-store.ts'
import type { IgnoredNeed } from './contract.ts'

/** More than a school has in years; the oldest go. */
const LIMIT = 1000

const text = v.pipe(v.string(), v.maxLength(300))
const schema = v.object({ needs: v.array(v.object({ site: text, name: text, user: text, at: text })) })

export interface IgnoredNeeds {
  readonly all: () => readonly IgnoredNeed[]
  /** Throws Node's error where the disk does not take it. */
  readonly set: (need: Pick<IgnoredNeed, 'site' | 'name'>, user: string, on: boolean) => void
}

export function openIgnoredNeeds(machine: Pick<Machine, 'files' | 'now' | 'log'>, path: string): IgnoredNeeds {
  const kept = new JsonStore({ machine, path, schema, empty: { needs: [] } })
  return {
    all: () => kept.value.needs,
    set({ site, name }, user, on) {
      const rest = kept.value.needs.filter((one) => one.site !== site || one.name !== name)
      const at = new Date(machine.now()).toISOString()
      kept.set({ needs: [...rest, ...(on ? [{ site, name, user, at }] : [])].slice(-LIMIT) })
    },
  }
}
