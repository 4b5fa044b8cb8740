/** The monthly report: a month, a language, and the paper for print or for Word. */
import { monthInWords } from '../../../documents/dates.ts'
import type { Language } from '../../../documents/model.ts'
import { type PaperFormat, writePaper } from '../../../documents/write.ts'
import type { Answer, Asked, Drawn, Tools } from '../asked.ts'
import { todayOf } from '../days.ts'
import { asLanguage, guarded } from '../frame.ts'
import { html, link } from '../html.ts'
import { reportKind } from '../report.ts'
import { reportWords } from '../report-words.ts'
import { filter } from '../table.ts'
import { words } from '../words.ts'
import { seenStates } from './overview.ts'

/** A paper brings its style along, and nothing else. */
const paperPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The month that was asked for, else the last whole one. */
function monthOf({ question }: Asked, tools: Tools): string {
  const asked = question.get('month') ?? ''
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(asked)) return asked
  const today = todayOf(tools)
  return new Date(Date.parse(`${today.slice(0, 7)}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 7)
}

const papers: readonly (readonly [Language, PaperFormat, string])[] = [
  ['kk', 'html', 'Қазақша, басып шығару'],
  ['kk', 'docx', 'Қазақша, Word'],
  ['ru', 'html', 'По-русски, для печати'],
  ['ru', 'docx', 'По-русски, Word'],
]

export async function report(asked: Asked, tools: Tools): Promise<Drawn> {
  const { language, path } = asked
  const say = reportWords[language]
  const month = monthOf(asked, tools)
  const links = papers.map(
    ([tongue, format, text]) =>
      html`<li><a href="${link(['report', 'paper'], { month, in: tongue, format })}" lang="${tongue}">${text}</a></li>`,
  )
  const body = html`${filter(link(path), [{ name: 'month', label: say.month, value: month, type: 'month' }], language)}
<h2>${say.name}: ${monthInWords(month, language)}</h2><ul>${links}</ul><p class="soft">${say.background}</p>`
  return { title: words[language].menu.report, body }
}

export async function reportPaper(asked: Asked, tools: Tools): Promise<Answer | Drawn> {
  const { question, language } = asked
  const tongue = asLanguage(question.get('in')) ?? language
  const format: PaperFormat = question.get('format') === 'docx' ? 'docx' : 'html'
  const kind = reportKind(tools, () => seenStates(asked, tools))
  const written = await writePaper(kind, { answers: { month: monthOf(asked, tools) }, language: tongue, format })
  if ('wrong' in written)
    return { title: words[language].missingTitle, body: html`<p>${written.wrong.message}</p>`, status: 404 }
  return {
    status: 200,
    headers: {
      ...guarded,
      'Content-Security-Policy': paperPolicy,
      'Content-Type': written.type,
      ...(format === 'docx' && { 'Content-Disposition': `attachment; filename="${written.fileName}"` }),
    },
    body: written.pieces,
  }
}
