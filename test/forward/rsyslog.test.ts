/** The configuration of docs/forward.md in a real rsyslogd over TLS, killed and killing. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Forwarder } from '../../src/forward/forwarder.ts'
import { createDial } from '../../src/forward/syslog-link.ts'
import { verify } from '../logger/journal-lab.ts'
import { texts } from '../messages/texts.ts'
import { node } from '../node.ts'
import { Authority } from './certificates.ts'
import { freePort, Rsyslog, until } from './rsyslog.ts'
import { School, target } from './school.ts'

const test = suite('rsyslog')
const page = readFileSync(new URL('../../docs/forward.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/```\n([\s\S]*?)```/g)].map((found) => found[1] ?? '')
const block = (part: string): string => {
  const found = blocks.find((text) => text.includes(part))
  if (found === undefined) throw new Error(`no block with ${part}`)
  return found
}

const root = mkdtempSync(join(tmpdir(), 'forward-'))
const schools = new Authority(root, 'schools')
const district = new Authority(root, 'district')
const server = district.sign('server', 'DNS:localhost')
const router = schools.sign('router', 'DNS:school-2')
const ours = { ca: district.ca, ...router }
const running: Rsyslog[] = []
const forwarders: Forwarder[] = []
const sendings = fileURLToPath(new URL('sender.ts', import.meta.url))
const log = 'log/school-2.jsonl'

async function startServer(name: string): Promise<Rsyslog> {
  const folder = join(root, name)
  const port = await freePort()
  const places: [string, string][] = [
    ['/var/spool/rsyslog', folder],
    ['/etc/rsyslog.d/schools-ca.pem', schools.ca],
    ['/etc/rsyslog.d/server.pem', server.cert],
    ['/etc/rsyslog.d/server.key', server.key],
    ['/var/log/aqtizim', join(folder, 'log')],
    ['port="6514"', `address="127.0.0.1" port="${port}"`],
  ]
  const configuration = places.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from)
    return text.replace(from, to)
  }, block('imtcp'))
  const rsyslog = new Rsyslog(folder, port, configuration)
  running.push(rsyslog)
  await rsyslog.start()
  return rsyslog
}

function startForwarder(school: School, awayMs = 300_000): Forwarder {
  const forwarder = school.forward({ awayMs })
  forwarders.push(forwarder)
  return forwarder
}

const isRow = (line: string) => line.startsWith('{"n":')
const lag = (forwarder: Forwarder) => forwarder.standings()[0]?.lag

/** The days' files, as the page makes them of what has arrived. */
function gather(rsyslog: Rsyslog): { name: string; lines: string[] }[] {
  const folder = join(rsyslog.folder, 'days')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  execFileSync('sh', ['-euc', block('awk').replace('school-2.jsonl', join(rsyslog.folder, log))], { cwd: folder })
  const days = readdirSync(folder).sort()
  return days.map((name) => ({ name, lines: readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1) }))
}

/** Each row of the school's journal has arrived, none is foreign, and the chain holds. */
function holds(rsyslog: Rsyslog, school: School): void {
  const days = gather(rsyslog)
  const there = days.flatMap(({ lines }) => lines)
  const arrived = new Set(there)
  assert.equal(
    school.lines().filter((line) => !arrived.has(line)),
    [],
  )
  assert.is(there.join('\n'), school.lines().join('\n'))
  const { wrong, seals } = verify(days)
  assert.is(wrong, undefined)
  assert.ok(seals > 0)
}

/** What arrived twice is the same, octet for octet. */
function isWithoutNews(rsyslog: Rsyslog, school: School): void {
  const known = new Set(school.lines())
  const strange = rsyslog.lines(log).filter((line) => !known.has(line) && !line.endsWith('}}'))
  assert.equal(strange, [])
}

test.after(async () => {
  for (const forwarder of forwarders) forwarder.stop()
  for (const rsyslog of running) await rsyslog.kill()
  rmSync(root, { recursive: true, force: true })
})

test('all rows arrive, each once, and the chain can be verified from them', async () => {
  const rsyslog = await startServer('whole')
  const school = new School(join(root, 'whole-school'))
  school.targets = [target({ port: rsyslog.port, ...ours })]
  school.write(1200)
  const forwarder = startForwarder(school)
  await until(() => lag(forwarder) === 0)
  school.now += 86_400_000
  school.write(300)
  await until(() => lag(forwarder) === 0)
  forwarder.stop()
  assert.equal(rsyslog.lines(log).filter(isRow), school.lines())
  holds(rsyslog, school)
  assert.equal(forwarder.faults(), [])
})

test('a receiver that is killed again and again loses nothing', async () => {
  const rsyslog = await startServer('killed')
  const school = new School(join(root, 'killed-school'))
  school.targets = [target({ port: rsyslog.port, ...ours })]
  school.write(500)
  const forwarder = startForwarder(school)
  for (let round = 1; round <= 5; round++) {
    school.write(800)
    // Somewhere in the middle: some of these rows have arrived, and some have not.
    const before = rsyslog.lines(log).length
    await until(() => rsyslog.lines(log).length > before + round * 20)
    await rsyslog.kill()
    // What a killed server may leave behind.
    if (round === 2) appendFileSync(join(rsyslog.folder, log), school.lines().at(-1)?.slice(0, 40) ?? '')
    school.write(100)
    await rsyslog.start()
  }
  await until(() => lag(forwarder) === 0)
  const [standing] = forwarder.standings()
  forwarder.stop()
  holds(rsyslog, school)
  assert.ok((standing?.again ?? 0) > 0)
  isWithoutNews(rsyslog, school)
})

test('a router that is killed again and again loses nothing', async () => {
  const rsyslog = await startServer('cut')
  const folder = join(root, 'cut-school')
  const school = new School(folder)
  school.write(6000)
  school.journal.close()
  const settings = JSON.stringify({ port: rsyslog.port, ...ours })
  const size = school.lines().join().length
  const run = async (...words: string[]) => {
    const argv = [...node.slice(1), sendings, folder, settings, ...words]
    const sender = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    sender.stdout.once('data', () => sender.kill('SIGTERM'))
    return (await once(sender, 'exit'))[1]
  }
  for (let killed = 0; killed < 4; killed++) assert.is(await run(String(size / 10)), 'SIGKILL')
  assert.is(await run(), 'SIGTERM')
  holds(rsyslog, school)
  isWithoutNews(rsyslog, school)
})

test('a receiver that hangs and comes round loses nothing', async () => {
  const rsyslog = await startServer('hung')
  const school = new School(join(root, 'hung-school'))
  school.targets = [target({ port: rsyslog.port, ...ours })]
  const forwarder = school.forward({ dial: createDial(fs, { connectMs: 300, stallMs: 300, finishMs: 300 }), awayMs: 0 })
  forwarders.push(forwarder)
  for (let round = 0; round < 2; round++) {
    school.write(500)
    await until(() => rsyslog.lines(log).length > 0)
    rsyslog.signal('SIGSTOP')
    school.write(500)
    await until(() => forwarder.faults().length > 0)
    assert.match(forwarder.faults()[0]?.text ?? '', /it does not answer|it takes nothing any more/)
    rsyslog.signal('SIGCONT')
    await until(() => lag(forwarder) === 0)
  }
  forwarder.stop()
  holds(rsyslog, school)
})

test('a certificate that is not trusted, or for another name, gets nothing', async () => {
  const rsyslog = await startServer('untrusted')
  const school = new School(join(root, 'untrusted-school'))
  const { port } = rsyslog
  school.targets = [
    target({ id: 'stranger', port, ...router, ca: schools.ca }),
    target({ id: 'nameless', port, ...ours, host: '127.0.0.1' }),
    target({ id: 'system', port, ...router }),
    target({ id: 'nobody', port, ca: district.ca }),
    target({ id: 'nofile', port, ca: '/nonexistent/ca.pem' }),
  ]
  school.write(120)
  const forwarder = startForwarder(school, 200)
  await until(() => forwarder.faults().length === 5)
  const [stranger, nameless, system, nobody, nofile] = texts(forwarder.faults())
  assert.match(
    stranger ?? '',
    /^stranger: .* its certificate is not signed by the authority in .*schools-ca.pem; 122 rows wait$/,
  )
  assert.match(nameless ?? '', /its certificate is for another name/)
  assert.match(system ?? '', /not signed by an authority that Node knows; name your own with the option ca/)
  assert.match(nobody ?? '', /does it want our certificate\? Options cert and key/)
  assert.match(nofile ?? '', /ca: \/nonexistent\/ca.pem cannot be read/)
  assert.equal(rsyslog.lines(log), [])
  assert.is(school.events.filter(({ event }) => event === 'forward-away').length, 5)
  school.targets = [target({ id: 'stranger', port, ...ours })]
  await until(() => forwarder.standings()[0]?.lag === 0)
  assert.equal(forwarder.faults(), [])
  forwarder.stop()
  holds(rsyslog, school)
})

test.run()
