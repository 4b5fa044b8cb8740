/** The page of `npm run district`, with an issuer of OpenID Connect of its own at which a visitor chooses who to be. */
import { join } from 'node:path'
import { type Staying, startProgram } from '../lab/program.ts'
import type { DemoSchool, Endings } from './demo-schools.ts'
import type { District } from './district.ts'
import { PagePlace } from './page-place.ts'
import { WebVisitor } from './web-visitor.ts'

const people = {
  'admin@edu.kz': { role: 'admin', sees: 'everything' },
  'viewer@edu.kz': { role: 'viewer', sees: 'figures of all schools, no journal' },
  'teacher-1@edu.kz': { role: '[school-1]', sees: 'school-1 alone, with its journal' },
} as const
const logins = Object.keys(people) as (keyof typeof people)[]

/** Before the district is: its settings are the page's too. */
export async function preparePage(folder: string, endings: Endings): Promise<PagePlace> {
  const place = await PagePlace.create(join(folder, 'page'), {
    people: logins.map((login) => `${login}: ${people[login].role}\n`).join(''),
    name: 'Балқаш ауданы',
    zone: 'Asia/Almaty',
    // The generated journals end with the last day of school.
    more: '  silent_hours: 96\n',
  })
  const issuer = await place.addIssuer(logins)
  endings.push(() => issuer.stop())
  return place
}

export async function startPage(district: District, place: PagePlace, endings: Endings): Promise<void> {
  const serving: Staying = await startProgram(district.words('serve'), {
    ready: /^the page is at /,
    env: place.environment,
  })
  endings.push(async () => {
    serving.stop()
    await serving.ended
  })
}

/** Logs each of them in and looks at what they see; false where it is anything else than it has to be. */
export async function visitPage(
  place: PagePlace,
  schools: readonly DemoSchool[],
  print: (text: string) => void,
): Promise<boolean> {
  print(`\nthe page, as each of them sees it after a login:`)
  const seen = await Promise.all(
    logins.map(async (login) => {
      const visitor = new WebVisitor(place.url, place.ca)
      await visitor.logIn(login)
      const { status, body } = await visitor.open('/')
      const named = schools.filter(({ name }) => body.includes(name)).length
      const opened = schools.map(async ({ school }) => (await visitor.open(`/school/${school}`)).status === 200)
      const journals = (await Promise.all(opened)).filter(Boolean).length
      const all = schools.length
      const wanted = { 'admin@edu.kz': [all, all], 'viewer@edu.kz': [all, 0], 'teacher-1@edu.kz': [1, 1] }[login]
      const isRight = status === 200 && named === wanted[0] && journals === wanted[1]
      return { isRight, line: `  ${login}  schools ${named}, journals ${journals}` }
    }),
  )
  for (const { line } of seen) print(line)
  return seen.every(({ isRight }) => isRight)
}

export const howToLogIn = (place: PagePlace) =>
  [
    `  the page               ${place.url}/`,
    '                         Log in, and choose who to be:',
    ...logins.map((login) => `                           ${login.padEnd(18)} ${people[login].sees}`),
    '                         The certificates are of this demonstration alone: the browser warns of them once at the page and',
    `                         once at the login. Whoever does not want that gives it the authority ${place.ca}`,
  ].join('\n')
