/** Shows what a district can see: the schools' proofs, the head of an act, some questions, its page by role; and how to see more. */
import { sql, trusted } from '../../src/district/sql.ts'
import { howToLogIn, visitPage } from './demo-page.ts'
import type { DemoSchool } from './demo-schools.ts'
import type { District } from './district.ts'
import type { PagePlace } from './page-place.ts'

const questions: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'what is refused most, of all schools',
    text: "SELECT site, sum(flows) AS attempts, uniqExact(journal) AS schools FROM visits WHERE verdict = 'refused' AND NOT background GROUP BY site ORDER BY attempts DESC, site LIMIT 5",
  },
  {
    title: 'visits and refusals of each school',
    text: "SELECT school, countIf(verdict = 'allowed') AS visits, countIf(verdict = 'refused') AS refusals, max(end) AS last FROM visits ANY INNER JOIN (SELECT journal, school FROM schools FINAL WHERE removed = 0) USING journal GROUP BY school ORDER BY school",
  },
]

/** A question in the shell's own words. */
const client = (district: District, text: string) =>
  `clickhouse-client --port ${district.server.tcpPort} --database aqtizim --query "${text}"`

/** False where a journal is not whole, or somebody sees on the page what they must not. */
export async function show(
  district: District,
  page: PagePlace,
  schools: readonly DemoSchool[],
  print: (text: string) => void,
): Promise<boolean> {
  const command = (...words: string[]) => {
    const { status, output } = district.run(words)
    print(`\n$ aqtizim-district ${words.join(' ')}\n${output.trimEnd()}`)
    return status === 0
  }
  const isVerified = command('verify')
  const [first] = schools
  const [seal] = await district.clickhouse.rows<{ head: string }>(
    sql`SELECT head FROM seals WHERE journal = ${first?.journal ?? ''} AND kind = 'seal' ORDER BY n DESC LIMIT 1`,
  )
  const isMet = command('compare', first?.school ?? '', seal?.head ?? '')
  for (const { title, text } of questions) {
    const answer = await district.clickhouse.text(trusted(`${text} FORMAT TabSeparatedWithNames`))
    print(`\n${title}:\n${answer.trimEnd().replace(/^/gm, '  ')}`)
  }
  const isSeen = await visitPage(page, schools, print)
  print(`\nTo look at it:
${howToLogIn(page)}
In another terminal:
  aqtizim-district is    ${district.words().join(' ')}
  ask ClickHouse         ${client(district, 'SELECT count() FROM visits')}
  the spool              ${district.spool}
  rsyslog's settings     ${district.rsyslog.folder}/rsyslog.conf`)
  return isVerified && isMet && isSeen
}
