/** Words of the act of the check. */
import type { WrongCode } from '../logger/verify.ts'
import type { Texts } from './model.ts'
import { formatNumber as n, russian } from './numbers.ts'

export interface ActWords {
  readonly name: string
  readonly title: string
  readonly facts: Readonly<Record<'number' | 'date' | 'place' | 'period' | 'rooms' | 'made', string>>
  readonly allRooms: string
  readonly commission: string
  readonly intro: string
  readonly notesHeading: string
  readonly notes: {
    readonly none: string
    readonly noRows: string
    readonly broken: string
    readonly gaps: (count: number) => string
    readonly missingDays: (days: string, more: number) => string
    readonly expired: string
    readonly unset: (rows: number) => string
    readonly noList: string
    readonly noListUntil: (date: string) => string
    readonly noListYet: string
    readonly faultyList: (version: number) => string
    readonly drillFailed: string
    readonly running: string
  }
  readonly numbersHeading: string
  readonly numberColumns: readonly [
    room: string,
    visits: string,
    sites: string,
    refused: string,
    pcs: string,
    background: string,
  ]
  readonly total: string
  readonly beyond: string
  readonly moreNames: (count: number) => string
  readonly topSites: string
  readonly refusedSites: string
  readonly refusedPcs: string
  readonly reasons: string
  readonly countColumns: readonly [what: string, times: string]
  readonly refusedHeading: string
  readonly nothingRefused: string
  readonly gapsHeading: string
  readonly darkHeading: string
  readonly darkColumns: readonly [date: string, lesson: string, pc: string, from: string, length: string]
  readonly darkNote: string
  readonly noDark: string
  readonly noLessons: string
  readonly darkUnknown: string
  readonly darkMore: (count: number) => string
  readonly unseen: string
  readonly listsHeading: string
  readonly listColumns: readonly [version: string, from: string, order: string, by: string, hash: string]
  readonly integrityHeading: string
  readonly whole: (rows: number, seals: number) => string
  readonly signatures: (count: number) => string
  readonly noKey: string
  readonly unsealed: (rows: number) => string
  readonly wrong: (file: string, line: number, from: number, to: number) => string
  readonly afterWrong: string
  readonly codes: Readonly<Record<WrongCode, string>>
  readonly head: string
  readonly noHead: string
  readonly fingerprint: string
  readonly headNote: string
  readonly drillHeading: string
  readonly noDrill: string
  readonly drillColumns: readonly [at: string, pc: string, shut: string, open: string, failed: string]
  readonly findings: string
  readonly proposals: string
  readonly signed: string
  readonly ask: Readonly<
    Record<'from' | 'until' | 'number' | 'date' | 'place' | 'commission' | 'findings' | 'proposals', string>
  >
  readonly order: string
  readonly tooLong: string
}

export const checkActWords: Texts<ActWords> = {
  kk: {
    name: 'Кіру тарихын тексеру актісі',
    title: 'Компьютер кабинеттеріндегі интернетке кіру тарихын тексеру туралы\u00a0АКТ',
    facts: {
      number: 'Акт нөмірі',
      date: 'Жасалған күні',
      place: 'Жасалған орны',
      period: 'Тексерілген кезең',
      rooms: 'Кабинеттер',
      made: 'Деректер алынған уақыт',
    },
    allRooms: 'барлық компьютер кабинеттері',
    commission: 'Комиссия құрамы:',
    intro:
      'Біз, төменде қол қойған комиссия мүшелері, компьютер кабинеттеріндегі интернетке кіру тарихын кіру журналы бойынша тексеріп, төмендегілерді анықтадық.',
    notesHeading: '1. Назар аударатын мән-жайлар',
    notes: {
      none: 'Журналдың толықтығына, тұтастығына және тізімнің бекітілуіне қатысты ескертулер жоқ.',
      noRows: 'Бұл кезең үшін кіру журналында бірде-бір жазба жоқ.',
      broken: 'Журналдың тұтастығы бұзылған (7-бөлімді қараңыз).',
      gaps: (count) => `Журналда ${n(count)} үзіліс бар (4-бөлімді қараңыз).`,
      missingDays: (days, more) => `Мына күндердің журналы жоқ: ${days}${more > 0 ? ` және тағы ${n(more)} күн` : ''}.`,
      expired: 'Сақтау мерзімі немесе орын шегі бойынша ескі күндердің файлдары жойылған:',
      unset: (rows) => `${n(rows)} жазба маршрутизатордың сағаты қойылмай тұрып жасалған: олардың уақыты дәл емес.`,
      noList: 'Бұл кезеңде директор бекіткен ақ тізім болмаған.',
      noListUntil: (date) => `${date} күніне дейін бекітілген ақ тізім болмаған.`,
      noListYet: 'бірде-бір сайт ашылмауы тиіс',
      faultyList: (version) => `№ ${version} нұсқаның файлы зақымданған: ол күшінде бола алмайды.`,
      drillFailed: 'Бақылау сынағында кейбір сайттар күткендей болмаған (8-бөлімді қараңыз).',
      running: 'Кезең әлі аяқталған жоқ: деректер акт жасалған уақытқа дейінгі.',
    },
    numbersHeading: '2. Кіру журналының деректері',
    numberColumns: ['Кабинет', 'Кіру саны', 'Сайттар', 'Тыйым салынды', 'Компьютер', 'Фондық жазба'],
    total: 'Барлығы',
    beyond: 'одан да көп',
    moreNames: (count) => `қалған ${n(count)} атау бірге`,
    topSites: 'Жиі ашылған сайттар',
    refusedSites: 'Сайттар бойынша',
    refusedPcs: 'Компьютерлер бойынша',
    reasons: 'Себептері бойынша',
    countColumns: ['Атауы', 'Саны'],
    refusedHeading: '3. Тыйым салынған сайттарға кіру әрекеттері',
    nothingRefused: 'Тыйым салынған сайттарға кіру әрекеті тіркелмеген.',
    gapsHeading: '4. Журналдағы үзілістер',
    darkHeading: '5. Сабақ кезінде журналда көрінбеген компьютерлер',
    darkColumns: ['Күні', 'Сынып', 'Компьютер', 'Уақыты', 'Ұзақтығы'],
    darkNote:
      'Басқа компьютерлер жұмыс істеп тұрғанда, бұл компьютерлерден желіге ешқандай қосылу болмаған: олар өшірулі, пайдаланылмаған, ақаулы немесе желіге басқа жолмен қосылған болуы мүмкін. Себебін комиссия анықтайды.',
    noDark: 'Сабақ кезінде журналда көрінбей қалған компьютер жоқ.',
    noLessons: 'Бұл кезеңде журналда сабақ белгіленбеген, сондықтан бұл тексерілмеді.',
    darkUnknown: 'Бұл тексерілмеді.',
    darkMore: (count) => `Тағы ${n(count)} жағдай бар.`,
    unseen: 'күні бойы көрінбеген',
    listsHeading: '6. Осы кезеңде күшінде болған ақ тізім',
    listColumns: ['Нұсқа', 'Күшіне енді', 'Бұйрық', 'Бекіткен', 'SHA-256'],
    integrityHeading: '7. Журналдың тұтастығы',
    whole: (rows, seals) =>
      `Журнал тұтас: ${n(rows)} жазба мен ${n(seals)} мөр тексерілді, өзгертілген, жойылған немесе қосылған жазба табылған жоқ.`,
    signatures: (count) => `Маршрутизатор кілтімен қойылған ${n(count)} қолтаңба дұрыс.`,
    noKey: 'Маршрутизатордың кілті жоқ, сондықтан қолтаңбалар тексерілмеді.',
    unsealed: (rows) => `Соңғы мөрден кейін ${n(rows)} жазба бар, олар әлі мөрленбеген.`,
    wrong: (file, line, from, to) =>
      `ЖУРНАЛДЫҢ ТҰТАСТЫҒЫ БҰЗЫЛҒАН: ${file} күнгі файл, ${line}-жол, № ${from}${to > from ? `–${to}` : ''} жазба:`,
    afterWrong: 'Одан кейінгі жазбалар тексерілмеді.',
    codes: {
      'no-row': 'жол журнал жазбасы емес немесе толық емес',
      number: 'жазба нөмірлерінің реті бұзылған',
      seal: 'мөрленген жазбалар өзгертілген',
      'seal-count': 'мөрдегі жазба саны сәйкес емес',
      signature: 'күннің қолтаңбасы белгілі кілтпен қойылмаған',
      day: 'күн файлының басы дұрыс емес',
      'missing-day': 'алдыңғы күннің файлы ауыстырылған немесе жоқ',
      'not-closed': 'алдыңғы күннің файлы мөрмен аяқталмаған',
      'head-not-found': 'көрсетілген хеш журналда кездеспейді',
      beginning: 'алғашқы күндер жоқ, олардың мерзімі өткені туралы жазба да жоқ',
      end: 'соңғы жазбалар кесілген немесе ауыстырылған: маршрутизатор есте сақтаған мөр жоқ',
      unreadable: 'файлды оқу мүмкін емес',
    },
    head: 'Тізбек басы (соңғы мөр, SHA-256)',
    noHead: 'Бұл кезеңде журнал мөрленбеген: тізбектің басы жоқ.',
    fingerprint: 'Журналға қол қоятын кілттің ізі (SHA-256)',
    headNote: 'Осы актідегі хеш бойынша журналды кейін де тексеруге болады: aqtizim verify --head.',
    drillHeading: '8. Бақылау сынағының нәтижесі',
    noDrill: 'Бұл кезеңде бақылау сынағының жазбасы жоқ. Комиссия өткізген сынақ:',
    drillColumns: ['Уақыты', 'Компьютер', 'Жабық болуы тиіс', 'Ашық болуы тиіс', 'Күткендей болмады'],
    findings: '9. Комиссия қорытындысы',
    proposals: '10. Комиссия ұсыныстары',
    signed: 'Комиссия:',
    ask: {
      from: 'Қай күннен',
      until: 'Қай күнге дейін',
      number: 'Акт нөмірі',
      date: 'Акт күні',
      place: 'Жасалған орны',
      commission: 'Комиссия (әр жолда: аты-жөні; лауазымы)',
      findings: 'Комиссия қорытындысы (бос болса, қолмен жазылады)',
      proposals: 'Комиссия ұсыныстары (бос болса, қолмен жазылады)',
    },
    order: 'соңғы күн бірінші күннен бұрын болмауы керек',
    tooLong: 'кезең 366 күннен аспауы керек',
  },
  ru: {
    name: 'Акт проверки истории доступа',
    title: 'АКТ проверки истории доступа к\u00a0сети Интернет в\u00a0компьютерных кабинетах',
    facts: {
      number: 'Номер акта',
      date: 'Дата составления',
      place: 'Место составления',
      period: 'Проверенный период',
      rooms: 'Кабинеты',
      made: 'Данные получены',
    },
    allRooms: 'все компьютерные кабинеты',
    commission: 'Состав комиссии:',
    intro:
      'Мы, нижеподписавшиеся члены комиссии, проверили по журналу доступа историю доступа к сети Интернет в компьютерных кабинетах и установили следующее.',
    notesHeading: '1. Обстоятельства, на которые следует обратить внимание',
    notes: {
      none: 'Замечаний к полноте и целостности журнала и к утверждению списка нет.',
      noRows: 'За этот период в журнале доступа нет ни одной записи.',
      broken: 'Целостность журнала нарушена (см. раздел 7).',
      gaps: (count) => `В журнале ${n(count)} ${russian(count, ['пробел', 'пробела', 'пробелов'])} (см. раздел 4).`,
      missingDays: (days, more) =>
        `Нет журнала за следующие дни: ${days}${more > 0 ? ` и ещё ${n(more)} ${russian(more, ['день', 'дня', 'дней'])}` : ''}.`,
      expired: 'По сроку хранения или по объёму удалены файлы старых дней:',
      unset: (rows) =>
        `${n(rows)} ${russian(rows, ['запись сделана', 'записи сделаны', 'записей сделаны'])} до того, как часы маршрутизатора были выставлены: их время неточно.`,
      noList: 'В этот период не было белого списка, утверждённого директором.',
      noListUntil: (date) => `До ${date} утверждённого белого списка не было.`,
      noListYet: 'ни один сайт не должен был открываться',
      faultyList: (version) => `Файл версии № ${version} повреждён: действовать она не может.`,
      drillFailed: 'При контрольной проверке некоторые сайты повели себя не так, как должны (см. раздел 8).',
      running: 'Период ещё не закончился: данные на время составления акта.',
    },
    numbersHeading: '2. Данные журнала доступа',
    numberColumns: ['Кабинет', 'Посещений', 'Сайтов', 'Отказано', 'Компьютеров', 'Фоновых записей'],
    total: 'Всего',
    beyond: 'и более',
    moreNames: (count) => `ещё ${n(count)} ${russian(count, ['название', 'названия', 'названий'])} вместе`,
    topSites: 'Чаще всего открывались',
    refusedSites: 'По сайтам',
    refusedPcs: 'По компьютерам',
    reasons: 'По причинам',
    countColumns: ['Название', 'Число'],
    refusedHeading: '3. Попытки открыть запрещённые сайты',
    nothingRefused: 'Попыток открыть запрещённые сайты не записано.',
    gapsHeading: '4. Пробелы в журнале',
    darkHeading: '5. Компьютеры, которых на уроке не было в журнале',
    darkColumns: ['Дата', 'Класс', 'Компьютер', 'Время', 'Длительность'],
    darkNote:
      'В это время другие компьютеры кабинета работали, а с этих не было ни одного соединения: они могли быть выключены, не использоваться, быть неисправны или подключены в обход. Причину устанавливает комиссия.',
    noDark: 'Компьютеров, пропадавших из журнала во время урока, нет.',
    noLessons: 'За этот период в журнале не отмечены уроки, поэтому это не проверялось.',
    darkUnknown: 'Это не проверялось.',
    darkMore: (count) => `И ещё ${n(count)} ${russian(count, ['случай', 'случая', 'случаев'])}.`,
    unseen: 'не появлялся весь день',
    listsHeading: '6. Белый список, действовавший в этот период',
    listColumns: ['Версия', 'Действует с', 'Приказ', 'Утвердил', 'SHA-256'],
    integrityHeading: '7. Целостность журнала',
    whole: (rows, seals) =>
      `Журнал цел: ${russian(rows, ['проверена', 'проверены', 'проверено'])} ${n(rows)} ${russian(rows, ['запись', 'записи', 'записей'])} и ${n(seals)} ${russian(seals, ['печать', 'печати', 'печатей'])}; изменённых, удалённых или вставленных записей не найдено.`,
    signatures: (count) =>
      count % 10 === 1 && count % 100 !== 11
        ? `Верна ${n(count)} подпись ключом маршрутизатора.`
        : `Верны ${n(count)} ${russian(count, ['подпись', 'подписи', 'подписей'])} ключом маршрутизатора.`,
    noKey: 'Ключа маршрутизатора нет, поэтому подписи не проверены.',
    unsealed: (rows) =>
      `После последней печати ${n(rows)} ${russian(rows, ['запись', 'записи', 'записей'])}, ещё не запечатанных.`,
    wrong: (file, line, from, to) =>
      `ЦЕЛОСТНОСТЬ ЖУРНАЛА НАРУШЕНА: файл за ${file}, строка ${line}, ${to > from ? `записи № ${from}–${to}` : `запись № ${from}`}:`,
    afterWrong: 'Записи после неё не проверялись.',
    codes: {
      'no-row': 'строка не является записью журнала или не полна',
      number: 'нарушен порядок номеров записей',
      seal: 'запечатанные записи изменены',
      'seal-count': 'число записей в печати не сходится',
      signature: 'подпись дня сделана не известным ключом',
      day: 'начало файла дня неверно',
      'missing-day': 'файл предыдущего дня подменён или отсутствует',
      'not-closed': 'файл предыдущего дня не закрыт печатью',
      'head-not-found': 'указанного хеша в журнале нет',
      beginning: 'первых дней нет, и нет записи о том, что их срок истёк',
      end: 'последние записи обрезаны или подменены: печати, которую помнит маршрутизатор, нет',
      unreadable: 'файл нельзя прочитать',
    },
    head: 'Голова цепочки (последняя печать, SHA-256)',
    noHead: 'За этот период журнал не запечатан: головы цепочки нет.',
    fingerprint: 'Отпечаток ключа, подписывающего журнал (SHA-256)',
    headNote: 'По хешу из этого акта журнал можно проверить и позже: aqtizim verify --head.',
    drillHeading: '8. Результат контрольной проверки',
    noDrill: 'Записи о контрольной проверке за этот период нет. Проверка, проведённая комиссией:',
    drillColumns: ['Время', 'Компьютер', 'Должны быть закрыты', 'Должны открываться', 'Не так, как должно'],
    findings: '9. Выводы комиссии',
    proposals: '10. Предложения комиссии',
    signed: 'Комиссия:',
    ask: {
      from: 'С какого дня',
      until: 'По какой день',
      number: 'Номер акта',
      date: 'Дата акта',
      place: 'Место составления',
      commission: 'Комиссия (в строке: Ф.И.О.; должность)',
      findings: 'Выводы комиссии (пусто: впишут от руки)',
      proposals: 'Предложения комиссии (пусто: впишут от руки)',
    },
    order: 'последний день не может быть раньше первого',
    tooLong: 'период не может быть больше 366 дней',
  },
  en: {
    name: 'Act of the check of the access history',
    title: 'ACT of the check of the access history in the computer rooms',
    facts: {
      number: 'Number of the act',
      date: 'Drawn up on',
      place: 'Place',
      period: 'Period checked',
      rooms: 'Rooms',
      made: 'Data taken at',
    },
    allRooms: 'all computer rooms',
    commission: 'Commission:',
    intro:
      'We, the undersigned members of the commission, checked the history of access to the internet in the computer rooms by the access journal, and found the following.',
    notesHeading: '1. To be noted',
    notes: {
      none: 'Nothing to note on the journal’s completeness and integrity, or on the list’s approval.',
      noRows: 'The access journal has not a single row for this period.',
      broken: 'The journal’s integrity is broken (see 7).',
      gaps: (count) => `The journal has ${n(count)} ${count === 1 ? 'gap' : 'gaps'} (see 4).`,
      missingDays: (days, more) =>
        `There is no journal for these days: ${days}${more > 0 ? ` and ${n(more)} more` : ''}.`,
      expired: 'Files of old days were deleted for their age or for space:',
      unset: (rows) => `${n(rows)} rows were written before the router’s clock was set: their times are not exact.`,
      noList: 'In this period there was no list approved by the principal.',
      noListUntil: (date) => `Until ${date} there was no approved list.`,
      noListYet: 'no site should have opened',
      faultyList: (version) => `The file of version ${version} is damaged: it cannot be in force.`,
      drillFailed: 'In a drill some sites did not behave as they should (see 8).',
      running: 'The period is not over: the data are those of the time when this was drawn up.',
    },
    numbersHeading: '2. What the access journal has',
    numberColumns: ['Room', 'Visits', 'Sites', 'Refused', 'PCs', 'Background rows'],
    total: 'All',
    beyond: 'or more',
    moreNames: (count) => `${n(count)} other names together`,
    topSites: 'Opened most often',
    refusedSites: 'By site',
    refusedPcs: 'By PC',
    reasons: 'By reason',
    countColumns: ['Name', 'Count'],
    refusedHeading: '3. Refused attempts',
    nothingRefused: 'No refused attempts were recorded.',
    gapsHeading: '4. Gaps in the journal',
    darkHeading: '5. PCs that went dark in a lesson',
    darkColumns: ['Date', 'Class', 'PC', 'Time', 'Length'],
    darkNote:
      'Other PCs of the room had traffic then, and these had none: they may have been switched off, not used, out of order, or led past the router. The commission finds out why.',
    noDark: 'No PC went dark in a lesson.',
    noLessons: 'The journal names no lessons in this period, so this was not checked.',
    darkUnknown: 'This was not checked.',
    darkMore: (count) => `And ${n(count)} more.`,
    unseen: 'not seen all day',
    listsHeading: '6. White list in force in this period',
    listColumns: ['Version', 'In force since', 'Order', 'Approved by', 'SHA-256'],
    integrityHeading: '7. The journal’s integrity',
    whole: (rows, seals) =>
      `The journal is whole: ${n(rows)} rows and ${n(seals)} seals were checked, and no row was changed, deleted or put in.`,
    signatures: (count) => `${n(count)} signatures by the router’s key are good.`,
    noKey: 'There is no key of the router, so signatures were not checked.',
    unsealed: (rows) => `${n(rows)} rows come after the last seal; nothing fixes them yet.`,
    wrong: (file, line, from, to) =>
      `THE JOURNAL’S INTEGRITY IS BROKEN: file of ${file}, line ${line}, row ${from}${to > from ? ` to ${to}` : ''}:`,
    afterWrong: 'Rows behind it were not checked.',
    codes: {
      'no-row': 'the line is no row, or not whole',
      number: 'the row’s number is out of turn',
      seal: 'sealed rows were changed',
      'seal-count': 'the seal’s count does not fit',
      signature: 'the day is not signed by a known key',
      day: 'the file does not begin with its day',
      'missing-day': 'the file of the day before was replaced or is missing',
      'not-closed': 'the file of the day before is not closed by a seal',
      'head-not-found': 'no seal bears the given hash',
      beginning: 'the first days are gone, and no row says that they expired',
      end: 'rows at the end were cut off or replaced: a seal that the router remembers is gone',
      unreadable: 'the file cannot be read',
    },
    head: 'Head of the chain (last seal, SHA-256)',
    noHead: 'The journal was not sealed in this period: there is no head.',
    fingerprint: 'Fingerprint of the key that signs the journal (SHA-256)',
    headNote: 'By the hash in this act the journal can be checked later as well: aqtizim verify --head.',
    drillHeading: '8. Result of the drill',
    noDrill: 'There is no record of a drill in this period. A drill by the commission:',
    drillColumns: ['Time', 'PC', 'To stay shut', 'To open', 'Not as it should be'],
    findings: '9. Findings',
    proposals: '10. Proposals',
    signed: 'Commission:',
    ask: {
      from: 'From',
      until: 'Until',
      number: 'Number of the act',
      date: 'Date of the act',
      place: 'Place',
      commission: 'Commission (each line: name; post)',
      findings: 'Findings (empty: by hand)',
      proposals: 'Proposals (empty: by hand)',
    },
    order: 'the last day must not be before the first',
    tooLong: 'the period has at most 366 days',
  },
}
