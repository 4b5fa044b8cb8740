/** Opens all registers of a school from one folder. */
import type { Message } from '../messages/message.ts'
import { type Author, type BriefingBook, bookSchema, emptyBook } from './briefings.ts'
import { type Drills, drillsSchema, emptyDrills } from './drill.ts'
import { JsonStore, type KeptMachine } from './json-store.ts'
import { emptyMinutes, type MinutesBook, minutesSchema } from './minutes.ts'
import { newId } from './new-id.ts'
import { planSchema } from './plan-schema.ts'
import { registerPath } from './register-files.ts'
import { emptyPlan, type Plan } from './year-plan.ts'

export interface RegistersOptions {
  readonly machine: KeptMachine
  /** `/etc/aqtizim` */
  readonly folder: string
  /** Local time with its offset, of seconds since the epoch. */
  readonly local: (seconds: number) => string
  readonly readOnly?: boolean
}

export interface Registers {
  readonly briefings: JsonStore<BriefingBook>
  readonly plan: JsonStore<Plan>
  readonly minutes: JsonStore<MinutesBook>
  readonly drills: JsonStore<Drills>
  /** For each file that could not be read. */
  faults(): Message[]
  /** Local. */
  today(): string
  author(user: string): Author
}

export const encryptedStorePath = (folder: string) => `${folder}/social.sealed`

export function openRegisters({ machine, folder, local, readOnly = false }: RegistersOptions): Registers {
  const shared = { machine, readOnly }
  const briefings = new JsonStore({
    ...shared,
    path: registerPath(folder, 'briefings'),
    schema: bookSchema,
    empty: emptyBook,
  })
  const plan = new JsonStore<Plan>({
    ...shared,
    path: registerPath(folder, 'plan'),
    schema: planSchema,
    empty: { ...emptyPlan, calendar: newId() },
  })
  const minutes = new JsonStore({
    ...shared,
    path: registerPath(folder, 'minutes'),
    schema: minutesSchema,
    empty: emptyMinutes,
  })
  const drills = new JsonStore({
    ...shared,
    path: registerPath(folder, 'drills'),
    schema: drillsSchema,
    empty: emptyDrills,
  })
  const now = () => machine.now()
  const today = () => local(now() / 1000).slice(0, 10)
  return {
    briefings,
    plan,
    minutes,
    drills,
    faults: () => [briefings, plan, minutes, drills].flatMap(({ fault }) => fault ?? []),
    today,
    author: (user) => ({ user, at: new Date(now()).toISOString(), today: today() }),
  }
}
