/** Methods `briefing_*`: read and change the journal of safety briefings. */

import { schoolYearOf } from '../../machine/day.ts'
import {
  addBriefing,
  overview,
  selectBriefings,
  setClasses,
  setTerms,
  sortClasses,
  strikeBriefing,
  yearOf,
} from '../../registers/briefings.ts'
import { newId } from '../../registers/new-id.ts'
import { schoolYearSpan, termAt } from '../../registers/school-year.ts'
import { topics } from '../../registers/topics.ts'
import type { Method } from '../daemon.ts'
import type { RegisterTools } from '../register-tools.ts'

type Tools = Pick<RegisterTools, 'registers' | 'classes'>

/** Whatever a register refuses is an `ArgumentError` that names the argument; the object answers with it. */
export const briefingList =
  ({ registers, classes }: Tools): Method<'briefing_list'> =>
  async ({ year, term, since, ...filter }) => {
    const book = registers.briefings.value
    const today = registers.today()
    const asked = year ?? schoolYearOf(today)
    const terms = yearOf(book, asked)
    const now = termAt(terms.terms, today)
    const chosen = terms.terms.find(({ number }) => number === (term ?? now?.number))
    const known = sortClasses(new Set([...classes(), ...book.classes]))
    return {
      // A school year is what one answer holds.
      lines: selectBriefings(book, { since: since ?? schoolYearSpan(today).from, ...filter }),
      topics,
      classes: known,
      terms: { year: asked, ...terms },
      term: chosen?.number ?? 0,
      overview: chosen === undefined ? [] : overview(book, known, chosen),
      today,
    }
  }

export const briefingAdd =
  ({ registers }: Tools): Method<'briefing_add'> =>
  async (args, { user }) => {
    const id = newId()
    registers.briefings.set(addBriefing(registers.briefings.value, args, registers.author(user), id))
    return { id }
  }

export const briefingStrike =
  ({ registers }: Tools): Method<'briefing_strike'> =>
  async ({ id, why }, { user }) => {
    registers.briefings.set(strikeBriefing(registers.briefings.value, id, why, registers.author(user)))
    return {}
  }

export const briefingSettings =
  ({ registers }: Tools): Method<'briefing_settings'> =>
  async ({ classes, terms, year }) => {
    let book = registers.briefings.value
    if (classes !== undefined) book = setClasses(book, classes)
    const own = terms?.map((term, at) => ({ ...term, number: at + 1 }))
    if (own !== undefined) book = setTerms(book, year ?? schoolYearOf(registers.today()), own)
    registers.briefings.set(book)
    return {}
  }
