/** Words of the printed access journal. */
import type { Texts } from './model.ts'

export interface JournalWords {
  readonly name: string
  readonly title: string
  readonly rooms: string
  readonly allRooms: string
  readonly period: string
  readonly printed: string
  readonly allowedHeading: string
  readonly refusedHeading: string
  readonly nothingAtAll: string
  readonly nothingAllowed: string
  readonly nothingRefused: string
  readonly columns: Readonly<Record<'time' | 'class' | 'pc' | 'pupil' | 'site' | 'verdict' | 'room', string>>
  readonly unset: string
  readonly totalsHeading: string
  readonly totals: Readonly<
    Record<'allowed' | 'refused' | 'pcs' | 'sites' | 'background' | 'drills' | 'gaps' | 'noPlan' | 'beyond', string>
  >
  readonly gapsHeading: string
  readonly goesOn: string
  readonly head: string
  readonly headShort: string
  readonly noHead: string
  readonly headNote: string
  readonly checked: string
  readonly ask: Readonly<Record<'from' | 'until' | 'room' | 'pupils', string>>
  readonly order: string
  readonly tooLong: string
}

export const accessJournalWords: Texts<JournalWords> = {
  kk: {
    name: 'Кіру журналы',
    title: 'КОМПЬЮТЕР КАБИНЕТІНЕН ИНТЕРНЕТ-КОНТЕНТКЕ КІРУ ЖУРНАЛЫ',
    rooms: 'Кабинет',
    allRooms: 'барлық компьютер кабинеттері',
    period: 'Кезең',
    printed: 'Басып шығарылды',
    allowedHeading: '1. Сайттарға кіру',
    refusedHeading: '2. Тыйым салынған сайттарға кіру әрекеттері',
    nothingAtAll: 'Бұл кезең үшін кіру журналында бірде-бір жазба жоқ.',
    nothingAllowed: 'Бұл кезеңде сайттарға кіру тіркелмеген.',
    nothingRefused: 'Бұл кезеңде тыйым салынған сайттарға кіру әрекеті тіркелмеген.',
    columns: {
      time: 'Күні, уақыты',
      class: 'Сынып (сабақ)',
      pc: 'Компьютер',
      pupil: 'Оқушы',
      site: 'Сайт',
      verdict: 'Нәтиже',
      room: 'Кабинет',
    },
    unset: 'сағат қойылмаған',
    totalsHeading: '3. Қорытынды',
    totals: {
      allowed: 'Сайттарға кіру саны',
      refused: 'Тыйым салынған әрекеттер саны',
      pcs: 'Компьютерлер саны',
      sites: 'Ашылған сайттар саны',
      background: 'Журналда бар, мұнда басылмаған фондық жазбалар (жүйе жаңартулары, телеметрия)',
      drills: 'Бақылау сынағының мұнда басылмаған жазбалары',
      gaps: 'Журналдағы үзілістер саны',
      noPlan: 'Отырғызу жоспары жоқ сыныптар',
      beyond: 'саны санау шегінен асты',
    },
    gapsHeading: 'Журналдағы үзілістер',
    goesOn: 'Әлі аяқталмаған кірулер бұл журналға енген жоқ.',
    head: 'Журнал тізбегінің басы (SHA-256)',
    headShort: 'Тізбек басы',
    noHead: 'Бұл кезеңде журнал мөрленбеген: тізбектің басы жоқ.',
    headNote: 'Журналдың өзгертілмегені aqtizim verify --head командасына осы хешті беру арқылы тексеріледі.',
    checked: 'Журналды тексерген:',
    ask: {
      from: 'Қай күннен',
      until: 'Қай күнге дейін (бос болса, бір күн)',
      room: 'Кабинет (бос болса, барлығы)',
      pupils: 'Отырғызу жоспары бойынша оқушыны көрсету',
    },
    order: 'соңғы күн бірінші күннен бұрын болмауы керек',
    tooLong: 'бір рет 31 күннен артық басылмайды',
  },
  ru: {
    name: 'Журнал доступа',
    title: 'ЖУРНАЛ ДОСТУПА К ИНТЕРНЕТ-КОНТЕНТУ В КОМПЬЮТЕРНОМ КАБИНЕТЕ',
    rooms: 'Кабинет',
    allRooms: 'все компьютерные кабинеты',
    period: 'Период',
    printed: 'Напечатано',
    allowedHeading: '1. Посещение сайтов',
    refusedHeading: '2. Попытки открыть запрещённые сайты',
    nothingAtAll: 'За этот период в журнале доступа нет ни одной записи.',
    nothingAllowed: 'За этот период посещений не записано.',
    nothingRefused: 'За этот период попыток открыть запрещённые сайты не записано.',
    columns: {
      time: 'Дата, время',
      class: 'Класс (урок)',
      pc: 'Компьютер',
      pupil: 'Ученик',
      site: 'Сайт',
      verdict: 'Результат',
      room: 'Кабинет',
    },
    unset: 'часы не выставлены',
    totalsHeading: '3. Итоги',
    totals: {
      allowed: 'Посещений сайтов',
      refused: 'Отказано в доступе, раз',
      pcs: 'Компьютеров',
      sites: 'Открыто разных сайтов',
      background: 'Фоновых записей (обновления, телеметрия): есть в журнале, здесь не напечатаны',
      drills: 'Записей контрольной проверки: есть в журнале, здесь не напечатаны',
      gaps: 'Пробелов в журнале',
      noPlan: 'Классы без плана рассадки',
      beyond: 'больше, чем считается',
    },
    gapsHeading: 'Пробелы в журнале',
    goesOn: 'Посещения, которые ещё не закончились, в этот журнал не вошли.',
    head: 'Голова цепочки журнала (SHA-256)',
    headShort: 'Голова цепочки',
    noHead: 'За этот период журнал не запечатан: головы цепочки нет.',
    headNote: 'Что журнал не изменён, проверяется командой aqtizim verify --head с этим хешем.',
    checked: 'Журнал проверил(а):',
    ask: {
      from: 'С какого дня',
      until: 'По какой день (пусто: один день)',
      room: 'Кабинет (пусто: все)',
      pupils: 'Показать ученика по плану рассадки',
    },
    order: 'последний день не может быть раньше первого',
    tooLong: 'за один раз печатается не больше 31 дня',
  },
  en: {
    name: 'Access journal',
    title: 'JOURNAL OF ACCESS TO INTERNET CONTENT IN THE COMPUTER ROOM',
    rooms: 'Room',
    allRooms: 'all computer rooms',
    period: 'Period',
    printed: 'Printed',
    allowedHeading: '1. Visits',
    refusedHeading: '2. Refused attempts',
    nothingAtAll: 'The access journal has not a single row for this period.',
    nothingAllowed: 'No visits were recorded in this period.',
    nothingRefused: 'No refused attempts were recorded in this period.',
    columns: {
      time: 'Date, time',
      class: 'Class (lesson)',
      pc: 'PC',
      pupil: 'Pupil',
      site: 'Site',
      verdict: 'Verdict',
      room: 'Room',
    },
    unset: 'clock not set',
    totalsHeading: '3. Totals',
    totals: {
      allowed: 'Visits',
      refused: 'Refused attempts',
      pcs: 'PCs',
      sites: 'Sites opened',
      background: 'Background rows (updates, telemetry): in the journal, not printed here',
      drills: 'Rows of drills, in the journal and not printed here',
      gaps: 'Gaps in the journal',
      noPlan: 'Classes without a seat plan',
      beyond: 'more than are counted',
    },
    gapsHeading: 'Gaps in the journal',
    goesOn: 'Visits that still go on are not in this journal yet.',
    head: 'Head of the journal’s chain (SHA-256)',
    headShort: 'Head of the chain',
    noHead: 'The journal was not sealed in this period: there is no head of the chain.',
    headNote: 'That the journal was not changed is checked by aqtizim verify --head with this hash.',
    checked: 'Checked by:',
    ask: {
      from: 'From',
      until: 'Until (empty: one day)',
      room: 'Room (empty: all)',
      pupils: 'Show the pupil by the seat plan',
    },
    order: 'the last day must not be before the first',
    tooLong: 'at most 31 days are printed at once',
  },
}
