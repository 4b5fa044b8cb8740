/** Words of the psychologist's monthly report. */
import type { Texts } from './model.ts'

export interface SocialWords {
  readonly title: string
  readonly period: string
  readonly prepared: string
  readonly handed: string
  readonly due: (day: string) => string
  readonly states: Readonly<Record<'in-time' | 'late' | 'missing' | 'not-due', string>>
  readonly consents: string
  readonly columns: readonly [string, string, string, string, string]
  readonly total: string
  readonly results: string
  readonly noScan: string
  readonly noResults: string
  readonly category: string
  readonly count: string
  readonly work: string
  readonly workColumns: readonly [string, string, string]
  readonly workNames: Readonly<Record<string, string>>
  readonly noWork: string
  readonly attempts: string
  readonly attemptsNote: string
  readonly noAttempts: string
  readonly noJournal: string
  readonly network: string
  readonly visits: string
  readonly conclusions: string
  readonly privacy: string
}

export const socialWords: Texts<SocialWords> = {
  kk: {
    title: '«Әлеуметтік желілерді талдау» жүйесі бойынша айлық есеп',
    period: 'Есепті кезең',
    prepared: 'Есеп дайындалды',
    handed: 'Білім бөліміне тапсырылды',
    due: (day) => `мерзімі ${day}`,
    states: { 'in-time': 'мерзімінде', late: 'мерзімінен кеш', missing: 'орындалмаған', 'not-due': 'мерзімі келмеген' },
    consents: '1. Ата-аналардың келісімдері және тіркелген аккаунттар',
    columns: ['Сынып', 'Оқушы', 'Келісім бар', 'Келісім қайтарылған', 'Аккаунт тіркелген'],
    total: 'Барлығы',
    results: '2. Жүйедегі талдау нәтижелері (санаттар бойынша)',
    noScan: 'Осы айдың нәтижелері жүйеден енгізілмеген.',
    noResults: 'Жүйе ешқандай белгі тапқан жоқ.',
    category: 'Санат',
    count: 'Саны',
    work: '3. Педагог-психологтың жүргізген жұмысы',
    workColumns: ['Жұмыс түрі', 'Рет', 'Қамтылғаны, адам'],
    workNames: {
      talk: 'жеке әңгіме',
      parents: 'ата-аналармен жұмыс',
      group: 'топтық жұмыс',
      referral: 'маманға жолдау',
      other: 'басқа',
    },
    noWork: 'Осы кезеңге жұмыс жазылмаған.',
    attempts: '4. Компьютер кабинеттерінен әлеуметтік желілерге кіру әрекеттері',
    attemptsNote:
      'Кіру журналы бойынша тек жалпы сан: барлық әрекетке ақ тізім тыйым салды. Оқушы, сынып және компьютер көрсетілмейді.',
    noAttempts: 'Журналда мұндай әрекет жоқ.',
    noJournal: 'Бұл кезең үшін кіру журналы жоқ: сан белгісіз.',
    network: 'Желі',
    visits: 'Тыйым салынған әрекет',
    conclusions: '5. Қорытынды және ұсыныстар',
    privacy: 'Есепте оқушылардың жеке деректері жоқ.',
  },
  ru: {
    title: 'Ежемесячный отчёт по системе «Анализ социальных сетей»',
    period: 'Отчётный период',
    prepared: 'Отчёт подготовлен',
    handed: 'Сдан в отдел образования',
    due: (day) => `срок ${day}`,
    states: { 'in-time': 'в срок', late: 'с опозданием', missing: 'не выполнено', 'not-due': 'срок не наступил' },
    consents: '1. Согласия родителей и зарегистрированные аккаунты',
    columns: ['Класс', 'Учащихся', 'Согласие есть', 'Согласие отозвано', 'Аккаунт указан'],
    total: 'Всего',
    results: '2. Результаты анализа в системе (по категориям)',
    noScan: 'Результаты этого месяца из системы не внесены.',
    noResults: 'Система ничего не отметила.',
    category: 'Категория',
    count: 'Количество',
    work: '3. Работа, проведённая педагогом-психологом',
    workColumns: ['Вид работы', 'Раз', 'Охвачено, чел.'],
    workNames: {
      talk: 'индивидуальная беседа',
      parents: 'работа с родителями',
      group: 'групповое занятие',
      referral: 'направление к специалисту',
      other: 'другое',
    },
    noWork: 'За этот период работа не записана.',
    attempts: '4. Попытки открыть социальные сети в компьютерных кабинетах',
    attemptsNote:
      'По журналу доступа, только общее число: все попытки отклонены белым списком. Ученик, класс и компьютер не указываются.',
    noAttempts: 'В журнале таких попыток нет.',
    noJournal: 'За этот период журнала доступа нет: число неизвестно.',
    network: 'Сеть',
    visits: 'Отклонённые попытки',
    conclusions: '5. Выводы и предложения',
    privacy: 'Отчёт не содержит персональных данных учащихся.',
  },
  en: {
    title: 'Monthly report of the «social networks analysis»',
    period: 'Period',
    prepared: 'Prepared',
    handed: 'Handed in',
    due: (day) => `due ${day}`,
    states: { 'in-time': 'in time', late: 'late', missing: 'not done', 'not-due': 'not due yet' },
    consents: "1. Parents' consents and accounts",
    columns: ['Class', 'Pupils', 'Consents', 'Withdrawn', 'Accounts'],
    total: 'In all',
    results: '2. Results of the analysis by category',
    noScan: 'No results were entered for this month.',
    noResults: 'The system marked nothing.',
    category: 'Category',
    count: 'Number',
    work: "3. The psychologist's work",
    workColumns: ['Kind', 'Times', 'People'],
    workNames: { talk: 'talk', parents: 'work with parents', group: 'group', referral: 'referral', other: 'other' },
    noWork: 'No work was entered for this period.',
    attempts: '4. Attempts at social networks in the labs',
    attemptsNote:
      'Totals of the access journal: the white list refused them all. Neither pupil, class nor PC is named.',
    noAttempts: 'The journal has none.',
    noJournal: 'There is no journal of this period: the number is not known.',
    network: 'Network',
    visits: 'Refused attempts',
    conclusions: '5. Conclusions and proposals',
    privacy: 'This report holds no personal data.',
  },
}
