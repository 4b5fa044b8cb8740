/** The sheet of what a new version of the district's list changes, for print. */
import type { SignedList } from '../../district-list/signed-list.ts'
import { changes } from '../../documents/approval-sheet.ts'
import { approvalSheetWords } from '../../documents/approval-sheet-words.ts'
import { longDate } from '../../documents/dates.ts'
import { type Block, heading, type Language, mono, type Paper, paragraph, type Texts } from '../../documents/model.ts'
import { formatNumber } from '../../documents/numbers.ts'
import type { Whitelist } from '../../whitelist/whitelist.ts'

interface SheetWords {
  readonly title: string
  readonly version: string
  readonly date: string
  readonly sites: string
  readonly replaces: string
  readonly first: string
  readonly key: string
  /** What the list does not do by itself. */
  readonly note: string
}

const sheetWords: Texts<SheetWords> = {
  kk: {
    title: 'АУДАННЫҢ САЙТТАР ТІЗІМІ: НЕ ӨЗГЕРДІ',
    version: 'Нұсқа',
    date: 'Күні',
    sites: 'Тізімдегі жазбалар',
    replaces: 'Алдыңғы нұсқа',
    first: 'жоқ, бұл бірінші нұсқа',
    key: 'Қол қойылған кілт',
    note: 'Бұл тізім мектептерге ұсынылады. Ол өздігінен ештеңе ашпайды: мұғалім жазбаларды жобаға алады, директор бекітеді.',
  },
  ru: {
    title: 'СПИСОК САЙТОВ РАЙОНА: ЧТО ИЗМЕНИЛОСЬ',
    version: 'Версия',
    date: 'Дата',
    sites: 'Записей в списке',
    replaces: 'Прежняя версия',
    first: 'нет, это первая версия',
    key: 'Подписан ключом',
    note: 'Этот список предлагается школам. Сам по себе он ничего не открывает: учитель переносит записи в проект, утверждает директор.',
  },
  en: {
    title: "THE DISTRICT'S LIST OF SITES: WHAT CHANGED",
    version: 'Version',
    date: 'Date',
    sites: 'Entries of the list',
    replaces: 'Version before',
    first: 'none, this is the first version',
    key: 'Signed with the key',
    note: 'This list is offered to schools. It opens nothing by itself: a teacher takes entries into the draft, and the director approves.',
  },
}

export interface SheetData {
  readonly list: SignedList
  readonly whitelist: Whitelist
  /** Id of the key. */
  readonly key: string
  readonly before: { readonly version: number; readonly whitelist: Whitelist } | undefined
}

export function changeSheet(data: SheetData, language: Language): Paper {
  const words = sheetWords[language]
  return { language, title: words.title, footer: `SHA-256 ${data.list.sha256}`, body: blocks(data, words, language) }
}

function* blocks({ list, whitelist, key, before }: SheetData, words: SheetWords, language: Language): Generator<Block> {
  yield {
    kind: 'facts',
    rows: [
      [words.version, `№ ${list.version}`],
      [words.date, longDate(list.date, language)],
      [words.sites, formatNumber(whitelist.sites.length)],
      [words.replaces, before === undefined ? words.first : `№ ${before.version}`],
      [words.key, [mono(key)]],
    ],
  }
  yield paragraph(words.note, { indent: true })
  const sheet = approvalSheetWords[language]
  yield heading(sheet.changesHeading)
  yield* changes(before?.whitelist ?? { sites: [] }, whitelist, { rooms: [] }, sheet, language)
}
