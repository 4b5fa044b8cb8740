/** Writes a paper in the format that was asked for. */

import { docxType, writeDocx } from './docx.ts'
import { writeHtml } from './html.ts'
import type { Language } from './model.ts'
import { isWrong, type PaperKind, type Progress, readAnswers, type Wrong } from './paper-kind.ts'

export type PaperFormat = 'html' | 'docx'

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
  const days = Object.values(read.answers).filter((value) => /^\d{4}-\d\d(-\d\d)?$/.test(value))
  return {
    fileName: `${[kind.name, ...days.slice(0, 2), language].join('-')}.${format}`,
    type: format === 'html' ? 'text/html;charset=utf-8' : docxType,
    pieces: format === 'html' ? encoded(writeHtml(paper)) : writeDocx(paper),
  }
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text)
}
