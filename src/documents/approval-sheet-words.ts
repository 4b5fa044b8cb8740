/** Words of the approval sheet. */
import type { Field } from '../whitelist/fields.ts'
import type { Texts } from './model.ts'

export interface ApprovalWords {
  readonly title: string
  readonly draftTitle: string
  readonly number: string
  readonly draft: string
  readonly approvedAt: string
  readonly order: string
  readonly user: string
  readonly approvedBy: string
  readonly signed: string
  readonly signatureThere: string
  readonly signatureMissing: string
  readonly sites: string
  readonly replaces: string
  readonly first: string
  readonly versionOf: (version: number, date: string) => string
  readonly faulty: string
  readonly intro: string
  readonly listHeading: string
  readonly columns: readonly [number: string, site: string, title: string, subject: string, needs: string]
  readonly noSites: string
  readonly below: string
  readonly onlyItself: string
  readonly except: string
  readonly rooms: string
  readonly ports: string
  readonly changesHeading: string
  readonly noChanges: string
  readonly added: string
  readonly removed: string
  readonly changed: string
  readonly was: string
  readonly nothing: string
  readonly unreadable: string
  readonly onDemand: string
  readonly always: string
  /** Days in words; an empty one is not set. */
  readonly days: (from: string, until: string) => string
  readonly inside: string
  readonly resolver: string
  readonly safeSearch: Readonly<Record<'strict' | 'moderate', string>>
  readonly wholeSuffix: string
  readonly wholeSuffixes: (names: string) => string
  readonly group: string
  readonly yes: string
  readonly fields: Readonly<Record<Field, string>>
  readonly hashHeading: string
  readonly hashNote: string
  readonly noVersion: string
  readonly noDraft: string
  readonly mistakes: string
  readonly askVersion: string
  readonly askDraft: string
}

export const approvalSheetWords: Texts<ApprovalWords> = {
  kk: {
    title: 'РҰҚСАТ ЕТІЛГЕН САЙТТАРДЫҢ АҚ ТІЗІМІ',
    draftTitle: 'РҰҚСАТ ЕТІЛГЕН САЙТТАРДЫҢ АҚ ТІЗІМІ (ЖОБА)',
    number: 'Нұсқа нөмірі',
    draft: 'жоба, әлі бекітілмеген',
    approvedAt: 'Жүйеде бекітілген уақыты',
    order: 'Бұйрық',
    user: 'Жүйедегі есептік жазба',
    approvedBy: 'Бекіткен',
    signed: 'Электрондық қолтаңба',
    signatureThere: 'бар',
    signatureMissing: 'қойылмаған',
    sites: 'Сайттар саны',
    replaces: 'Қай нұсқаның орнына',
    first: 'бірінші нұсқа, алдында бекітілген тізім болмаған',
    versionOf: (version, date) => `№ ${version} нұсқа, ${date}`,
    faulty: 'Бұл нұсқаның файлы зақымданған, сондықтан ол күшінде бола алмайды:',
    intro:
      'Компьютер кабинеттеріндегі оқушылар компьютерлерінен тек осы тізімдегі сайттар ашылады. Тізімде жоқ сайттарға кіруге тыйым салынады.',
    listHeading: '1. Сайттар тізімі',
    columns: ['№', 'Сайт', 'Атауы', 'Пән', 'Қосымша шарттар'],
    noSites: 'Тізім бос: бірде-бір сайт ашылмайды.',
    below: 'барлық ішкі атауларымен',
    onlyItself: 'ішкі атауларынсыз',
    except: 'жабық',
    rooms: 'кабинет',
    ports: 'порт',
    changesHeading: '2. Алдыңғы нұсқадан айырмашылығы',
    noChanges: 'Айырмашылығы жоқ.',
    added: 'Қосылды',
    removed: 'Алынып тасталды',
    changed: 'Өзгерді',
    was: 'бұрын',
    nothing: 'жоқ',
    unreadable: 'Алдыңғы нұсқаның файлын оқу мүмкін емес, сондықтан айырмашылығы көрсетілмейді.',
    onDemand: 'тек мұғалім ашқан уақытқа',
    always: 'үнемі ашық',
    days: (from, until) =>
      [from && `бірінші күні: ${from}`, until && `соңғы күні: ${until}`].filter(Boolean).join(', '),
    inside: 'мектептің өз желісі',
    resolver: 'атау сервері',
    safeSearch: { strict: 'қауіпсіз іздеу (қатаң)', moderate: 'қауіпсіз іздеу (орташа)' },
    wholeSuffix: 'осы аймақтың БАРЛЫҚ сайттары',
    wholeSuffixes: (names) =>
      `Назар аударыңыз: мына аймақтардың барлық сайттары ашылады: ${names}. Олардың иесі кез келген адам болуы мүмкін.`,
    group: 'дайын топтан:',
    yes: 'иә',
    fields: {
      needs_exact: 'өзі ғана қажет атаулар',
      open: 'ашылуы',
      from: 'бірінші күні',
      until: 'соңғы күні',
      inside: 'мектептің өз желісі',
      resolver: 'атау сервері',
      safe_search: 'қауіпсіз іздеу',
      whole_suffix: 'аймақ тұтасымен',
      group: 'дайын топ',
      title: 'атауы',
      subject: 'пән',
      rooms: 'кабинеттер',
      ports: 'порттар',
      subdomains: 'ішкі атаулар',
      needs: 'қажет атаулар',
      except: 'жабық атаулар',
    },
    hashHeading: '3. Бақылау сомасы',
    hashNote:
      'Тізім файлының SHA-256 бақылау сомасы. Маршрутизатордағы тізім осы парақтағымен бірдей екенін QR-код немесе aqtizim status командасы арқылы тексеруге болады.',
    noVersion: 'мұндай бекітілген нұсқа жоқ',
    noDraft: 'жоба жоқ',
    mistakes: 'тізімде қате бар, алдымен соны түзетіңіз',
    askVersion: 'Нұсқа нөмірі (бос болса, соңғысы)',
    askDraft: 'Қол қоюға жобаны басып шығару',
  },
  ru: {
    title: 'БЕЛЫЙ СПИСОК РАЗРЕШЁННЫХ САЙТОВ',
    draftTitle: 'БЕЛЫЙ СПИСОК РАЗРЕШЁННЫХ САЙТОВ (ПРОЕКТ)',
    number: 'Номер версии',
    draft: 'проект, ещё не утверждён',
    approvedAt: 'Утверждён в системе',
    order: 'Приказ',
    user: 'Учётная запись в системе',
    approvedBy: 'Утвердил',
    signed: 'Электронная подпись',
    signatureThere: 'есть',
    signatureMissing: 'не ставилась',
    sites: 'Число сайтов',
    replaces: 'Взамен версии',
    first: 'первая версия, утверждённого списка до неё не было',
    versionOf: (version, date) => `№ ${version} от ${date}`,
    faulty: 'Файл этой версии повреждён, поэтому она не может действовать:',
    intro:
      'С компьютеров учащихся в компьютерных кабинетах открываются только сайты из этого списка. Доступ ко всем остальным сайтам запрещён.',
    listHeading: '1. Список сайтов',
    columns: ['№', 'Сайт', 'Название', 'Предмет', 'Дополнительные условия'],
    noSites: 'Список пуст: не открывается ни один сайт.',
    below: 'со всеми вложенными именами',
    onlyItself: 'без вложенных имён',
    except: 'закрыто',
    rooms: 'кабинет',
    ports: 'порт',
    changesHeading: '2. Отличие от прежней версии',
    noChanges: 'Отличий нет.',
    added: 'Добавлено',
    removed: 'Исключено',
    changed: 'Изменено',
    was: 'было',
    nothing: 'нет',
    unreadable: 'Файл прежней версии прочитать нельзя, поэтому отличия не показаны.',
    onDemand: 'только на время, на которое откроет учитель',
    always: 'открыто всегда',
    days: (from, until) => [from && `с ${from}`, until && `по ${until}`].filter(Boolean).join(' '),
    inside: 'собственная сеть школы',
    resolver: 'сервер имён',
    safeSearch: { strict: 'безопасный поиск (строгий)', moderate: 'безопасный поиск (умеренный)' },
    wholeSuffix: 'ВСЕ сайты этой зоны',
    wholeSuffixes: (names) => `Внимание: открываются все сайты этих зон, кому бы они ни принадлежали: ${names}.`,
    group: 'из готовой группы:',
    yes: 'да',
    fields: {
      needs_exact: 'нужные имена без вложенных',
      open: 'открытие',
      from: 'с какого дня',
      until: 'по какой день',
      inside: 'собственная сеть школы',
      resolver: 'сервер имён',
      safe_search: 'безопасный поиск',
      whole_suffix: 'зона целиком',
      group: 'готовая группа',
      title: 'название',
      subject: 'предмет',
      rooms: 'кабинеты',
      ports: 'порты',
      subdomains: 'вложенные имена',
      needs: 'нужные имена',
      except: 'закрытые имена',
    },
    hashHeading: '3. Контрольная сумма',
    hashNote:
      'Контрольная сумма SHA-256 файла списка. Что на маршрутизаторе действует именно этот список, можно проверить по QR-коду или командой aqtizim status.',
    noVersion: 'такой утверждённой версии нет',
    noDraft: 'проекта нет',
    mistakes: 'в списке есть ошибки, сначала исправьте их',
    askVersion: 'Номер версии (пусто: последняя)',
    askDraft: 'Напечатать проект для подписи',
  },
  en: {
    title: 'WHITE LIST OF PERMITTED SITES',
    draftTitle: 'WHITE LIST OF PERMITTED SITES (DRAFT)',
    number: 'Version number',
    draft: 'draft, not approved yet',
    approvedAt: 'Approved in the system',
    order: 'Order',
    user: 'Account in the system',
    approvedBy: 'Approved by',
    signed: 'Electronic signature',
    signatureThere: 'there',
    signatureMissing: 'not given',
    sites: 'Number of sites',
    replaces: 'Replaces',
    first: 'first version, there was no approved list before',
    versionOf: (version, date) => `No. ${version} of ${date}`,
    faulty: 'The file of this version is damaged, so it cannot be in force:',
    intro:
      'From the pupils’ computers in the computer rooms only the sites of this list open. All other sites are refused.',
    listHeading: '1. Sites',
    columns: ['No.', 'Site', 'Title', 'Subject', 'Further conditions'],
    noSites: 'The list is empty: no site opens.',
    below: 'with all names below it',
    onlyItself: 'without names below it',
    except: 'shut',
    rooms: 'room',
    ports: 'port',
    changesHeading: '2. Difference to the version before',
    noChanges: 'No difference.',
    added: 'Added',
    removed: 'Removed',
    changed: 'Changed',
    was: 'was',
    nothing: 'none',
    unreadable: 'The file of the version before cannot be read, so no difference is shown.',
    onDemand: 'only while a teacher opens it',
    always: 'always open',
    days: (from, until) => [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' '),
    inside: 'the school’s own network',
    resolver: 'name server',
    safeSearch: { strict: 'safe search (strict)', moderate: 'safe search (moderate)' },
    wholeSuffix: 'ALL sites below it',
    wholeSuffixes: (names) => `Attention: all sites below these names open, whoever runs them: ${names}.`,
    group: 'from the group',
    yes: 'yes',
    fields: {
      needs_exact: 'names needed alone',
      open: 'opens',
      from: 'from',
      until: 'until',
      inside: 'the school’s own network',
      resolver: 'name server',
      safe_search: 'safe search',
      whole_suffix: 'suffix as a whole',
      group: 'group',
      title: 'title',
      subject: 'subject',
      rooms: 'rooms',
      ports: 'ports',
      subdomains: 'names below',
      needs: 'names needed',
      except: 'names shut',
    },
    hashHeading: '3. Checksum',
    hashNote:
      'SHA-256 of the list’s file. That the router holds this very list can be checked by the QR code or with aqtizim status.',
    noVersion: 'there is no such approved version',
    noDraft: 'there is no draft',
    mistakes: 'the list has mistakes: mend them first',
    askVersion: 'Version (empty: the newest)',
    askDraft: 'Print the draft for signing',
  },
}
