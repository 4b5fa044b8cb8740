/** What the district's page says, in the three languages. */
import type { Texts } from '../../documents/model.ts'
import type { ProofState } from './states.ts'

export interface PageWords {
  readonly district: string
  readonly menuName: string
  readonly menu: Readonly<Record<'overview' | 'sites' | 'requests' | 'drills' | 'report', string>>
  readonly refusedTitle: string
  readonly refused: string
  readonly nobody: string
  readonly logIn: string
  readonly logInText: string
  readonly logOut: string
  readonly loggedOut: string
  readonly logOutThere: string
  readonly loginFailedTitle: string
  readonly loginFailed: string
  readonly missingTitle: string
  readonly missing: string
  readonly brokenTitle: string
  readonly broken: string
  readonly none: string
  readonly show: string
  readonly pages: Readonly<Record<'before' | 'next', string>>
}

export const words: Texts<PageWords> = {
  kk: {
    district: 'Аудан',
    menuName: 'Беттер',
    menu: { overview: 'Мектептер', sites: 'Сайттар', requests: 'Сұраулар', drills: 'Тексерулер', report: 'Есеп' },
    refusedTitle: 'Рұқсат жоқ',
    refused: 'Бұл бетті көруге сізге рұқсат берілмеген. Рұқсатты аудан әкімшісі береді.',
    nobody: 'Сіз кім екеніңіз белгісіз: бұл бетке аудан әкімшісі көрсеткен жолмен кіріңіз.',
    logIn: 'Кіру',
    logInText: 'Бұл бет ауданның өз қызметкерлеріне арналған.',
    logOut: 'Шығу',
    loggedOut: 'Сіз бұл беттен шықтыңыз.',
    logOutThere: 'Кіру қызметінен де шығу',
    loginFailedTitle: 'Кіру сәтсіз аяқталды',
    loginFailed:
      'Қайтадан кіріп көріңіз. Егер бұл қайталанса, аудан әкімшісіне айтыңыз; себебі бағдарламаның журналында.',
    missingTitle: 'Мұндай бет жоқ',
    missing: 'Мекенжайды тексеріңіз немесе мәзірден таңдаңыз.',
    brokenTitle: 'Бет жасалмады',
    broken: 'Деректер қоры жауап бермеді. Бір минуттан кейін қайталаңыз; себебі бағдарламаның журналында.',
    none: 'Ештеңе жоқ.',
    show: 'Көрсету',
    pages: { before: '← Алдыңғы', next: 'Келесі →' },
  },
  ru: {
    district: 'Район',
    menuName: 'Страницы',
    menu: { overview: 'Школы', sites: 'Сайты', requests: 'Запросы', drills: 'Проверки', report: 'Отчёт' },
    refusedTitle: 'Нет доступа',
    refused: 'Эта страница вам не открыта. Доступ даёт администратор района.',
    nobody: 'Неизвестно, кто вы: войдите так, как указал администратор района.',
    logIn: 'Войти',
    logInText: 'Эта страница – для сотрудников района.',
    logOut: 'Выйти',
    loggedOut: 'Вы вышли с этой страницы.',
    logOutThere: 'Выйти и из службы входа',
    loginFailedTitle: 'Войти не удалось',
    loginFailed:
      'Попробуйте ещё раз. Если это повторится, скажите администратору района; причина – в журнале программы.',
    missingTitle: 'Такой страницы нет',
    missing: 'Проверьте адрес или выберите из меню.',
    brokenTitle: 'Страница не получилась',
    broken: 'База данных не ответила. Повторите через минуту; причина – в журнале программы.',
    none: 'Ничего нет.',
    show: 'Показать',
    pages: { before: '← Назад', next: 'Дальше →' },
  },
  en: {
    district: 'District',
    menuName: 'Pages',
    menu: { overview: 'Schools', sites: 'Sites', requests: 'Requests', drills: 'Drills', report: 'Report' },
    refusedTitle: 'No access',
    refused: 'This page is not open to you. The administrator of the district gives access.',
    nobody: 'Nobody knows who you are: come in the way that the administrator of the district has named.',
    logIn: 'Log in',
    logInText: 'This page is for the people of the district.',
    logOut: 'Log out',
    loggedOut: 'You are logged out of this page.',
    logOutThere: 'Log out of the login service too',
    loginFailedTitle: 'The login failed',
    loginFailed:
      'Try again. If it happens once more, tell the administrator of the district; the reason is in the log of the program.',
    missingTitle: 'There is no such page',
    missing: 'Look at the address, or choose from the menu.',
    brokenTitle: 'The page could not be made',
    broken: 'The database did not answer. Try again in a minute; the reason is in the log of the program.',
    none: 'There is nothing.',
    show: 'Show',
    pages: { before: '← Before', next: 'Next →' },
  },
}

export interface OverviewWords {
  readonly columns: Readonly<Record<'school' | 'lastRow' | 'list' | 'alarms' | 'gaps' | 'proof', string>>
  readonly figures: Readonly<Record<'schools' | 'silent' | 'notEnforced' | 'alarms' | 'gaps' | 'wrong', string>>
  readonly silent: string
  readonly never: string
  readonly notEnforced: string
  readonly ofDistrict: string
  readonly passing: string
  readonly missing: string
  readonly stranger: string
  readonly proof: Readonly<Record<ProofState, string>>
  readonly until: string
  readonly caption: string
  readonly find: string
  readonly chart: string
  readonly chartText: string
}

export const overviewWords: Texts<OverviewWords> = {
  kk: {
    columns: {
      school: 'Мектеп',
      lastRow: 'Соңғы жол келген уақыт',
      list: 'Тізім нұсқасы',
      alarms: 'Дабылдар',
      gaps: 'Олқылықтар (7 күн)',
      proof: 'Журналдың тұтастығы',
    },
    figures: {
      schools: 'Мектептер',
      silent: 'Үнсіз',
      notEnforced: 'Тізім күшінде емес',
      alarms: 'Ашық дабылы бар',
      gaps: 'Олқылығы бар',
      wrong: 'Журналы дәлелденбеген',
    },
    silent: 'үнсіз',
    never: '92 күнде ештеңе келмеді',
    notEnforced: 'Тізім күшінде емес болуы мүмкін',
    ofDistrict: 'аудандікі: №',
    passing: 'құрылғылар туралы дабылдар (7 күн)',
    missing: 'жетіспейтін қосылымдар',
    stranger: 'ешбір мектептікі емес кілт',
    proof: {
      whole: 'тұтас',
      wrong: 'ҚАТЕ',
      'not-from-first': 'тұтас, бірақ бірінші жолдан емес',
      nothing: 'әлі ештеңе дәлелденбеген',
      unchecked: 'әлі тексерілмеген',
    },
    until: 'мына уақытқа дейін:',
    caption: 'Назар аударуды қажет ететін мектептер бірінші тұр.',
    find: 'Мектеп атауы',
    chart: 'Аудан бойынша бару саны',
    chartText: 'Күн сайынғы рұқсат етілген және тыйым салынған барулар, соңғы 30 күн',
  },
  ru: {
    columns: {
      school: 'Школа',
      lastRow: 'Последняя строка пришла',
      list: 'Версия списка',
      alarms: 'Тревоги',
      gaps: 'Пробелы (7 дней)',
      proof: 'Целость журнала',
    },
    figures: {
      schools: 'Школ',
      silent: 'Молчат',
      notEnforced: 'Список не действует',
      alarms: 'С открытыми тревогами',
      gaps: 'С пробелами',
      wrong: 'Журнал не доказан',
    },
    silent: 'молчит',
    never: 'за 92 дня ничего не пришло',
    notEnforced: 'Список, возможно, не действует',
    ofDistrict: 'районный: №',
    passing: 'тревог об устройствах (7 дней)',
    missing: 'недостаёт соединений',
    stranger: 'ключ ничьей школы',
    proof: {
      whole: 'цел',
      wrong: 'НАРУШЕН',
      'not-from-first': 'цел, но не с первой строки',
      nothing: 'пока ничего не доказано',
      unchecked: 'ещё не проверен',
    },
    until: 'до',
    caption: 'Школы, которым нужно внимание, стоят первыми.',
    find: 'Название школы',
    chart: 'Посещения по району',
    chartText: 'Разрешённые и отклонённые посещения по дням, последние 30 дней',
  },
  en: {
    columns: {
      school: 'School',
      lastRow: 'Last row came',
      list: 'Version of the list',
      alarms: 'Alarms',
      gaps: 'Gaps (7 days)',
      proof: 'Whether the journal is whole',
    },
    figures: {
      schools: 'Schools',
      silent: 'Silent',
      notEnforced: 'List not in force',
      alarms: 'With open alarms',
      gaps: 'With gaps',
      wrong: 'Journal not proven',
    },
    silent: 'silent',
    never: 'nothing came in 92 days',
    notEnforced: 'The list may not be in force',
    ofDistrict: "the district's: No.",
    passing: 'alarms about devices (7 days)',
    missing: 'connections missing',
    stranger: "a key that is no school's",
    proof: {
      whole: 'whole',
      wrong: 'WRONG',
      'not-from-first': 'whole, but not from the first row',
      nothing: 'nothing proven yet',
      unchecked: 'not checked yet',
    },
    until: 'up to',
    caption: 'Schools that need attention stand first.',
    find: 'Name of a school',
    chart: 'Visits in the district',
    chartText: 'Allowed and refused visits of each day, last 30 days',
  },
}
