/** Measures ubus-client: its codec beside JSON, and calls to the pocket router's broker. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, decodeTable, encodeTable, type Table, type Ubus } from 'ubus-client'
import { Broker } from '../pocket-router/broker.ts'
import { serveBus } from '../pocket-router/bus-server.ts'

interface Measured {
  readonly name: string
  readonly value: string
  readonly ratio?: number
}

const ROUNDS = 2000
const CALLS = 3000

/** Something like what `service list` answers. */
const VALUE: Table = {
  instances: Array.from({ length: 40 }, (_, at) => ({
    name: `instance${at}`,
    running: at % 3 !== 0,
    pid: 1000 + at,
    command: ['/usr/sbin/dnsmasq', '-C', `/var/etc/dnsmasq.conf.cfg${at}`, '-k'],
    respawn: { threshold: 3600, timeout: 5, retry: 5 },
    load: at / 7,
  })),
}

/** `UBUS_SOCKET` names a real ubusd to measure as well. */
export async function bench(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ubus-bench-'))
  const path = join(folder, 'ubus.sock')
  const server = await serveBus(new Broker(), path)
  try {
    const rows = [...benchCodec(), ...(await benchBus('pocket router', path))]
    const real = process.env.UBUS_SOCKET
    if (real !== undefined) rows.push(...(await benchBus('ubusd', real)))
    return rows
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function benchCodec(): Measured[] {
  const bytes = encodeTable(VALUE)
  const text = JSON.stringify(VALUE)
  const encode = perSecond(() => encodeTable(VALUE))
  const decode = perSecond(() => decodeTable(bytes))
  const encodeRatio = encode / perSecond(() => JSON.stringify(VALUE))
  const decodeRatio = decode / perSecond(() => JSON.parse(text))
  return [
    { name: `ubus encode, ${bytes.length} bytes, beside JSON.stringify`, value: show(encode), ratio: encodeRatio },
    { name: `ubus decode, ${bytes.length} bytes, beside JSON.parse`, value: show(decode), ratio: decodeRatio },
  ]
}

function perSecond(run: () => void): number {
  for (let round = 0; round < ROUNDS / 4; round++) run()
  const start = performance.now()
  for (let round = 0; round < ROUNDS; round++) run()
  return (1000 * ROUNDS) / (performance.now() - start)
}

/** Caller, broker and provider share this process, so all three are in the number. */
async function benchBus(name: string, path: string): Promise<Measured[]> {
  const [caller, provider] = [connect({ path, reconnect: false }), connect({ path, reconnect: false })]
  try {
    await provider.add('bench', { echo: { handler: (args) => args } })
    await callsPerSecond(caller, 1, CALLS / 4)
    const single = await callsPerSecond(caller, 1, CALLS)
    const many = await callsPerSecond(caller, 32, CALLS)
    return [
      { name: `ubus calls over the ${name}, one after the other`, value: show(single) },
      { name: `ubus calls over the ${name}, 32 at a time`, value: show(many), ratio: many / single },
    ]
  } finally {
    await Promise.all([caller.close(), provider.close()])
  }
}

async function callsPerSecond(ubus: Ubus, atATime: number, calls: number): Promise<number> {
  const line = async () => {
    for (let call = 0; call < calls / atATime; call++) await ubus.call('bench', 'echo', { n: call, text: 'salom' })
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: atATime }, line))
  return (1000 * calls) / (performance.now() - start)
}

function show(perSecond: number): string {
  return `${Math.round(perSecond)}/s`
}
