/** What the room's home page says, in Kazakh, Russian and English. */
import type { Language } from './texts.ts'

export interface HomeTexts {
  readonly title: string
  readonly search: string
  readonly other: string
  readonly none: string
  /** `%` is the number. */
  readonly left: string
  readonly failed: string
  readonly refused: string
  readonly refusedHint: string
  readonly look: string
  readonly nothing: string
  readonly reason: string
  readonly ask: string
  readonly away: string
  readonly outcomes: Readonly<Record<'sent' | 'again' | 'enough' | 'gone', string>>
  readonly script: string
}

export const homeTexts: Readonly<Record<Language, HomeTexts>> = {
  kk: {
    title: 'Кабинет сайттары',
    search: 'Сайтты іздеу',
    other: 'Басқалар',
    none: 'Ештеңе табылмады.',
    left: 'Тағы % сайт бар, олар мұнда көрсетілмеген.',
    failed: 'Сайттар тізімі жүктелмеді. Бетті қайта жүкте.',
    refused: 'Не ашылмады?',
    refusedHint: 'Соңғы он минутта осы компьютерде ашылмаған сайттар. Сабаққа керегін сұра.',
    look: 'Көрсету',
    nothing: 'Соңғы он минутта бәрі ашылды.',
    reason: 'Не үшін керек? (жазбауға да болады)',
    ask: 'Сұрау',
    away: 'Қазір көру мүмкін емес. Мұғалімге өзің айт.',
    outcomes: {
      sent: 'Өтініш жіберілді.',
      again: 'Бұл сайт сұралған. Мұғалімнің шешімін күт.',
      enough: 'Өтініш тым көп. Он минуттан кейін қайталап көр.',
      gone: 'Бұл сайт соңғы он минутта ашылмағандар арасында жоқ.',
    },
    script: 'Бұл бетке браузердің JavaScript-і керек.',
  },
  ru: {
    title: 'Сайты кабинета',
    search: 'Найти сайт',
    other: 'Другие',
    none: 'Ничего не найдено.',
    left: 'Есть ещё сайты (%), здесь они не показаны.',
    failed: 'Список сайтов не загрузился. Обнови страницу.',
    refused: 'Что не открылось?',
    refusedHint:
      'Сайты, которые не открылись на этом компьютере за последние десять минут. Попроси те, что нужны для урока.',
    look: 'Показать',
    nothing: 'За последние десять минут всё открывалось.',
    reason: 'Для чего он нужен? (можно не писать)',
    ask: 'Попросить',
    away: 'Сейчас посмотреть нельзя. Скажи учителю сам.',
    outcomes: {
      sent: 'Просьба отправлена.',
      again: 'Этот сайт уже просили. Подожди решения учителя.',
      enough: 'Слишком много просьб. Попробуй через десять минут.',
      gone: 'Этого сайта нет среди тех, что не открылись за последние десять минут.',
    },
    script: 'Этой странице нужен JavaScript браузера.',
  },
  en: {
    title: 'Sites of this room',
    search: 'Find a site',
    other: 'Others',
    none: 'Nothing found.',
    left: 'There are more sites (%), which are not shown here.',
    failed: 'The list of sites was not loaded. Reload the page.',
    refused: 'What did not open?',
    refusedHint: 'Sites that did not open on this computer in the last ten minutes. Ask for those that a lesson needs.',
    look: 'Show',
    nothing: 'Everything opened in the last ten minutes.',
    reason: 'What do you need it for? (optional)',
    ask: 'Ask for it',
    away: 'This cannot be shown just now. Tell your teacher yourself.',
    outcomes: {
      sent: 'The request was sent.',
      again: 'This site was already asked for. Wait for your teacher to decide.',
      enough: 'Too many requests. Try again in ten minutes.',
      gone: 'This site is not among those that did not open in the last ten minutes.',
    },
    script: 'This page needs the browser’s JavaScript.',
  },
}
