/** The scan's results, the psychologist's work, and the monthly report. */

import { docxType, writeDocx } from '../../documents/docx.ts'
import { writeHtml } from '../../documents/html.ts'
import { socialReport } from '../../documents/social-report.ts'
import { message } from '../../messages/message.ts'
import type { Author } from '../../registers/briefings.ts'
import { newId } from '../../registers/new-id.ts'
import { readScan, scanLimits } from '../../registers/scan-csv.ts'
import { addWork, removeWork, type Social, takeScan } from '../../registers/social.ts'
import {
  countAttempts,
  countMonth,
  markHanded,
  markReady,
  reportDates,
  reportSpan,
} from '../../registers/social-report.ts'
import { markByOrigin } from '../../registers/year-plan.ts'
import { type Caller, failed, type Method } from '../daemon.ts'
import type { RegisterTools } from '../register-tools.ts'
import { isOpen, locked, type SocialTools } from './social.ts'

type Tools = Pick<RegisterTools, 'registers' | 'encryptedStore' | 'refused' | 'hasJournal' | 'school' | 'personOf'>

export const socialScan =
  (tools: SocialTools & Pick<RegisterTools, 'uploads'>): Method<'social_scan'> =>
  async ({ month, part, parts, data, upload, encoding }, caller) => {
    if (!isOpen(tools, caller)) return locked()
    const { uploads, encryptedStore, registers } = tools
    if (part > 0 && upload === undefined) return failed('argument', message('text-missing'), { argument: 'upload' })
    const taken = part === 0 ? uploads.begin(caller.user, data) : uploads.add(upload ?? '', caller.user, part, data)
    if ('error' in taken) return taken
    if (taken.bytes > (scanLimits.bytes * 4) / 3 + 1024) {
      uploads.end(taken.id)
      return failed('argument', message('file-too-large', { most: scanLimits.bytes / 1024 }), { argument: 'data' })
    }
    if (part < parts - 1) return { upload: taken.id }
    uploads.end(taken.id)
    const bytes = Buffer.from(taken.text(), 'base64')
    const read = readScan(encryptedStore.read(caller), bytes, encoding)
    const { results, problems, rows, leftOut } = read
    if (results !== undefined) {
      const { at, user } = registers.author(caller.user)
      encryptedStore.update(caller, (social) => takeScan(social, { month, at, user, results: [...results] }))
    }
    return { taken: results !== undefined, problems, encoding: read.encoding, rows, leftOut }
  }

export const socialWorkAdd =
  (tools: SocialTools): Method<'social_work_add'> =>
  async (args, caller) => {
    if (!isOpen(tools, caller)) return locked()
    const id = newId()
    tools.encryptedStore.update(caller, (social) => addWork(social, args, tools.registers.author(caller.user), id))
    return { id }
  }

export const socialWorkRemove =
  (tools: SocialTools): Method<'social_work_remove'> =>
  async ({ id }, caller) => {
    if (!isOpen(tools, caller)) return locked()
    tools.encryptedStore.update(caller, (social) => removeWork(social, id))
    return {}
  }

async function attemptsOf({ refused, hasJournal }: Tools, month: string) {
  const { from, until } = reportSpan(month)
  if (!hasJournal(from, until)) return undefined
  const seen: Parameters<typeof countAttempts>[0] extends Iterable<infer Visit> ? Visit[] : never = []
  for await (const visit of refused(from, until)) seen.push(visit)
  return countAttempts(seen)
}

/** The numbers of a made report are those of that day. */
const numbersOf = (social: Social, month: string) =>
  social.reports.find((each) => each.month === month)?.numbers ?? countMonth(social, month)

export const socialMonth =
  (tools: Tools): Method<'social_month'> =>
  async ({ month }, caller) => {
    if (!isOpen(tools, caller)) return locked()
    const attempts = await attemptsOf(tools, month)
    const social = tools.encryptedStore.read(caller)
    const handedTo = social.reports.find((each) => each.month === month)?.handed?.to
    return {
      ...numbersOf(social, month),
      ...reportDates(social, month, tools.registers.today()),
      ...(handedTo === undefined ? {} : { handedTo }),
      ...(attempts && { attempts }),
      entries: social.work.filter((each) => each.month === month).map(({ month: _, ...rest }) => rest),
    }
  }

/** Changes the register, and marks the plan's entry of that month: the plan knows the day alone. */
function report(
  tools: Tools,
  caller: Caller,
  origin: string,
  date: string,
  change: (social: Social, author: Author) => Social,
) {
  if (!isOpen(tools, caller)) return locked()
  const { encryptedStore, registers } = tools
  const author = registers.author(caller.user)
  encryptedStore.update(caller, (social) => change(social, author))
  const marked = markByOrigin(registers.plan.value, origin, date, author)
  if (marked !== registers.plan.value) registers.plan.set(marked)
  return {}
}

export const socialReady =
  (tools: Tools): Method<'social_ready'> =>
  async ({ month, date }, caller) =>
    report(tools, caller, `${month}-report-ready`, date, (social, author) => markReady(social, month, date, author))

export const socialHanded =
  (tools: Tools): Method<'social_handed'> =>
  async ({ month, date, to = '' }, caller) =>
    report(tools, caller, `${month}-report-handed`, date, (social, author) =>
      markHanded(social, month, date, to, author),
    )

export const socialPaper =
  (tools: Tools): Method<'social_paper'> =>
  async ({ month, language, format }, caller) => {
    if (!isOpen(tools, caller)) return locked()
    const attempts = await attemptsOf(tools, month)
    const social = tools.encryptedStore.read(caller)
    const dates = reportDates(social, month, tools.registers.today())
    const { school, personOf } = tools
    const content = {
      school: school(),
      psychologist: personOf('psychologist'),
      director: personOf('director'),
      numbers: numbersOf(social, month),
      dates,
      attempts,
    }
    const paper = socialReport(content, language)
    const name = `social-report-${month}.${format}`
    if (format === 'html') {
      let text = ''
      for await (const piece of writeHtml(paper)) text += piece
      return { name, type: 'text/html;charset=utf-8', text }
    }
    const pieces: Uint8Array[] = []
    for await (const piece of writeDocx(paper)) pieces.push(piece)
    return { name, type: docxType, text: Buffer.concat(pieces).toString('base64') }
  }
