/** A short day in the lab, and the papers that its own router's command line writes of it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type Ubus } from 'ubus-client'
import { bundle } from '../../build/bundle.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { browserOn } from '../lab/browser-on.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { networkOf, type StationKey } from '../lab/map.ts'
import { hangMs } from '../patience.ts'

const list = fileURLToPath(new URL('../lab/lists/first.yaml', import.meta.url))

const people = [
  ['Ә. Қ. Өтегенұлы', 'Мектеп директоры', 'director', 'chair'],
  ['Г. Ы. Іңкәрова', 'Информатика мұғалімі', 'teacher', 'member'],
  ['Ж. Һ. Ғаниева', 'Педагог-психолог', 'psychologist', 'member'],
]

function addPeople(root: string): void {
  const path = join(root, 'etc/config/aqtizim')
  const sections = people.map(([name, post, role, commission]) => {
    const options = { name, post, role, commission }
    const lines = Object.entries(options).map(([key, value]) => `\toption ${key} '${value}'\n`)
    return `\nconfig person\n${lines.join('')}`
  })
  writeFileSync(path, readFileSync(path, 'utf8') + sections.join(''))
}

async function runDrill(lab: Lab, bus: Ubus): Promise<void> {
  await bus.call('aqtizim', 'drill_start', { room: 'informatics', minutes: 10 })
  const browser = await browserOn(lab, 'pc1')
  try {
    const page = await browser.newPage()
    await page.goto(`http://${networkOf('lan').address4}/.aqtizim/drill`)
    await page.locator('#go').click()
    await page.waitForSelector('html[data-state=done]', { timeout: hangMs })
  } finally {
    await browser.close()
  }
  await bus.call('aqtizim', 'drill_stop', { room: 'informatics' })
}

/** Two lessons: pupils open what is listed and try what is not. */
async function haveLessons(lab: Lab, bus: Ubus): Promise<void> {
  const open = (pc: StationKey, ...urls: string[]) => {
    const words = ['curl', '-s', '--cacert', lab.certificate.authority, '-o', '/dev/null']
    return lab.station(pc).run([...words, ...urls])
  }
  await bus.call('aqtizim', 'lesson_start', { room: 'informatics', class: '7 «А»' })
  await bus.call('aqtizim', 'lesson_start', { room: 'multimedia', class: '9 «В»' })
  await Promise.all([
    open('pc1', 'https://bilimland.test/', 'https://www.exact.test/', 'http://vk.test/'),
    open('pc2', 'https://bilimland.test/', 'http://games.bilimland.test/'),
    open('pc3', 'https://media-only.test/', 'http://vk.test/'),
    open('pc4', 'https://xn--90aud6hb.test/'),
  ])
  await runDrill(lab, bus)
  for (const room of ['informatics', 'multimedia']) await bus.call('aqtizim', 'lesson_end', { room })
}

export interface LabPaper {
  readonly name: string
  readonly language: 'kk' | 'ru'
  readonly html: Buffer
  readonly docx: Buffer
}

/** Through a file: a .docx is no text. */
async function writePaper(lab: Lab, { root, socket }: Aqtizim, words: readonly string[]): Promise<Buffer> {
  const file = join(lab.folder, 'paper')
  const program = [process.execPath, join(root, 'usr/lib/aqtizim/aqtizim.js'), '--ubus', socket, '--root', root]
  await lab.router.must(['sh', '-c', 'exec "$@" >"$0"', file, ...program, 'paper', ...words])
  return readFileSync(file)
}

const dated = ['access-journal', 'check-act']

/** Rejects where the system allows no lab, and where the papers do not have what the day had. */
export async function labPapers(): Promise<LabPaper[]> {
  await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab, addPeople)
    const approval = ['--by', 'Ә. Қ. Өтегенұлы', '--post', 'Мектеп директоры', '--order', '87', '--date', '2026-08-31']
    const approved = await aqtizim.command('approve', list, ...approval)
    if (approved.status !== 0) throw new Error(approved.stderr)
    const bus = connect({ path: aqtizim.socket })
    await haveLessons(lab, bus)
    const { clock } = (await bus.call('aqtizim', 'status')) as { clock: { now: string } }
    await bus.close()
    // What goes on is written into the journal, and papers come with the daemon down as well.
    aqtizim.daemon.stop('SIGTERM')
    await aqtizim.daemon.ended
    const today = clock.now.slice(0, 10)
    const papers: LabPaper[] = []
    for (const name of ['approval-sheet', ...dated, 'drill'])
      for (const language of ['kk', 'ru'] as const) {
        const days = dated.includes(name) ? [`from=${today}`, `until=${today}`] : []
        const of = (format: string) =>
          writePaper(lab, aqtizim, [name, ...days, '--language', language, '--format', format])
        papers.push({ name, language, html: await of('html'), docx: await of('docx') })
      }
    const journal = String(papers.find(({ name }) => name === 'access-journal')?.html)
    for (const site of ['bilimland.test', 'media-only.test', 'vk.test', '7 «А»', '9 «В»'])
      if (!journal.includes(site)) throw new Error(`the lab's journal has no ${site}`)
    // A drill's names are nobody's attempts.
    if (journal.includes('vk.com')) throw new Error('the printed journal takes the drill for a pupil')
    return papers
  } finally {
    await lab.stop()
  }
}
