/** What the pages for pupils say, in Kazakh, Russian and English. */

export const languages = ['kk', 'ru', 'en'] as const
export type Language = (typeof languages)[number]

/**
 * `refused`: the name is not listed. `address`: no host name was given. `silent`: listed, but no answer. `limit`: too many
 * connections. `unavailable`: the daemon does not run. `sent`, `again`, `enough` and `unreadable` answer a request for a site.
 */
export const pageKinds = [
  ...(['refused', 'address', 'paused', 'limit', 'silent', 'start', 'unavailable'] as const),
  ...(['sent', 'again', 'enough', 'unreadable'] as const),
] as const
export type PageKind = (typeof pageKinds)[number]

interface Text {
  readonly title: string
  readonly lines: readonly string[]
}

export const form: Record<Language, { readonly ask: string; readonly reason: string; readonly hint: string }> = {
  kk: {
    ask: 'Осы сайтты сұрау',
    reason: 'Не үшін керек? (жазбауға да болады)',
    hint: 'Өтінішті мұғалім көреді. Атыңды жазудың қажеті жоқ.',
  },
  ru: {
    ask: 'Попросить этот сайт',
    reason: 'Для чего он нужен? (можно не писать)',
    hint: 'Просьбу увидит учитель. Имя писать не нужно.',
  },
  en: {
    ask: 'Ask for this site',
    reason: 'What do you need it for? (optional)',
    hint: 'The teacher will see your request. There is no need to write your name.',
  },
}

export const texts: Record<PageKind, Record<Language, Text>> = {
  refused: {
    kk: {
      title: 'Бұл сайт ақ тізімде жоқ',
      lines: ['Бұл кабинетте мектеп бекіткен тізімдегі сайттар ғана ашылады.', 'Сабаққа керек болса, мұғалімнен сұра.'],
    },
    ru: {
      title: 'Этого сайта нет в белом списке',
      lines: [
        'В этом кабинете открываются только сайты из списка, который утвердила школа.',
        'Если он нужен для урока, попроси учителя.',
      ],
    },
    en: {
      title: 'This site is not on the white list',
      lines: [
        'In this room only the sites open that the school has approved.',
        'If you need it for a lesson, ask your teacher.',
      ],
    },
  },
  address: {
    kk: {
      title: 'Бұл мекенжай ашылмайды',
      lines: ['Сайтты санмен емес, атымен аш.', 'Атында қате жоқ па, тексер.'],
    },
    ru: {
      title: 'Этот адрес не открывается',
      lines: ['Открой сайт по имени, а не по числовому адресу.', 'Проверь, нет ли в имени ошибки.'],
    },
    en: {
      title: 'This address does not open',
      lines: ['Open the site by its name, not by a number.', 'Check the name for a mistake.'],
    },
  },
  paused: {
    kk: {
      title: 'Интернет уақытша жабық',
      lines: ['Мұғалім бұл кабинеттің интернетін уақытша жапты.', 'Ашылған соң бетті қайта жүкте.'],
    },
    ru: {
      title: 'Интернет на паузе',
      lines: ['Учитель на время закрыл интернет в этом кабинете.', 'Когда он снова откроется, обнови страницу.'],
    },
    en: {
      title: 'The internet is paused',
      lines: ['The teacher has closed it in this room for a while.', 'When it is open again, reload the page.'],
    },
  },
  limit: {
    kk: {
      title: 'Қосылым тым көп',
      lines: ['Бұл компьютерден сұраныс тым көп келді.', 'Бір минуттан кейін қайталап көр.'],
    },
    ru: {
      title: 'Слишком много соединений',
      lines: ['От этого компьютера пришло слишком много запросов.', 'Попробуй снова через минуту.'],
    },
    en: {
      title: 'Too many connections',
      lines: ['This computer has made too many requests.', 'Try again in a minute.'],
    },
  },
  silent: {
    kk: {
      title: 'Сайт жауап бермейді',
      lines: ['Ол ақ тізімде бар, бірақ қазір ашылмай тұр.', 'Сәлден кейін қайталап көр.'],
    },
    ru: {
      title: 'Сайт не отвечает',
      lines: ['Он есть в белом списке, но сейчас не открывается.', 'Попробуй немного позже.'],
    },
    en: {
      title: 'The site does not answer',
      lines: ['It is on the white list, but does not open just now.', 'Try again a little later.'],
    },
  },
  start: {
    kk: {
      title: 'Ақ тізім',
      lines: [
        'Бұл кабинетте мектеп бекіткен тізімдегі сайттар ғана ашылады.',
        'Қай компьютерден қай сайт ашылғаны журналға жазылады. Беттердің мазмұны мен іздеу сөздері жазылмайды.',
      ],
    },
    ru: {
      title: 'Белый список',
      lines: [
        'В этом кабинете открываются только сайты из списка, который утвердила школа.',
        'В журнал записывается, с какого компьютера какой сайт открывали. Содержание страниц и слова поиска не записываются.',
      ],
    },
    en: {
      title: 'White list',
      lines: [
        'In this room only the sites open that the school has approved.',
        'A journal records which computer opened which site. It keeps neither the content of pages nor search words.',
      ],
    },
  },
  unavailable: {
    kk: { title: 'Өтініш жіберілмеді', lines: ['Қазір өтініш қабылданбайды. Мұғалімге өзің айт.'] },
    ru: { title: 'Просьба не отправлена', lines: ['Сейчас просьбы не принимаются. Скажи учителю сам.'] },
    en: {
      title: 'The request was not sent',
      lines: ['Requests cannot be taken just now. Tell your teacher yourself.'],
    },
  },
  sent: {
    kk: { title: 'Өтініш жіберілді', lines: ['Мұғалім оны көреді. Сайт тізімге қосылса, осы бет ашылады.'] },
    ru: { title: 'Просьба отправлена', lines: ['Учитель её увидит. Если сайт добавят в список, он откроется.'] },
    en: {
      title: 'The request was sent',
      lines: ['Your teacher will see it. If the site is added to the list, it will open.'],
    },
  },
  again: {
    kk: { title: 'Бұл сайт сұралған', lines: ['Осы компьютерден өтініш бар. Мұғалімнің шешімін күт.'] },
    ru: { title: 'Этот сайт уже просили', lines: ['Просьба с этого компьютера уже есть. Подожди решения учителя.'] },
    en: {
      title: 'This site was already asked for',
      lines: ['There is a request from this computer. Wait for your teacher to decide.'],
    },
  },
  enough: {
    kk: { title: 'Өтініш тым көп', lines: ['Он минуттан кейін қайталап көр немесе мұғалімге айт.'] },
    ru: { title: 'Слишком много просьб', lines: ['Попробуй через десять минут или скажи учителю.'] },
    en: { title: 'Too many requests', lines: ['Try again in ten minutes, or tell your teacher.'] },
  },
  unreadable: {
    kk: { title: 'Өтініш жіберілмеді', lines: ['Оны оқу мүмкін болмады. Артқа қайтып, қайталап көр.'] },
    ru: { title: 'Просьба не отправлена', lines: ['Её не удалось прочитать. Вернись назад и попробуй снова.'] },
    en: { title: 'The request was not sent', lines: ['It could not be read. Go back and try again.'] },
  },
}
