/** A school on a disk in memory: settings, two approved lists and a draft, seat plans, and its October. */
import { memfs } from 'memfs'
import { paperSources } from '../../src/documents/router-sources.ts'
import type { DrillResult, Sources } from '../../src/documents/sources.ts'
import type { Files, Machine } from '../../src/machine/machine.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { openSeats } from '../../src/seating/store.ts'
import { readSettings } from '../../src/settings/settings.ts'
import { approve } from '../../src/whitelist/write-version.ts'
import { samplePublicKey, writeMonth, zone } from './journal.ts'

const firstList = `sites:
  - domain: bilimland.kz
    title: BilimLand
    subject: Информатика
  - domain: kitap.kz
    title: Ашық кітапхана
    subject: Қазақ әдебиеті
`

const secondList = `sites:
  - domain: bilimland.kz
    title: BilimLand
    subject: Информатика
    needs: [cdn.bilimland.net]
    except: [games.bilimland.kz]
  - domain: www.gov.kz
    title: Электрондық үкімет порталы
    subdomains: false
  - domain: opiq.kz
    title: OPIQ цифрлық оқулықтары
    rooms: [informatics]
  - domain: білім.қаз
    title: Білім
    subject: Барлық пән
  - domain: adilet.zan.kz
    title: Әділет
    subject: Құқық негіздері
  - address: 198.18.7.0/24
    title: Мектептің сынақ сервері
    ports: [443, udp/5060]
`

const settingsText = {
  main: {
    '.type': 'aqtizim',
    school: 'Балқаш қаласы, № 2 санаторлық мектеп-интернаты',
    language: 'kk',
  },
  informatics: { '.type': 'room', name: 'Информатика кабинеті', network: ['lan'] },
  multimedia: { '.type': 'room', name: 'Мультимедиа кабинеті', network: ['media'] },
  ...Object.fromEntries(
    ['PC', 'MM'].flatMap((prefix, net) =>
      [1, 2, 3, 4, 5, 6].map((pc) => [
        `${prefix}${pc}`,
        {
          '.type': 'pc',
          name: `${prefix}-0${pc}`,
          mac: `02:00:00:00:0${net + 1}:0${pc}`,
          room: net === 0 ? 'informatics' : 'multimedia',
        },
      ]),
    ),
  ),
  director: person('Ә. Қ. Өтегенұлы', 'Мектеп директоры', 'director', 'chair'),
  teacher: person('Г. Ы. Іңкәрова', 'Информатика мұғалімі', 'teacher', 'member'),
  psychologist: person('Ж. Һ. Ғаниева', 'Педагог-психолог', 'psychologist', 'member'),
}

function person(name: string, post: string, role: string, commission: string) {
  return { '.type': 'person', name, post, role, commission }
}

const seatPlans: Readonly<Record<string, readonly string[]>> = {
  '7 «А»': ['Айдос Қ.', 'Әсел Ң.', 'Бекзат Ғ.', 'Гүлім Ү.', 'Дәурен Ұ.', 'Іңкәр Һ.'],
}

export const drills: readonly DrillResult[] = [
  {
    at: '2026-10-28T15:10:00+05:00',
    room: 'informatics',
    pc: 'PC-01',
    shut: { of: 24, held: 24 },
    open: { of: 6, held: 6 },
    failed: [],
  },
]

export interface School {
  readonly files: Files
  readonly machine: Pick<Machine, 'files' | 'now' | 'log'>
  readonly sources: Sources
}

export interface SchoolOptions {
  readonly from?: string
  readonly until?: string
  readonly pcs?: number
  /** When the papers are written, local. */
  readonly now?: string
}

const localMs = (text: string) => Date.parse(`${text}+05:00`)

/** Six PCs to a room, and the whole of October unless told otherwise. */
export function makeSchool(options: SchoolOptions = {}): School {
  const { from = '2026-10-01', until = '2026-10-31', pcs = 6, now = '2026-11-02T10:00:00' } = options
  const files = memfs({}).fs as unknown as Files
  const paths = pathsBelow('')
  files.mkdirSync(paths.etc, { recursive: true })
  for (const [list, at, order, date] of [
    [firstList, '2026-08-31T05:00:00.000Z', '87', '2026-08-31'],
    [secondList, '2026-10-09T04:30:00.000Z', '101', '2026-10-09'],
  ] as const) {
    const by = { by: 'Ә. Қ. Өтегенұлы', post: 'Мектеп директоры', order, date, user: 'director', at }
    approve(files, paths.versions, list, by, { rooms: ['informatics', 'multimedia'] })
  }
  files.writeFileSync(paths.draft, `${secondList}  - domain: stem.kz\n    title: STEM\n`)
  files.writeFileSync(paths.verifyingKey, samplePublicKey())
  writeMonth({ files, from, until, pcs })
  const machine = { files, now: () => localMs(now), log: () => {} }
  const seats = openSeats(machine, paths.seats)
  for (const [name, pupils] of Object.entries(seatPlans))
    seats.save(
      name,
      pupils.map((pupil, place) => ({ pc: `PC-0${place + 1}`, pupil })),
    )
  const { settings } = readSettings(settingsText)
  const sources = paperSources({
    ...{ machine, paths, settings, zone, breathe: () => Promise.resolve() },
    drills: (since, last) => drills.filter(({ at }) => at.slice(0, 10) >= since && at.slice(0, 10) <= last),
  })
  return { files, machine, sources }
}
