/** The lab with the real daemon, a web server for `/ubus`, and a login for each role that the daemon itself made. */
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../build/bundle.ts'
import type { Contract, MethodName, Role } from '../../src/luci-bridge/contract.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import type { StationKey } from '../lab/map.ts'
import { serveHttp } from '../pocket-router/http.ts'
import { accessFolder } from './access-file.ts'
import { logIn, type Page } from './http-client.ts'

export type Arguments<Name extends MethodName> = Contract[Name]['arguments']
export type Result<Name extends MethodName> = Contract[Name]['result']

/** One person's page. */
export interface Person {
  readonly page: Page
  /** Rejects where the call is denied, or answered with an error. */
  call<Name extends MethodName>(method: Name, args: Arguments<Name>): Promise<Result<Name>>
  /** What went wrong; rejects where nothing did. */
  fail<Name extends MethodName>(
    method: Name,
    args: object,
  ): Promise<{ error: string; code: string; [key: string]: unknown }>
}

export interface School {
  readonly lab: Lab
  readonly aqtizim: Aqtizim
  readonly url: string
  enter(user: string, password?: string): Promise<Person>
  stop(): Promise<void>
}

export const passwordOf = (user: string) => `${user}: төрт дұрыс сөз`

export const asPerson = (page: Page): Person => ({
  page,
  async call(method, args) {
    const answer = await page.call('aqtizim', method, args)
    if (typeof answer !== 'object' || 'error' in answer) throw new Error(`${method}: ${JSON.stringify(answer)}`)
    return answer as never
  },
  async fail(method, args) {
    const answer = await page.call('aqtizim', method, args)
    if (typeof answer !== 'object' || !('error' in answer))
      throw new Error(`${method} was done: ${JSON.stringify(answer)}`)
    return answer as never
  },
})

/** `change` edits the router's files, below `root`, before anything starts. */
export async function openSchool(roles: readonly Role[], change: (root: string) => void = () => {}): Promise<School> {
  await bundle()
  const lab = await startLab()
  try {
    const aqtizim = await installAqtizim(lab, (root) => {
      cpSync(accessFolder, join(root, 'usr/share/rpcd/acl.d'), { recursive: true })
      writeFileSync(join(root, 'etc/shadow'), 'root::0:0:99999:7:::\n')
      change(root)
    })
    const web = await serveHttp(aqtizim.socket, '127.0.0.1', 0)
    const url = `http://127.0.0.1:${web.port}`
    const enter = async (user: string, password = passwordOf(user)) => asPerson(await logIn(url, user, password))
    const root = await enter('root', '')
    for (const role of roles) await root.call('user_set', { name: role, role, password: passwordOf(role) })
    const stop = async () => {
      await web.close()
      await lab.stop()
    }
    return { lab, aqtizim, url, enter, stop }
  } catch (error) {
    await lab.stop()
    throw error
  }
}

const firstList = fileURLToPath(new URL('../lab/lists/first.yaml', import.meta.url))

export async function approveFirst({ aqtizim }: School): Promise<void> {
  const words = ['--by', 'А. Директор', '--post', 'директор', '--order', '12', '--date', '2026-09-01']
  const { status, stderr } = await aqtizim.command('approve', firstList, ...words)
  if (status !== 0) throw new Error(`approve: ${stderr}`)
}

/** A pupil sends the block page's form. */
export const askFor = ({ lab }: School, pc: StationKey, host: string, reason: string, language = 'kk') =>
  lab
    .station(pc)
    .run([
      ...['curl', '-s', '-H', `Accept-Language: ${language}`],
      ...['--data-urlencode', `reason=${reason}`, `http://${host}/.aqtizim/ask`],
    ])

/** Opens a page from a PC; what it says does not matter. */
export const visit = ({ lab }: School, pc: StationKey, url: string) =>
  lab.station(pc).run(['curl', '-sk', '--max-time', '60', '-o', '/dev/null', url])
