/** Words that stand in many papers. */
import type { Language, Texts } from './model.ts'

/** Under the lines of a signature. */
export const signatureWords: Texts<{ signature: string; name: string; date: string }> = {
  kk: { signature: '(қолы)', name: '(аты-жөні)', date: '(күні)' },
  ru: { signature: '(подпись)', name: '(Ф.И.О.)', date: '(дата)' },
  en: { signature: '(signature)', name: '(name)', date: '(date)' },
}

/** Posts where the settings name nobody. */
export const postWords: Texts<Record<'director' | 'teacher' | 'psychologist' | 'chair' | 'member', string>> = {
  kk: {
    director: 'Мектеп директоры',
    teacher: 'Информатика мұғалімі',
    psychologist: 'Педагог-психолог',
    chair: 'Комиссия төрағасы',
    member: 'Комиссия мүшесі',
  },
  ru: {
    director: 'Директор школы',
    teacher: 'Учитель информатики',
    psychologist: 'Педагог-психолог',
    chair: 'Председатель комиссии',
    member: 'Член комиссии',
  },
  en: {
    director: 'Principal',
    teacher: 'Informatics teacher',
    psychologist: 'Psychologist',
    chair: 'Chair of the commission',
    member: 'Member of the commission',
  },
}

type Post = keyof (typeof postWords)['kk']

/** A post as the settings have it; a usual one in the paper's language, and the role's own where there is none. */
export function postOf(given: string | undefined, role: Post, language: Language): string {
  const post = given?.trim() ?? ''
  const isIt = (text: string) => text.toLowerCase() === post.toLowerCase()
  const posts = Object.keys(postWords.kk) as Post[]
  const usual = posts.find((each) => Object.values(postWords).some((words) => isIt(words[each])))
  return post === '' ? postWords[language][role] : usual === undefined ? post : postWords[language][usual]
}

/** The director's approval in the corner; `dated` is a date to fill in by hand. */
export const approvalWords: Texts<{ approve: string; dated: string }> = {
  kk: { approve: 'БЕКІТЕМІН', dated: '20___ жылғы «____» ____________' },
  ru: { approve: 'УТВЕРЖДАЮ', dated: '«____» ______________ 20___ г.' },
  en: { approve: 'APPROVED', dated: '____ ______________ 20___' },
}

export const verdictWords: Texts<Record<'allowed' | 'refused', string>> = {
  kk: { allowed: 'рұқсат етілді', refused: 'тыйым салынды' },
  ru: { allowed: 'разрешено', refused: 'отказано' },
  en: { allowed: 'allowed', refused: 'refused' },
}

/** Why a visit was refused: docs/journal-format.md. */
export const refusalWords: Texts<Readonly<Record<string, string>>> = {
  kk: {
    unlisted: 'ақ тізімде жоқ',
    'direct-address': 'мекенжай тікелей терілген',
    port: 'басқа порт немесе протокол',
    'no-name': 'сайт аты көрсетілмеген',
    'other-name': 'басқа сайттың қосылымымен сұралған',
    body: 'сұраудың соңы анық емес',
    version: 'HTTP нұсқасы басқа',
    target: 'жолы жоқ сұрау',
    'not-http': 'HTTP сұрауы емес',
    limit: 'қосылым немесе сұрау тым көп',
    'no-address': 'атаудың мекенжайы жоқ',
    'private-address': 'мекенжайы мектептің ішінде',
    'no-answer': 'сайт жауап бермеген',
    connectivity: 'желіні тексеру, роутер өзі жауап берген',
    paused: 'кабинет жабық болған',
    'gate-down': 'шлюз жауап бермеген',
  },
  ru: {
    unlisted: 'нет в белом списке',
    'direct-address': 'набран прямой адрес',
    port: 'другой порт или протокол',
    'no-name': 'имя сайта не указано',
    'other-name': 'запрошен по соединению другого сайта',
    body: 'неясно, где кончается запрос',
    version: 'другая версия HTTP',
    target: 'запрос без пути',
    'not-http': 'не HTTP-запрос',
    limit: 'слишком много соединений или запросов',
    'no-address': 'у имени нет адреса',
    'private-address': 'адрес внутри школы',
    'no-answer': 'сайт не ответил',
    connectivity: 'проверка сети, ответил сам роутер',
    paused: 'кабинет был закрыт',
    'gate-down': 'шлюз не отвечал',
  },
  en: {
    unlisted: 'not on the white list',
    'direct-address': 'an address was typed',
    port: 'another port or protocol',
    'no-name': 'no site was named',
    'other-name': 'asked over the connection of another site',
    body: 'a request whose end is in doubt',
    version: 'another version of HTTP',
    target: 'a request without a path',
    'not-http': 'no HTTP request',
    limit: 'too many connections or requests',
    'no-address': 'the name has no address',
    'private-address': 'the address lies inside the school',
    'no-answer': 'the site did not answer',
    connectivity: 'a connectivity check that the router answered itself',
    paused: 'the room was closed',
    'gate-down': 'the gate did not answer',
  },
}

/** Why the journal has a gap. */
export const gapWords: Texts<Readonly<Record<string, string>>> = {
  kk: {
    'daemon-down': 'жазу қызметі тоқтап тұрған',
    'power-cut': 'электр қуаты өшкен',
    'event-loss': 'жүктеме кезінде оқиғалар жоғалған',
    'counter-difference': 'ядро санағышымен айырма',
    'no-space': 'дискіде орын болмаған',
    'rows-missing': 'журнал жазбалары жоғалған немесе ауыстырылған',
  },
  ru: {
    'daemon-down': 'служба записи не работала',
    'power-cut': 'отключение электропитания',
    'event-loss': 'потеря событий при нагрузке',
    'counter-difference': 'расхождение со счётчиком ядра',
    'no-space': 'не было места на диске',
    'rows-missing': 'записи журнала пропали или подменены',
  },
  en: {
    'daemon-down': 'nobody recorded',
    'power-cut': 'power cut',
    'event-loss': 'events lost under load',
    'counter-difference': "difference to the kernel's counter",
    'no-space': 'no space on the disk',
    'rows-missing': 'rows of the journal are gone or were replaced',
  },
}

/** A word of a table that may grow: what it does not know is shown as it is. */
export const wordOf = (words: Readonly<Record<string, string>>, key: string): string =>
  Object.hasOwn(words, key) ? (words[key] ?? key) : key
