/** May this site open: by the list in force, room by room, and by the draft. */
import { createSocket } from 'node:dgram'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makePlan } from '../../src/firewall/plan.ts'
import { type Found, findAddresses } from '../../src/firewall/probe-resolver.ts'
import type { SiteOpens } from '../../src/luci-bridge/contract.ts'
import { siteOpens } from '../../src/luci-bridge/methods/site-opens.ts'
import type { Tools } from '../../src/luci-bridge/tools.ts'
import { parse } from '../../src/whitelist/parse.ts'
import { makeFacts, room } from '../firewall/gate-plan.ts'

const labFacts = makeFacts({ rooms: [room('informatics', 1), room('multimedia', 2)] })
const test = suite('may this site open')

const inForce = `sites:
  - domain: bilimland.kz
    title: BilimLand
    needs: [cdn.bilimland.net]
    except: [games.bilimland.kz]
  - domain: only.kz
    subdomains: false
    rooms: [multimedia]
  - domain: білім.қаз
    ports: [80, 443, 8443]
  - domain: kino.kz
    open: on-demand
    rooms: [multimedia]
  - domain: moodle.kz
    inside: true
    resolver: 10.7.0.1
  - domain: library.kz
    inside: true
    resolver: 10.7.0.2
    rooms: [multimedia]
  - address: 198.18.12.0/24
    ports: [443]
  - address: 2001:db9::/32
`

const list = (text: string) => {
  const { whitelist } = parse(text, { rooms: ['informatics', 'multimedia'] })
  if (whitelist === undefined) throw new Error('the list of this test has an error')
  return whitelist
}

function tools(draft: string | undefined): Pick<Tools, 'live' | 'draft'> {
  const plan = makePlan(labFacts, list(inForce))
  const rooms = labFacts.rooms.map(({ id }) => ({ id, name: `кабинет ${id}`, networks: [] }))
  const whitelist = draft === undefined ? undefined : list(draft)
  return {
    live: () => ({ plan, settings: { rooms }, version: { whitelist: plan.whitelist }, today: '2026-10-05' }),
    draft: { parsed: () => ({ whitelist, problems: [] }), state: () => ({ differs: draft !== inForce }) },
  } as unknown as Pick<Tools, 'live' | 'draft'>
}

const root = { user: 'root', roles: [] }
async function ask(address: string, draft = inForce): Promise<SiteOpens> {
  const answer = await siteOpens(tools(draft))({ address }, root)
  if ('error' in answer) throw new Error(answer.error)
  return answer
}
const verdicts = ({ rooms }: SiteOpens) =>
  rooms.map(({ id, opens, why }) => `${id} ${opens ? 'opens' : 'shut'}: ${why}`)
const both = (words: string) => [`informatics ${words}`, `multimedia ${words}`]

test('each reason is told, of a name, of what is below it and of an address', async () => {
  const cases: [pasted: string, name: string, expected: string[]][] = [
    ['https://www.BilimLand.kz/kk/course?x=1#top', 'www.bilimland.kz', both('opens: site')],
    ['http://bilimland.kz', 'bilimland.kz', both('opens: site')],
    ['a.cdn.bilimland.net', 'a.cdn.bilimland.net', both('opens: needs')],
    ['https://old.games.bilimland.kz/', 'old.games.bilimland.kz', both('shut: except')],
    ['bilimland.net', 'bilimland.net', both('shut: unlisted')],
    ['notbilimland.kz', 'notbilimland.kz', both('shut: unlisted')],
    ['https://bilimland.kz@evil.com/', 'evil.com', both('shut: unlisted')],
    ['only.kz', 'only.kz', ['informatics shut: unlisted', 'multimedia opens: site']],
    ['www.only.kz', 'www.only.kz', both('shut: unlisted')],
    ['https://m.kino.kz/1', 'm.kino.kz', ['informatics shut: unlisted', 'multimedia shut: on-demand']],
    ['https://bilimland.kz:8443/', 'bilimland.kz', both('shut: port')],
    ['https://xn--90aud6hb.xn--80ao21a:8443/', 'білім.қаз', both('opens: site')],
    ['https://198.18.12.77/x', '198.18.12.77', both('opens: site')],
    ['http://198.18.12.77/x', '198.18.12.77', both('shut: port')],
    ['198.18.13.1', '198.18.13.1', both('shut: unlisted')],
    ['http://[2001:db9::1]/', '2001:db9::1', both('opens: site')],
  ]
  for (const [pasted, name, expected] of cases) {
    const answer = await ask(pasted)
    assert.equal([answer.name, verdicts(answer)], [name, expected], pasted)
  }
})

test('what opens it is named as it is listed, and a name in other letters in both spellings', async () => {
  const [first] = (await ask('cdn.bilimland.net')).rooms
  assert.equal([first?.site, first?.title, first?.name], ['bilimland.kz', 'BilimLand', 'кабинет informatics'])
  const { name, ascii, port } = await ask('Білім.қаз')
  assert.equal([name.toLowerCase(), ascii, port], ['білім.қаз', 'xn--90aud6hb.xn--80ao21a', 443])
})

test('a listed name is asked for: one that leads nowhere, or into the school, does not open', async () => {
  const upstream = labFacts.upstreams[0] ?? ''
  const answers: Record<string, Record<string, Found>> = {
    'bilimland.kz': { '127.0.0.1#5450': ['198.18.10.1'] },
    'moodle.bilimland.kz': { '127.0.0.1#5450': 'none', [upstream]: ['192.168.3.10'] },
    'gone.bilimland.kz': { '127.0.0.1#5450': 'none', [upstream]: 'none' },
    'half.bilimland.kz': { '127.0.0.1#5450': 'none', [upstream]: 'unknown' },
    'late.bilimland.kz': { '127.0.0.1#5450': 'unknown' },
    'moodle.kz': { '127.0.0.1#5450': ['192.168.1.50', '10.7.0.10'] },
    'pc.moodle.kz': { '127.0.0.1#5450': ['192.168.1.50', '198.18.10.1'] },
    'resolver.moodle.kz': { '127.0.0.1#5450': ['10.7.0.1'] },
    'other.moodle.kz': { '127.0.0.1#5450': ['10.7.0.2'] },
    'out.moodle.kz': { '127.0.0.1#5450': ['198.18.10.1'] },
    'gone.moodle.kz': { '127.0.0.1#5450': 'none', [upstream]: ['10.7.0.10'] },
  }
  const asked: string[] = []
  const find = async (server: string, name: string): Promise<Found> => {
    asked.push(`${server} ${name}`)
    return answers[name]?.[server] ?? 'unknown'
  }
  const answer = async (address: string) => {
    const found = await siteOpens(tools(inForce), find)({ address }, root)
    if ('error' in found) throw new Error(found.error)
    return found
  }
  for (const [name, expected] of [
    ['bilimland.kz', 'opens: site'],
    ['moodle.bilimland.kz', 'shut: inside'],
    ['gone.bilimland.kz', 'shut: no-address'],
    ['half.bilimland.kz', 'shut: no-address'],
    ['late.bilimland.kz', 'opens: site'],
    ['moodle.kz', 'opens: site'],
    ['pc.moodle.kz', 'shut: managed'],
    ['resolver.moodle.kz', 'shut: managed'],
    ['other.moodle.kz', 'shut: managed'],
    ['out.moodle.kz', 'shut: outside'],
    ['gone.moodle.kz', 'shut: no-address'],
  ] as const) {
    const { rooms, inDraft } = await answer(name)
    assert.is(`informatics ${expected}`, verdicts({ rooms } as SiteOpens)[0], name)
    assert.is(inDraft, true, 'by the list it is open')
  }
  // What the list shuts, and an address, nobody has to be asked for.
  asked.length = 0
  for (const address of ['vk.com', 'games.bilimland.kz', '198.18.12.77']) await answer(address)
  assert.equal(asked, [])
})

test('a resolver that is not there tells nothing, and one that is tells what it has', async () => {
  const server = createSocket('udp4')
  server.on('message', (question, { port, address }) => {
    const answer = Buffer.from(question)
    const code = question.includes('gone') ? 3 : question.includes('broken') ? 2 : 0
    answer.writeUInt16BE(0x8180 | code, 2)
    server.send(answer, port, address)
  })
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
  const { port } = server.address()
  assert.is(await findAddresses(`127.0.0.1#${port}`, 'gone.kz', 60_000), 'none')
  assert.is(await findAddresses(`127.0.0.1#${port}`, 'empty.kz', 60_000), 'none')
  assert.is(await findAddresses(`127.0.0.1#${port}`, 'broken.kz', 60_000), 'unknown')
  server.close()
  assert.is(await findAddresses('nonsense', 'gone.kz'), 'unknown')
})

test('the draft is asked as well, and one with errors opens nothing', async () => {
  const draft = 'sites:\n  - domain: new.kz\n    rooms: [multimedia]\n'
  assert.is((await ask('https://new.kz/', draft)).inDraft, true)
  assert.is((await ask('bilimland.kz', draft)).inDraft, false)
  const answer = await siteOpens(tools(undefined))({ address: 'bilimland.kz' }, root)
  assert.is('error' in answer ? 'error' : answer.inDraft, false)
})

test('a draft that cannot be read does not hide what is in force', async () => {
  const state = () => {
    throw new Error('EISDIR')
  }
  const broken = { ...tools(inForce), draft: { state } } as unknown as Pick<Tools, 'live' | 'draft'>
  const answer = await siteOpens(broken)({ address: 'bilimland.kz' }, root)
  assert.equal('error' in answer ? answer.error : answer.inDraft, true)
})

test('what is no address is refused, whatever it is', async () => {
  for (const address of [
    'химия',
    'a b',
    'javascript:alert(1)',
    '<img src=x>',
    '/etc/passwd',
    '%',
    '1.2.3',
    'x'.repeat(8000),
  ]) {
    const answer = await siteOpens(tools(inForce))({ address }, root)
    assert.is('error' in answer && answer.argument, 'address', address)
  }
})

test.run()
