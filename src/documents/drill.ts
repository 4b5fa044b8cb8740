/** The record of a drill: what was tried from which PC, and what came of it. */
import { type Drill, type DrillRun, isRight, totals } from '../registers/drill.ts'
import { categoryOf } from '../registers/drill-sites.ts'
import { shortTime } from './dates.ts'
import { type DrillWords, drillWords } from './drill-words.ts'
import { type Block, bold, heading, type Language, type Paper, paragraph, type Row } from './model.ts'
import type { PaperKind } from './paper-kind.ts'
import { postOf } from './paper-words.ts'
import { readableName } from './readable-name.ts'
import type { RegisterSources } from './register-sources.ts'
import { type DrillResult, personOf, roomName } from './sources.ts'

function* runRows({ probes }: DrillRun, words: DrillWords, language: Language): Generator<Row> {
  for (const probe of probes) {
    const { name, category, expected, verdict } = probe
    const text = words.verdicts[verdict]
    const result = isRight(probe, verdict) ? text : [bold(text)]
    yield {
      cells: [readableName(name), categoryOf(category)?.[language] ?? category, words[expected], result],
    }
  }
}

function* wrongBlocks(drill: Drill, words: DrillWords): Generator<Block> {
  const { wrong } = totals(drill)
  yield heading(words.wrongHead)
  if (wrong.length === 0) return yield paragraph(words.noWrong)
  const items = wrong.map(
    ({ name, verdict, pcs }) => `${readableName(name)}: ${words.verdicts[verdict]} (${pcs.join(', ')})`,
  )
  yield { kind: 'list', items }
}

export function drillPaper(sources: RegisterSources, drill: Drill, language: Language): Paper {
  const words = drillWords[language]
  const { right, probes, pcs } = totals(drill)
  function* body(): Generator<Block> {
    yield {
      kind: 'facts',
      rows: [
        [words.room, roomName(sources, drill.room)],
        [words.time, `${shortTime(drill.from)} – ${shortTime(drill.until)}`],
        [words.user, drill.user],
        [words.pcs, String(pcs)],
      ],
    }
    if (pcs === 0) yield paragraph(words.noRuns)
    else {
      yield paragraph([bold(words.result(right, probes))])
      yield* wrongBlocks(drill, words)
    }
    for (const run of drill.runs) {
      yield heading(words.run(run.pc, run.ip, shortTime(run.from), run.version))
      const widths = [29, 25, 14, 32]
      const columns = words.columns.map((title, at) => ({ title, width: widths[at] ?? 25 }))
      yield { kind: 'table', small: true, columns, rows: runRows(run, words, language) }
    }
    const teacher = personOf(sources, 'teacher')
    const lines = [{ post: postOf(teacher?.post, 'teacher', language), name: teacher?.name }]
    // Signatures never stand on a page of their own.
    yield {
      kind: 'together',
      blocks: [...(pcs === 0 ? [] : [paragraph(words.how)]), { kind: 'signatures', lines, dated: true }],
    }
  }
  return { language, header: [sources.school], title: words.title, body: body() }
}

export function drillKind(sources: RegisterSources): PaperKind {
  const newest = [...sources.drills.drills].reverse()
  const label = (pick: (words: DrillWords) => string) => ({
    kk: pick(drillWords.kk),
    ru: pick(drillWords.ru),
    en: pick(drillWords.en),
  })
  const choices = newest.map(({ id, room, from }) => {
    const text = `${roomName(sources, room)}, ${shortTime(from)}`
    return { value: id, label: { kk: text, ru: text, en: text } }
  })
  return {
    name: 'drill',
    title: label(({ title }) => title),
    fields: [{ name: 'drill', type: 'choice', label: label(({ field }) => field), choices }],
    write(answers, language) {
      const wanted = answers.drill ?? newest[0]?.id
      const found = newest.find(({ id }) => id === wanted)
      if (found === undefined) return { field: 'drill', message: drillWords[language].none }
      return drillPaper(sources, found, language)
    },
  }
}

/** One line a PC, for the act: drills of a stretch of local days, both included. */
export function drillResults(drills: readonly Drill[], since: string, until: string): DrillResult[] {
  return drills.flatMap(({ room, runs }) =>
    runs
      .filter(({ from }) => from.slice(0, 10) >= since && from.slice(0, 10) <= until)
      .map(({ pc, from, probes }) => {
        const of = (expected: 'shut' | 'open') => probes.filter((each) => each.expected === expected)
        const held = (expected: 'shut' | 'open') => of(expected).filter((each) => isRight(each, each.verdict)).length
        const wrong = probes.filter((each) => !isRight(each, each.verdict))
        const failed = wrong.map(({ name, verdict }) => ({ name, verdict }))
        return {
          ...{ at: from, room, pc, failed },
          shut: { of: of('shut').length, held: held('shut') },
          open: { of: of('open').length, held: held('open') },
        }
      }),
  )
}
