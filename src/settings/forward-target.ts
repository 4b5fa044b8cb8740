/** Reads a UCI section `forward`: a syslog server that the journal is sent to. */

import { type Message, message } from '../messages/message.ts'
import { flag, missing, OptionReader, type Section, whole } from './option-reader.ts'

export interface Target {
  /** Name of its section; its cursor is kept under it. */
  readonly id: string
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** PEM files; without `ca`, the authorities that Node brings along. */
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  /** Nothing: the router's own host name. */
  readonly hostname: string | undefined
  readonly appName: string
  readonly facility: number
  readonly bom: boolean
}

const label = '[0-9a-z_][0-9a-z_-]{0,62}'
const isHost = (text: string) =>
  text.length <= 253 && (new RegExp(`^${label}(\\.${label})*\\.?$`, 'i').test(text) || /^[0-9a-f:.]+$/i.test(text))
const isFile = (text: string) => /^(\/[\w.@+-]+)+$/.test(text) && !text.split('/').includes('..')
const port = whole(1, 65_535)
const facility = (text: string) => {
  const digit = /^local([0-7])$/.exec(text)?.[1]
  return digit === undefined ? undefined : 16 + Number(digit)
}
const keep = (isRight: (text: string) => boolean) => (text: string) => (isRight(text) ? text : undefined)
const field = (longest: number) => keep((text) => new RegExp(`^[\\x21-\\x7e]{1,${longest}}$`).test(text))
const printable = (most: number) => [message('wanted-printable', { most }), field(most)] as const
const LOCAL0 = 16

/** RFC 5425, 4.1; for plain TCP there is only custom (RFC 6587, 3.2). */
const ports = { tls: 6514, plain: 514 }

/** A section without a right host, or with a wrong file of TLS, is no target: what cannot be secured is not sent. */
function readTarget(section: Section, id: string, read: OptionReader): Target | undefined {
  const { faults } = read
  if (!/^[A-Za-z]\w{0,31}$/.test(id) || /^cfg[0-9a-f]{6}$/.test(id)) {
    faults.push(message('forward-bad-name', { section: id }))
    return undefined
  }
  const host = read.option<string | undefined>('host', undefined, message('wanted-host'), keep(isHost))
  if (section.host === undefined) faults.push(missing(`${id}.host`))
  const tls = read.option('tls', true, message('wanted-flag'), flag)
  const file = (name: string) => read.option<string | undefined>(name, undefined, message('wanted-file'), keep(isFile))
  const [ca, cert, key] = [file('ca'), file('cert'), file('key')]
  if ((cert === undefined) !== (key === undefined)) faults.push(missing(`${id}.${cert === undefined ? 'cert' : 'key'}`))
  const isWhole = [ca, cert, key].every(
    (path, at) => path !== undefined || section[['ca', 'cert', 'key'][at] ?? ''] === undefined,
  )
  const target = {
    id,
    port: read.option('port', tls ? ports.tls : ports.plain, message('wanted-port'), port),
    tls,
    ...{ ca, cert, key },
    hostname: read.option<string | undefined>('hostname', undefined, ...printable(255)),
    appName: read.option('app_name', 'aqtizim', ...printable(48)),
    facility: read.option('facility', LOCAL0, message('wanted-facility'), facility),
    bom: read.option('bom', true, message('wanted-flag'), flag),
  }
  if (host === undefined || !isWhole || (cert === undefined) !== (key === undefined)) return undefined
  return { ...target, host }
}

/** A district has a handful of them at most; each takes a connection and a cursor. */
const MOST = 4

export function readTargets(sections: readonly (readonly [string, Section])[]): {
  targets: Target[]
  faults: Message[]
} {
  const targets: Target[] = []
  const faults: Message[] = []
  for (const [id, section] of sections) {
    const read = new OptionReader(section, id)
    const isOn = read.option('enabled', true, message('wanted-flag'), flag)
    const target = isOn ? readTarget(section, id, read) : undefined
    faults.push(...read.faults)
    if (target === undefined) continue
    if (targets.length < MOST) targets.push(target)
    else faults.push(message('forward-too-many', { section: id, most: MOST }))
  }
  return { targets, faults }
}
