/** All papers that there are, and how one is written out. */
import { accessJournalKind } from './documents/access-journal.ts'
import { approvalSheetKind } from './documents/approval-sheet.ts'
import { isWrong, type PaperKind, type Progress, readAnswers, type Wrong } from './documents/catalogue.ts'
import { checkActKind } from './documents/check-act.ts'
import { docxType, writeDocx } from './documents/docx.ts'
import { writeHtml } from './documents/html.ts'
import type { Language } from './documents/model.ts'
import type { Sources } from './documents/sources.ts'

export type PaperFormat = 'html' | 'docx'

/** `registers`: the papers of the registers, which have sources of their own. */
export function paperKinds(sources: Sources, registers: readonly PaperKind[] = []): PaperKind[] {
  return [approvalSheetKind(sources), accessJournalKind(sources), checkActKind(sources), ...registers]
}

export interface PaperRequest {
  readonly answers: Readonly<Record<string, string>>
  readonly language: Language
  readonly format: PaperFormat
  readonly progress?: Progress
}

/** A paper on its way: its pieces come as they are written. */
export interface WrittenPaper {
  /** `access-journal-2026-10-05.html`: of the answers only days and numbers get into it. */
  readonly fileName: string
  readonly type: string
  readonly pieces: AsyncGenerator<Uint8Array>
}

export async function writePaper(
  kind: PaperKind,
  request: PaperRequest,
): Promise<WrittenPaper | { readonly wrong: Wrong }> {
  const { language, format, progress = () => {} } = request
  const read = readAnswers(kind, request.answers, language)
  if ('wrong' in read) return read
  const paper = await kind.write(read.answers, language, progress)
  if (isWrong(paper)) return { wrong: paper }
  const parts = [
    kind.name,
    ...Object.values(read.answers)
      .filter((value) => /^[\d-]{1,10}$/.test(value))
      .slice(0, 2),
  ]
  return {
    fileName: `${parts.join('-')}.${format}`,
    type: format === 'html' ? 'text/html;charset=utf-8' : docxType,
    pieces: format === 'html' ? encoded(writeHtml(paper)) : writeDocx(paper),
  }
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text)
}
