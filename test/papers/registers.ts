/** What the sample school has in its registers by the beginning of November. */
import type { PaperKind } from '../../src/documents/paper-kind.ts'
import type { RegisterSources } from '../../src/documents/register-sources.ts'
import { socialReport } from '../../src/documents/social-report.ts'
import type { Sources } from '../../src/documents/sources.ts'
import { type Author, addBriefing, type BriefingBook, emptyBook, setClasses } from '../../src/registers/briefings.ts'
import { addDrill, addRun, type Drills, emptyDrills, makeProbes } from '../../src/registers/drill.ts'
import { emptyMinutes, type MinutesBook, planDecisions, readMeeting, saveMeeting } from '../../src/registers/minutes.ts'
import { suggestPlan } from '../../src/registers/plan-days.ts'
import { schoolYear } from '../../src/registers/school-year.ts'
import {
  addPupil,
  addWork,
  emptySocial,
  giveConsent,
  type Social,
  setAccount,
  takeScan,
  withdrawConsent,
} from '../../src/registers/social.ts'
import { countMonth, markHanded, markReady, reportDates } from '../../src/registers/social-report.ts'
import { emptyPlan, fillPlan, markByOrigin, markDone, type Plan } from '../../src/registers/year-plan.ts'

const author: Author = { user: 'aigul', at: '2026-11-02T05:00:00Z', today: '2026-11-02' }
const teacher = 'Г. Ы. Іңкәрова'

/** Names that are the same each time. */
function createIds(prefix: string): () => string {
  let last = 0
  return () => `${prefix}${++last}`
}

function briefings(): BriefingBook {
  const lines = [
    ['2026-09-02', '7 «А»', ['room-rules', 'electricity-fire', 'harmful-content'], 24, 25],
    ['2026-09-02', '8 «Ә»', ['room-rules', 'harmful-content', 'white-list'], 22, 22],
    ['2026-09-03', '5 «Б»', ['room-rules', 'posture-eyes', 'harmful-content'], 26, 27],
    ['2026-09-04', '9 «В»', ['harmful-content', 'extremism', 'cyberbullying'], 20, 23],
  ] as const
  const book = lines.reduce<BriefingBook>((before, [date, name, topics, present, of], at) => {
    const own = at === 3 ? 'Мектептің интернетті пайдалану ережелері' : ''
    return addBriefing(before, { date, class: name, topics, own, instructor: teacher, present, of }, author, `b${at}`)
  }, emptyBook)
  return setClasses(book, ['7 «А»', '8 «Ә»', '5 «Б»', '9 «В»', '6 «А»'])
}

function minutes(): MinutesBook {
  const meeting = readMeeting(
    {
      number: '1',
      date: '2026-09-15',
      place: 'Балқаш қаласы, мектеп директорының кабинеті',
      chair: { name: 'Ә. Қ. Өтегенұлы', post: 'Мектеп директоры' },
      secretary: { name: teacher, post: 'Информатика мұғалімі' },
      present: [
        { name: 'Ж. Һ. Ғаниева', post: 'Педагог-психолог' },
        { name: 'С. Т. Үмбетов', post: 'Директордың тәрбие ісі жөніндегі орынбасары' },
      ],
      absent: [{ name: 'К. Ұ. Қайратқызы', post: '7 «А» сынып жетекшісі' }],
      items: [
        {
          question: 'Компьютер кабинеттеріндегі интернетке кіруді шектеу туралы',
          speaker: teacher,
          heard: 'Компьютер кабинеттерінде тек ақ тізімдегі сайттар ашылады.\nКіру журналы жүргізіледі.',
          decisions: [
            { text: 'Ақ тізімді директордың бұйрығымен бекіту.', who: 'Ә. Қ. Өтегенұлы', due: '2026-10-09' },
            { text: 'Қазан айында кіру тарихын тексеріп, акт жасау.', who: 'комиссия', due: '2026-10-30' },
          ],
          votes: { for: 4, against: 0, abstained: 0 },
        },
        {
          question: '«Қауіпсіз интернет» іс-шаралары туралы',
          speaker: 'С. Т. Үмбетов',
          decisions: [{ text: 'Ата-аналар жиналыстарын тоқсан сайын өткізу.', who: 'сынып жетекшілері' }],
        },
      ],
    },
    author,
    'm1',
    createIds('d'),
  )
  return saveMeeting(emptyMinutes, meeting)
}

function plan(book: MinutesBook): Plan {
  const ids = createIds('p')
  const filled = fillPlan(emptyPlan, suggestPlan(2026, schoolYear(2026).terms), author, ids)
  const decided = book.meetings.reduce((before, meeting) => planDecisions(before, meeting, author, ids).plan, filled)
  const first = decided.entries[0]
  if (first === undefined) return decided
  const note = { date: '2026-09-10', note: 'Барлық сыныптар қатысты', file: 'zhinalys-2026-09-10.pdf' }
  return markByOrigin(markDone(decided, first.id, note, author), '2026-october-check', '2026-10-30', author)
}

/** Two PCs: one where all came as it should, and one with a way round the router. */
function drills(): Drills {
  const listed = ['bilimland.kz', 'www.gov.kz', 'kitap.kz']
  const begun = addDrill(emptyDrills, {
    ...{ id: 'drill1', room: 'informatics', user: 'aigul', runs: [] },
    ...{ from: '2026-10-28T15:00:00+05:00', until: '2026-10-28T15:40:00+05:00' },
  })
  return [1, 2].reduce((before, pc) => {
    const probes = makeProbes(listed, 'q7w5', (name) => listed.includes(name)).map((probe, at) => {
      const led = pc === 2 && at === 3
      if (led) return { ...probe, http: 'timeout', https: 'answered', verdict: 'bypassed' } as const
      if (probe.expected === 'open')
        return { ...probe, http: 'timeout', https: 'answered', gateTls: 'allowed', verdict: 'opened' } as const
      return { ...probe, http: 'answered', https: 'failed', resolver: 'refused', verdict: 'refused' } as const
    })
    const when = { from: `2026-10-28T15:0${pc}:00+05:00`, to: `2026-10-28T15:0${pc}:40+05:00` }
    const who = { pc: `PC-0${pc}`, mac: `02:00:00:00:01:0${pc}`, ip: `192.168.1.10${pc}` }
    return addRun(before, 'drill1', { ...who, ...when, version: 2, probes })
  }, begun)
}

function social(): Social {
  const pupils = ['7 «А»', '7 «А»', '7 «А»', '8 «Ә»', '8 «Ә»'].map((name, at) => [name, `Оқушы ${at + 1}`] as const)
  const steps: readonly ((before: Social) => Social)[] = [
    ...pupils.map(
      ([name, label], at) =>
        (before: Social) =>
          addPupil(before, { class: name, label }, `s${at}`),
    ),
    ...[0, 1, 3].map((at) => (before: Social) => giveConsent(before, `s${at}`, '2026-09-20', author)),
    (before) => setAccount(before, 's0', 'https://vk.com/id1'),
    (before) => setAccount(before, 's3', 'https://vk.com/id2'),
    (before) => withdrawConsent(before, 's1', '2026-10-10'),
    (before) =>
      takeScan(before, {
        ...{ month: '2026-10', at: author.at, user: author.user },
        results: [{ pupil: 's0', category: 'агрессия', count: 2, note: '' }],
      }),
    (before) => addWork(before, { date: '2026-10-20', what: 'talk', count: 1, note: 'әңгіме' }, author, 'w1'),
    (before) => addWork(before, { date: '2026-10-22', what: 'parents', count: 12, note: 'жиналыс' }, author, 'w2'),
    (before) => markReady(before, '2026-10', '2026-10-23', author),
    (before) => markHanded(before, '2026-10', '2026-10-26', 'Балқаш қаласының білім бөлімі', author),
  ]
  return steps.reduce((before, step) => step(before), emptySocial)
}

/** The psychologist's report has no entry in the catalogue, since its register is sealed: here it stands open. */
export function socialReportKind({ school, people }: Pick<Sources, 'school' | 'people'>): PaperKind {
  return {
    name: 'social-report',
    title: { kk: 'Ай сайынғы есеп', ru: 'Ежемесячный отчёт', en: 'Monthly report' },
    fields: [],
    roles: ['psychologist'],
    write(_, language) {
      const kept = social()
      const attempts = [
        { network: 'VK', visits: 95 },
        { network: 'TikTok', visits: 78 },
      ]
      const nameOf = (wanted: string) => people.find(({ role }) => role === wanted)?.name
      const signers = { psychologist: nameOf('psychologist'), director: nameOf('director') }
      const dates = reportDates(kept, '2026-10', author.today)
      return socialReport({ school, ...signers, numbers: countMonth(kept, '2026-10'), dates, attempts }, language)
    },
  }
}

export function sampleRegisters({ school, people, rooms }: Sources): RegisterSources {
  const book = minutes()
  return {
    ...{ school, people, rooms, briefings: briefings(), plan: plan(book), minutes: book, drills: drills() },
    ...{ classes: ['7 «А»', '8 «Ә»', '5 «Б»', '9 «В»', '6 «А»'], today: author.today },
  }
}
