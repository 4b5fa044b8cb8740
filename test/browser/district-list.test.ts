/** The district's list in a browser: from `publish` over the teacher's page and the director to a room of the lab. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import * as assert from 'uvu/assert'
import { Authority } from '../forward/certificates.ts'
import { until } from '../patience.ts'
import { suite } from '../suite.ts'
import { approveList, open } from './life.ts'
import { writeDraft } from './list-files.ts'
import { arrive, openBrowser, overhang, type Person } from './person.ts'
import { openSchool, type School } from './school.ts'
import { by, press, textOf, waitForText } from './touch.ts'

const test = suite("browser: the district's list")
/** What needs files of the router. */
const labTest = process.env.LUCI_URL === undefined ? test : () => {}
const program = fileURLToPath(new URL('../../dist/aqtizim-district.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'district-web-'))
const at = (name: string) => join(folder, name)
const authority = new Authority(folder, 'web')
const server = authority.sign('server', 'IP:127.0.0.1')
const url = 'https://127.0.0.1:8443/list.yaml'

let school: School
let browser: Browser
let teacher: Person

function district(...words: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' })
  assert.is(status, 0, `${stdout}${stderr}`)
}
function publish(...sites: string[]): void {
  writeFileSync(at('draft.yaml'), `sites:\n${sites.map((site) => `  - domain: ${site}\n`).join('')}`)
  district('publish', at('draft.yaml'), '--key', at('list.sec'), '--to', at('web'), '--date', '2026-11-30')
}

/** The router trusts the web server's authority, and knows the district's key. */
function prepare(root: string): void {
  mkdirSync(at('web'))
  district('publish-key', at('list.sec'))
  const key = readFileSync(at('list.sec.pub'), 'utf8').split('\n')[1] ?? ''
  const settings = join(root, 'etc/config/aqtizim')
  const section = `\nconfig district_list 'district_list'\n\toption url '${url}'\n\toption key '${key}'\n`
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}${section}`)
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true })
  writeFileSync(join(root, 'etc/ssl/certs/ca-certificates.crt'), readFileSync(authority.ca))
  writeDraft(root, '# ours\nsites:\n  - domain: bilimland.test\n    title: Біздің\n')
}

test.before(async () => {
  ;[school, browser] = await Promise.all([openSchool(prepare), openBrowser()])
  const words = ['-accept', '127.0.0.1:8443', '-cert', server.cert, '-key', server.key, '-WWW']
  await school.lab?.router.start(['env', '-C', at('web'), 'openssl', 's_server', ...words], { ready: /^ACCEPT/ })
  teacher = await arrive(browser, school, 'teacher')
})
test.after(async () => {
  await browser?.close()
  await school?.stop()
  rmSync(folder, { recursive: true })
})

const draftPath = () => join(school.aqtizim?.root ?? '', 'etc/aqtizim/draft.yaml')
const draft = () => readFileSync(draftPath(), 'utf8')
const part = (kind: string) => teacher.page.locator(by(`district-${kind}`))
const offer = (site: string) => teacher.page.locator(`[data-site="${site}"]`)

async function show(): Promise<void> {
  await teacher.open('whitelist')
  await teacher.page.getByRole('tab', { name: 'District’s list' }).click()
  await teacher.page.getByRole('button', { name: 'Fetch it now' }).waitFor()
}
const fetchNow = () => teacher.page.getByRole('button', { name: 'Fetch it now' }).click()

labTest('a list that was published comes on demand, and shows what it would change', async () => {
  publish(
    'bilimland.test\n    needs: [cdn.bilimland-static.test]',
    'dual.test\n    title: <b>Кітапхана</b>',
    'half.test',
  )
  await show()
  await fetchNow()
  await waitForText(teacher, by('district-version'), 'Version 1 of 30.11.2026, with 3 entries.')
  await part('added').getByRole('heading', { name: 'Not in the draft: 2' }).waitFor()
  assert.match(await offer('bilimland.test').innerText(), /changes[\s\S]*new: cdn\.bilimland-static\.test/)
  assert.match(await offer('dual.test').innerText(), '<b>Кітапхана</b>')
  assert.is(draft(), '# ours\nsites:\n  - domain: bilimland.test\n    title: Біздің\n')
})

labTest('one entry is taken over with its mark, and taken back', async () => {
  const before = draft()
  await offer('dual.test').getByRole('button', { name: 'Take over' }).click()
  await waitForText(teacher, by('district-news'), '1 entry of the draft was changed.')
  assert.is(draft(), `${before}  - domain: dual.test\n    title: <b>Кітапхана</b>\n    group: district@2026-11-30\n`)
  await waitForText(teacher, by('district-version'), 'From it in the draft: 1.')
  await offer('dual.test').waitFor({ state: 'detached' })
  await teacher.page.getByRole('button', { name: 'Take it back' }).click()
  await offer('dual.test').waitFor()
  assert.is(draft(), before)
})

labTest('who was faster is told, and all of a kind is taken over', async () => {
  writeFileSync(draftPath(), `${draft()}  - domain: own.kz\n`)
  await part('added').getByRole('button', { name: 'Take all these over' }).click()
  await waitForText(teacher, by('district-news'), 'changed the list meanwhile')
  await part('added').getByRole('button', { name: 'Take all these over' }).click()
  await waitForText(teacher, by('district-news'), '2 entries of the draft were changed.')
  await part('added').waitFor({ state: 'detached' })
  // The school's own entry is not changed in passing.
  assert.is(await part('changed').getByRole('button', { name: 'Take all these over' }).count(), 0)
  await offer('bilimland.test').getByRole('button', { name: 'Take over' }).click()
  await waitForText(teacher, by('district'), 'The draft has all that the district’s list has.')
  assert.match(draft(), /title: Біздің\n {4}needs: \[cdn\.bilimland-static\.test\]\n {4}group: district@2026-11-30\n/)
  await press(teacher, 'tab-groups')
  await teacher.page.locator(by('groups')).waitFor()
  await teacher.page.locator(by('group-wikipedia')).waitFor()
  assert.is(await teacher.page.locator(by('vanished')).count(), 0)
})

labTest('nothing opens before the director approves, and the room has it then', async () => {
  const opens = async () => (await open(school, 'pc1', 'https://dual.test/')).status === 0
  assert.not.ok(await opens())
  await approveList(school, draftPath())
  await until('dual.test opens in the room', opens)
  const director = await arrive(browser, school, 'director')
  await director.open('whitelist')
  assert.is(await director.page.locator(by('tab-district')).count(), 0)
  await director.leave()
})

labTest('what left the list is marked and removed on a press alone; a changed file is refused', async () => {
  publish('bilimland.test\n    needs: [cdn.bilimland-static.test]', 'half.test')
  await show()
  await fetchNow()
  await waitForText(teacher, by('district-version'), 'Version 2')
  assert.match(draft(), 'dual.test')
  await part('removed').getByRole('heading', { name: 'Left the district’s list: 1' }).waitFor()
  await offer('dual.test').getByRole('button', { name: 'Remove from the draft' }).click()
  await waitForText(teacher, by('district'), 'The draft has all that the district’s list has.')
  assert.not.match(draft(), 'dual.test')
  publish('evil.test')
  writeFileSync(at('web/list.yaml'), readFileSync(at('web/list.yaml'), 'utf8').replace('evil.test', 'vk.test'))
  await fetchNow()
  const refused = '[data-code=district-list-refused]'
  await waitForText(teacher, refused, 'its signature does not fit it')
  assert.match(await textOf(teacher, by('district-version')), 'Version 2')
  await teacher.page.setViewportSize({ width: 360, height: 740 })
  assert.is(await overhang(teacher.page), 0)
})

labTest('the command line says the same, and the journal has what came and who took what', async () => {
  const command = async (...words: string[]) => school.aqtizim?.command('district-list', ...words)
  const said = await command('fetch')
  assert.equal([said?.status, said?.stdout.split('\n')[0]?.slice(0, 38)], [1, 'Version 2 of 2026-11-30 (2 entries), f'])
  assert.match(said?.stderr ?? '', 'its signature does not fit it')
  const { marked, added } = JSON.parse((await command('--json'))?.stdout ?? '{}')
  assert.equal([marked, added], [2, 0])
  assert.is((await command('nonsense'))?.status, 2)
  const rows = (await school.aqtizim?.journal()) ?? []
  const events = rows.flatMap((row) => ('event' in row ? [String(row.event)] : []))
  for (const name of ['district-list-new', 'district-list-taken', 'district-list-refused'])
    assert.ok(events.includes(name), `${name}: ${events.join(' ')}`)
})

test.run()
