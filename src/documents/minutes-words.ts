/** Words of the minutes. */
import type { Texts } from './model.ts'

export interface MinutesWords {
  readonly title: (number: string) => string
  readonly name: string
  readonly subtitle: string
  readonly date: string
  readonly place: string
  readonly chair: string
  readonly secretary: string
  readonly present: (count: number) => string
  readonly absent: (count: number) => string
  readonly agenda: string
  readonly speaker: string
  readonly heard: (at: number) => string
  readonly decided: (at: number) => string
  readonly responsible: string
  readonly due: string
  readonly votes: (counts: { for: number; against: number; abstained: number }) => string
  readonly field: string
  readonly none: string
  readonly draft: string
}

export const minutesWords: Texts<MinutesWords> = {
  kk: {
    title: (number) => `№ ${number} ХАТТАМА`,
    name: 'Комиссия отырысының хаттамасы',
    subtitle: 'мектеп комиссиясының отырысы',
    date: 'Күні',
    place: 'Өткен жері',
    chair: 'Төраға',
    secretary: 'Хатшы',
    present: (count) => `Қатысқандар (${count})`,
    absent: (count) => `Қатыспағандар (${count})`,
    agenda: 'КҮН ТӘРТІБІ',
    speaker: 'Баяндамашы',
    heard: (at) => `${at}. ТЫҢДАЛДЫ:`,
    decided: (at) => `${at}. ШЕШІМ ҚАБЫЛДАНДЫ:`,
    responsible: 'Жауапты',
    due: 'Мерзімі',
    votes: (counts) => `Дауыс беру: «иә» — ${counts.for}, «қарсы» — ${counts.against}, «қалыс» — ${counts.abstained}.`,
    field: 'Хаттама',
    none: 'мұндай хаттама жоқ',
    draft: 'жоба, қол қойылмаған',
  },
  ru: {
    title: (number) => `ПРОТОКОЛ № ${number}`,
    name: 'Протокол заседания комиссии',
    subtitle: 'заседания школьной комиссии',
    date: 'Дата',
    place: 'Место проведения',
    chair: 'Председатель',
    secretary: 'Секретарь',
    present: (count) => `Присутствовали (${count})`,
    absent: (count) => `Отсутствовали (${count})`,
    agenda: 'ПОВЕСТКА ДНЯ',
    speaker: 'Докладчик',
    heard: (at) => `${at}. СЛУШАЛИ:`,
    decided: (at) => `${at}. РЕШИЛИ:`,
    responsible: 'Ответственный',
    due: 'Срок',
    votes: (counts) =>
      `Голосовали: «за» — ${counts.for}, «против» — ${counts.against}, «воздержались» — ${counts.abstained}.`,
    field: 'Протокол',
    none: 'такого протокола нет',
    draft: 'проект, не подписан',
  },
  en: {
    title: (number) => `MINUTES No. ${number}`,
    name: "Minutes of the commission's meeting",
    subtitle: "of the school commission's meeting",
    date: 'Date',
    place: 'Place',
    chair: 'Chair',
    secretary: 'Secretary',
    present: (count) => `Present (${count})`,
    absent: (count) => `Absent (${count})`,
    agenda: 'AGENDA',
    speaker: 'Speaker',
    heard: (at) => `${at}. HEARD:`,
    decided: (at) => `${at}. DECIDED:`,
    responsible: 'Responsible',
    due: 'Due',
    votes: (counts) => `Votes: for ${counts.for}, against ${counts.against}, abstained ${counts.abstained}.`,
    field: 'Minutes',
    none: 'there are no such minutes',
    draft: 'draft, not signed',
  },
}
