/** The file of the plan of the year: the shape of its entries, and how entries of before 0.2.0 are read. */
import * as v from 'valibot'
import { type Day, isDay } from '../machine/day.ts'
import { type Code, fill, type Message, message } from '../messages/message.ts'
import { planWords } from '../messages/plan-words.ts'
import { type Suggested, suggestPlan } from './plan-days.ts'
import { type PlanKind, planKinds } from './plan-kinds.ts'

export interface PlanEntry {
  readonly id: string
  readonly kind: PlanKind
  /** What somebody typed is `plan-typed`. */
  readonly title: Message
  readonly who: Message
  readonly from: Day
  readonly due: Day
  /** Where it is from: a key of the suggested plan, or a decision of minutes. */
  readonly origin?: string
  readonly done?: {
    readonly date: Day
    readonly note: string
    /** Name of a file that the school keeps: a photo, a list of those present. */
    readonly file: string
    readonly user: string
    readonly at: string
  }
  /** ISO 8601, UTC: when it was written or last changed; and how often it was changed. */
  readonly at: string
  readonly changes: number
}

/** A value: every change makes another. */
export interface Plan {
  /** Makes the entries' names in a calendar the school's own. */
  readonly calendar: string
  readonly entries: readonly PlanEntry[]
}

export const typed = (words: string): Message => message('plan-typed', { words })

const day = v.pipe(v.string(), v.check(isDay))
const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit))
/** A code of a later version is kept, and shown by its text. */
const said = v.pipe(
  v.object({
    code: line(60),
    values: v.record(line(60), v.union([line(400), v.number()])),
    text: line(800),
  }),
  v.transform(({ code, ...rest }): Message => ({ code: code as Code, ...rest })),
)
/** Before 0.2.0 an entry held its words in both languages; what somebody typed stood in both. */
const inTwoLanguages = v.object({ kk: line(400), ru: line(400) })
const words = v.union([said, inTwoLanguages])
type Words = v.InferOutput<typeof words>

/** A year has six terms at most. */
const anyTerms = [1, 2, 3, 4, 5, 6].map((number) => ({ number, from: '2026-09-01', until: '2026-09-01' }))

/** The suggested entry of that key: keys begin with the year, or a month, that they are for. */
function suggestedAs(key: string): Suggested | undefined {
  const year = Number(key.slice(0, 4))
  if (!Number.isInteger(year)) return undefined
  return [year - 1, year].flatMap((each) => suggestPlan(each, anyTerms)).find((each) => each.key === key)
}

/** By the words of the plan alone: those of all messages would be read with each start of the daemon. */
function inKazakh({ code, values, text }: Message): string {
  const found = Object.entries(planWords).find(([known]) => known === code)?.[1].kk
  return found === undefined ? text : fill(found, values, (inner) => inner.text)
}

/** Words of the suggested plan become its message; what somebody typed stays as it is. */
function toMessage(found: Words, suggested: Message | undefined): Message {
  if ('code' in found) return found
  const { kk, ru } = found
  const isOurs = kk !== ru || (suggested !== undefined && kk === inKazakh(suggested))
  return isOurs && suggested !== undefined ? suggested : typed(ru)
}

const entry = v.pipe(
  v.object({
    id: line(40),
    kind: v.picklist(planKinds),
    title: words,
    who: words,
    from: day,
    due: day,
    origin: v.exactOptional(line(120)),
    done: v.exactOptional(v.object({ date: day, note: line(500), file: line(200), user: line(200), at: line(40) })),
    at: line(40),
    changes: v.number(),
  }),
  v.transform(({ title, who, ...rest }): PlanEntry => {
    const isOld = !('code' in title && 'code' in who)
    const suggested = isOld && rest.origin !== undefined ? suggestedAs(rest.origin) : undefined
    return { ...rest, title: toMessage(title, suggested?.title), who: toMessage(who, suggested?.who) }
  }),
)

export const planSchema = v.object({ calendar: line(40), entries: v.array(entry) })
