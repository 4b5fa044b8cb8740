/** Lists ready-made topics of safety briefings in a computer room. */
import type { Trilingual } from './school-year.ts'

export interface Topic extends Trilingual {
  /** Kept in the journal; never changes its meaning. */
  readonly id: string
  /** Names harmful content on the internet. */
  readonly harmful: boolean
}

export const topics: readonly Topic[] = [
  {
    id: 'room-rules',
    harmful: false,
    kk: 'Компьютер кабинетіндегі қауіпсіздік техникасы және мінез-құлық ережелері',
    ru: 'Техника безопасности и правила поведения в компьютерном кабинете',
    en: 'Safety in the computer room and rules of conduct',
  },
  {
    id: 'electricity-fire',
    harmful: false,
    kk: 'Электр және өрт қауіпсіздігі, төтенше жағдайдағы әрекеттер',
    ru: 'Электро- и пожарная безопасность, действия в чрезвычайной ситуации',
    en: 'Safety with electricity and fire, what to do in an emergency',
  },
  {
    id: 'posture-eyes',
    harmful: false,
    kk: 'Компьютермен жұмыс уақыты, дұрыс отыру және көзге арналған жаттығулар',
    ru: 'Время работы за компьютером, осанка и гимнастика для глаз',
    en: 'Time at the computer, posture and exercises for the eyes',
  },
  {
    id: 'harmful-content',
    harmful: true,
    kk: 'Зиянды контент: зорлық-зомбылық, порнография, есірткі, құмар ойындар, өзіне-өзі зиян келтіруге үндеу; көрген жағдайда мұғалімге айту',
    ru: 'Вредоносный контент: насилие, порнография, наркотики, азартные игры, призывы к причинению вреда себе; увидел — сообщи учителю',
    en: 'Harmful content: violence, pornography, drugs, gambling, calls to self-harm; whoever sees it tells the teacher',
  },
  {
    id: 'extremism',
    harmful: true,
    kk: 'Экстремизм мен терроризмді насихаттайтын сайттар мен топтар: тану, ашпау, таратпау',
    ru: 'Сайты и группы, пропагандирующие экстремизм и терроризм: распознавать, не открывать, не распространять',
    en: 'Sites and groups that promote extremism and terrorism: recognise them, do not open or spread them',
  },
  {
    id: 'cyberbullying',
    harmful: true,
    kk: 'Кибербуллинг және интернеттегі қысым: қалай қорғануға және кімге айтуға болады',
    ru: 'Кибербуллинг и давление в интернете: как защититься и кому сообщить',
    en: 'Cyberbullying and pressure on the internet: how to protect oneself and whom to tell',
  },
  {
    id: 'social-networks',
    harmful: true,
    kk: 'Әлеуметтік желілердегі қауіптер: бейтаныс адамдар, қауіпті топтар мен «челлендждер»',
    ru: 'Опасности социальных сетей: незнакомцы, опасные группы и «челленджи»',
    en: 'Dangers of social networks: strangers, dangerous groups and challenges',
  },
  {
    id: 'fraud',
    harmful: true,
    kk: 'Интернет-алаяқтық: фишинг, жалған сайттар, құпиясөздер мен банк карталары',
    ru: 'Интернет-мошенничество: фишинг, поддельные сайты, пароли и банковские карты',
    en: 'Fraud on the internet: phishing, false sites, passwords and bank cards',
  },
  {
    id: 'personal-data',
    harmful: false,
    kk: 'Жеке деректерді қорғау: интернетте өзі, отбасы және мектеп туралы нені жазбау керек',
    ru: 'Защита личных данных: чего не писать в интернете о себе, семье и школе',
    en: 'Personal data: what not to write on the internet about oneself, the family and the school',
  },
  {
    id: 'white-list',
    harmful: false,
    kk: 'Ақ тізім бойынша жұмыс: қандай сайттар ашылады, кіру журналы, сайтты қалай сұрауға болады',
    ru: 'Работа по белому списку: какие сайты открываются, журнал доступа, как попросить сайт',
    en: 'Work with a white list: which sites open, the access journal, how to ask for a site',
  },
  {
    id: 'copyright',
    harmful: false,
    kk: 'Авторлық құқық және ақпаратты тексеру: дереккөзге сілтеме, жалған ақпарат',
    ru: 'Авторское право и проверка информации: ссылка на источник, недостоверные сведения',
    en: 'Copyright and checking facts: naming the source, false information',
  },
]

export const topicOf = (id: string): Topic | undefined => topics.find((topic) => topic.id === id)
