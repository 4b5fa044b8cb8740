/** Writes the act's section about sites opened on demand: by whom, from when to when. */
import type { EventRow } from '../logger/record.ts'
import { shortTime } from './dates.ts'
import { type Block, type Language, paragraph, type Texts } from './model.ts'
import { readableName } from './readable-name.ts'
import { roomName, type Sources } from './sources.ts'

export interface OpenedOnDemand {
  readonly room: string
  readonly site: string
  readonly user: string
  readonly from: string
  /** When it was to end, or when it was shut before. */
  until: string
}

/** More than a teacher reads; the rest is counted. */
const MOST = 200

/** Kept while the rows of a period go by. */
export class DemandCounts {
  readonly opened: OpenedOnDemand[] = []
  count = 0

  add({ event, at, room, site, user, until }: EventRow): void {
    if (typeof room !== 'string' || typeof site !== 'string') return
    if (event === 'opened-on-demand') {
      this.count++
      const known = { room, site, user: String(user ?? ''), from: at, until: String(until ?? '') }
      if (this.opened.length < MOST) this.opened.push(known)
    }
    if (event !== 'shut-on-demand') return
    const last = this.opened.findLast((one) => one.room === room && one.site === site)
    if (last !== undefined && at < last.until) last.until = at
  }
}

interface DemandWords {
  readonly title: string
  readonly columns: readonly [from: string, until: string, room: string, site: string, user: string]
  readonly more: (count: number) => string
}

export const demandWords: Texts<DemandWords> = {
  kk: {
    title: 'Директор бекіткен тізімнен сұраныспен ашылған сайттар:',
    columns: ['Ашылды', 'Жабылды', 'Кабинет', 'Сайт', 'Кім ашты'],
    more: (count) => `Тағы ${count} рет ашылған.`,
  },
  ru: {
    title: 'Сайты из утверждённого директором списка, открытые по запросу:',
    columns: ['Открыт', 'Закрыт', 'Кабинет', 'Сайт', 'Кто открыл'],
    more: (count) => `Ещё открытий: ${count}.`,
  },
  en: {
    title: 'Sites of the list approved by the director that were opened on demand:',
    columns: ['Opened', 'Shut', 'Room', 'Site', 'By whom'],
    more: (count) => `${count} more times.`,
  },
}

/** Nothing where nothing was opened. */
export function* demandBlocks(
  sources: Pick<Sources, 'rooms'>,
  demand: DemandCounts,
  language: Language,
): Generator<Block> {
  if (demand.opened.length === 0) return
  const words = demandWords[language]
  yield paragraph(words.title)
  yield {
    kind: 'table',
    small: true,
    columns: words.columns.map((title, at) => ({
      title,
      width: [18, 18, 24, 24, 16][at] ?? 20,
      align: 'left' as const,
    })),
    rows: demand.opened.map(({ room, site, user, from, until }) => ({
      cells: [shortTime(from), shortTime(until), roomName(sources, room), readableName(site), user],
    })),
  }
  const rest = demand.count - demand.opened.length
  if (rest > 0) yield paragraph(words.more(rest))
}
