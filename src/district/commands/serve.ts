/** `serve`: the district's page over HTTPS. */
import { randomBytes } from 'node:crypto'
import { Failure, Usage } from '../../machine/command-line.ts'
import { answer, type Desk } from '../page/answer.ts'
import { createAsk, type Tools } from '../page/asked.ts'
import { byProxy } from '../page/identify.ts'
import { Login } from '../page/login.ts'
import { type MetricsAccess, metricsPage } from '../page/metrics.ts'
import { readNetworks } from '../page/networks.ts'
import { createIssuer } from '../page/openid.ts'
import { type ReadPeople, type Role, readPeople } from '../page/people.ts'
import { serve as listen } from '../page/server.ts'
import { Sessions } from '../page/sessions.ts'
import type { Command, Context } from './command.ts'

function readFile({ machine }: Context, path: string | undefined, what: string): string {
  if (path === undefined) throw new Failure(`the settings name no ${what}`)
  try {
    return machine.files.readFileSync(path, 'utf8')
  } catch (error) {
    throw new Failure(`${what}: ${(error as Error).message}`)
  }
}

/** Reads the file of logins with each request, so that a removed login loses access at once; a file's time is too coarse to tell. */
function createPeople(context: Context): () => ReadPeople {
  const { machine, config, complain } = context
  let seen = ''
  let read: ReadPeople = { people: new Map(), problems: [] }
  return () => {
    try {
      const text = machine.files.readFileSync(config.people, 'utf8')
      if (text === seen) return read
      read = readPeople(text)
      seen = text
      for (const { code, line, column, values } of read.problems)
        complain(`${config.people}:${line}:${column}: ${code} ${Object.values(values).join(' ')}; nobody has access`)
    } catch (error) {
      const text = (error as Error).message
      if (seen !== text) complain(`${config.people}: ${text}; nobody has access`)
      seen = text
      read = { people: new Map(), problems: [] }
    }
    return read
  }
}

function accessOf(context: Context): MetricsAccess {
  const { metricsTokenFile: file, metricsAddresses } = context.config
  const token = file === undefined ? undefined : readFile(context, file, 'page.metrics_token_file').trim()
  if (token !== undefined && token.length < 16) throw new Failure(`${file}: a word of 16 letters at least`)
  return { token, networks: readNetworks(metricsAddresses) ?? [] }
}

function loginOf(context: Context, roleOf: (name: string) => Role | undefined): Login | undefined {
  const { machine, config, complain } = context
  const { openidIssuer: issuer, pageUrl: page, openidSecretFile: file } = config
  if (issuer === undefined) return undefined
  if (page === undefined)
    throw new Failure('the settings name no page.url, to which page.openid_issuer sends browsers back')
  const secret = file === undefined ? undefined : readFile(context, file, 'page.openid_secret_file').trim()
  const now = () => machine.uptime()
  return new Login({
    issuer: createIssuer({ issuer, client: config.openidClient, secret, claim: config.openidClaim, page }, now),
    sessions: new Sessions({ now, word: () => randomBytes(32).toString('base64url') }),
    seal: { key: randomBytes(32), random: randomBytes, now },
    district: config.name,
    roleOf,
    complain,
  })
}

function deskOf(context: Context): Desk {
  const { config, clickhouse, machine, complain } = context
  const people = createPeople(context)
  const roleOf = (name: string) => people().people.get(name.toLowerCase())
  const header = config.proxyHeader?.toLowerCase()
  const login = loginOf(context, roleOf)
  if (header === undefined && login === undefined)
    throw new Failure('the settings name no way to log in: page.openid_issuer or page.proxy_header')
  people()
  const tools: Tools = {
    ask: createAsk(clickhouse, machine.now),
    now: machine.now,
    district: config.name,
    zone: config.zone,
    silentHours: config.silentHours,
  }
  return {
    tools,
    byProxy:
      header === undefined ? undefined : byProxy({ header, networks: readNetworks(config.proxyAddresses) ?? [] }),
    login,
    roleOf,
    special: metricsPage(tools, accessOf(context), complain),
    complain,
  }
}

export const serve: Command = {
  name: 'serve',
  usage: '',
  summary: "serves the district's page over HTTPS until it is ended",
  options: {},
  async run(context, { words }) {
    if (words.length > 0) throw new Usage('serve takes no words')
    const { config, print, complain, ended } = context
    const desk = deskOf(context)
    const listening = await listen({
      address: config.address,
      port: config.port,
      certificate: readFile(context, config.certificate, 'page.certificate'),
      key: readFile(context, config.key, 'page.key'),
      answer: (request) => answer(request, desk),
      complain,
    })
    print(
      `the page is at https://${config.address.includes(':') ? `[${config.address}]` : config.address}:${listening.port}/`,
    )
    await ended
    await listening.stop()
    return 0
  },
}
