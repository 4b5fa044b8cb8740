/** What the drill's page says, in Kazakh, Russian and English. */
import type { Language } from './texts.ts'

interface DrillText {
  readonly title: string
  readonly lines: readonly string[]
  readonly closed: readonly string[]
  readonly start: string
  readonly head: readonly [string, string, string, string]
  readonly shut: string
  readonly open: string
  /** By the script: its own sentences, and a word for each verdict. */
  readonly script: Readonly<
    Record<
      'running' | 'sending' | 'done' | 'broken' | 'refused' | 'opened' | 'elsewhere' | 'bypassed' | 'no-trace',
      string
    >
  >
}

export const drillTexts: Record<Language, DrillText> = {
  kk: {
    title: 'Ақ тізімді тексеру',
    lines: [
      'Бұл бет осы компьютерден қандай сайттар ашылатынын тексереді. Сайттардың мазмұны жүктелмейді.',
      'Нәтиже тексеру актісіне жазылады.',
    ],
    closed: [
      'Бұл кабинетте тексеру ашылмаған.',
      'Оны мұғалім маршрутизатордың бетінде ашады. Сосын осы бетті қайта жүктеңіз.',
    ],
    start: 'Тексеруді бастау',
    head: ['Сайт', 'Санаты', 'Болуы керек', 'Нәтиже'],
    shut: 'ашылмауы керек',
    open: 'ашылуы керек',
    script: {
      running: 'Тексерілуде:',
      sending: 'Маршрутизатор өз жазбаларымен салыстыруда…',
      done: 'Күткендей:',
      broken: 'Нәтиже жіберілмеді. Бетті қайта жүктеп, қайталаңыз.',
      refused: 'ақ тізім ашпады',
      opened: 'ашылды',
      elsewhere: 'тізім жіберді, бірақ провайдер немесе сайт жауап бермеді',
      bypassed: 'маршрутизаторды айналып өтіп ашылды',
      'no-trace': 'жауап жоқ, маршрутизаторға сұраныс келмеді',
    },
  },
  ru: {
    title: 'Проверка белого списка',
    lines: [
      'Эта страница проверяет, какие сайты открываются с этого компьютера. Содержание сайтов не загружается.',
      'Результат войдёт в акт проверки.',
    ],
    closed: [
      'Для этого кабинета проверка не открыта.',
      'Её открывает учитель на странице маршрутизатора. После этого обновите эту страницу.',
    ],
    start: 'Начать проверку',
    head: ['Сайт', 'Категория', 'Должно быть', 'Результат'],
    shut: 'не должен открываться',
    open: 'должен открываться',
    script: {
      running: 'Проверяется:',
      sending: 'Маршрутизатор сверяет со своими записями…',
      done: 'Как должно быть:',
      broken: 'Результат не отправлен. Обновите страницу и повторите.',
      refused: 'не пустил белый список',
      opened: 'открылся',
      elsewhere: 'список пропустил, но провайдер или сайт не ответил',
      bypassed: 'открылся в обход маршрутизатора',
      'no-trace': 'нет ответа, и к маршрутизатору не обращались',
    },
  },
  en: {
    title: 'Drill of the white list',
    lines: [
      'This page tries which sites open from this computer. No content of them is fetched.',
      'The result goes into the act of the check.',
    ],
    closed: ['No drill is open for this room.', 'The teacher opens it on the router’s page. Then reload this one.'],
    start: 'Begin',
    head: ['Site', 'Category', 'Expected', 'Result'],
    shut: 'must not open',
    open: 'must open',
    script: {
      running: 'Trying:',
      sending: 'The router compares with its own records…',
      done: 'As expected:',
      broken: 'The result was not sent. Reload the page and try again.',
      refused: 'refused by the white list',
      opened: 'opened',
      elsewhere: 'the list let it through, the provider or the site did not answer',
      bypassed: 'opened past the router',
      'no-trace': 'no answer, and the router was not asked',
    },
  },
}
