/** Words of the record of a drill. */
import type { DrillVerdict } from '../registers/drill.ts'
import type { Texts } from './model.ts'

export interface DrillWords {
  readonly title: string
  readonly room: string
  readonly time: string
  readonly user: string
  readonly pcs: string
  readonly result: (right: number, of: number) => string
  readonly columns: readonly [string, string, string, string]
  readonly verdicts: Readonly<Record<DrillVerdict, string>>
  readonly shut: string
  readonly open: string
  readonly right: string
  readonly run: (pc: string, ip: string, from: string, version: number) => string
  readonly wrongHead: string
  readonly noWrong: string
  readonly noRuns: string
  readonly how: string
  readonly field: string
  readonly none: string
}

export const drillWords: Texts<DrillWords> = {
  kk: {
    title: 'Ақ тізімді сынап тексеру хаттамасы',
    room: 'Кабинет',
    time: 'Уақыты',
    user: 'Тексеруді ашқан',
    pcs: 'Тексерілген компьютерлер',
    result: (right, of) => `Сынақ саны — ${of}, күткендей нәтиже бергені — ${right}.`,
    columns: ['Сайт', 'Санаты', 'Болуы керек', 'Нәтиже'],
    verdicts: {
      refused: 'ақ тізім ашпады (маршрутизатор жазбасы бар)',
      opened: 'ашылды',
      elsewhere: 'тізім жіберді; провайдер немесе сайт жауап бермеді',
      bypassed: 'маршрутизаторды айналып өтіп ашылды',
      'no-trace': 'жауап жоқ, маршрутизаторға сұраныс келмеді',
    },
    shut: 'ашылмауы',
    open: 'ашылуы',
    right: 'күткендей',
    run: (pc, ip, from, version) => `${pc} (${ip}), ${from}, тізімнің ${version}-нұсқасы`,
    wrongHead: 'Күтпеген нәтижелер',
    noWrong: 'Күтпеген нәтиже жоқ.',
    noRuns: 'Бірде-бір компьютер тексерілмеген.',
    how: 'Браузердің көргені маршрутизатордың дәл сол компьютер мен сол уақытқа арналған өз жазбасымен салыстырылды. Сайттардың мазмұны жүктелген жоқ.',
    field: 'Тексеру',
    none: 'мұндай тексеру жоқ',
  },
  ru: {
    title: 'Протокол пробной проверки белого списка',
    room: 'Кабинет',
    time: 'Время',
    user: 'Проверку открыл',
    pcs: 'Проверено компьютеров',
    result: (right, of) => `Из ${of} проб ${right} дали ожидаемый результат.`,
    columns: ['Сайт', 'Категория', 'Должно быть', 'Результат'],
    verdicts: {
      refused: 'не пустил белый список (есть запись маршрутизатора)',
      opened: 'открылся',
      elsewhere: 'список пропустил; провайдер или сайт не ответил',
      bypassed: 'открылся в обход маршрутизатора',
      'no-trace': 'нет ответа, к маршрутизатору не обращались',
    },
    shut: 'закрыт',
    open: 'открыт',
    right: 'как должно быть',
    run: (pc, ip, from, version) => `${pc} (${ip}), ${from}, версия списка ${version}`,
    wrongHead: 'Неожиданные результаты',
    noWrong: 'Неожиданных результатов нет.',
    noRuns: 'Ни один компьютер не проверен.',
    how: 'То, что видел браузер, сверено с собственной записью маршрутизатора об этом компьютере и этом времени. Содержание сайтов не загружалось.',
    field: 'Проверка',
    none: 'такой проверки нет',
  },
  en: {
    title: 'Record of a drill of the white list',
    room: 'Room',
    time: 'Time',
    user: 'Opened by',
    pcs: 'PCs',
    result: (right, of) => `Of ${of} probes ${right} came as expected.`,
    columns: ['Site', 'Category', 'Expected', 'Result'],
    verdicts: {
      refused: 'refused by the list, and recorded',
      opened: 'opened',
      elsewhere: 'let through; the provider or the site did not answer',
      bypassed: 'opened past the router',
      'no-trace': 'no answer, and the router was not asked',
    },
    shut: 'shut',
    open: 'open',
    right: 'as expected',
    run: (pc, ip, from, version) => `${pc} (${ip}), ${from}, version ${version} of the list`,
    wrongHead: 'Unexpected results',
    noWrong: 'There are no unexpected results.',
    noRuns: 'No PC was tried.',
    how: "What the browser saw was held against the router's own record of that PC at that time. No content was fetched.",
    field: 'Drill',
    none: 'there is no such drill',
  },
}
