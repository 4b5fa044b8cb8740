/**
 * The router that the contract is held against: the pocket router, or with UBUS_SOCKET a real one. There, UBUS_CONFIG_DIR is
 * where its UCI files are (/etc/config unless said otherwise); the tests make and remove a package of their own in it.
 */

import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { connect, type Ubus, UbusError } from 'ubus-client'
import type { Test } from 'uvu'
import * as assert from 'uvu/assert'
import { hangMs, until as hold } from '../patience.ts'
import { boardName } from '../pocket-router/objects/system.ts'
import { startPocketRouter } from '../pocket-router/router.ts'

export interface Target {
  readonly kind: 'pocket' | 'real'
  readonly socket: string
  readonly configFolder: string
  readonly bus: Ubus
  /** Another connection, ended with the target. */
  connect(): Ubus
  /** Paths of its objects when it was opened. */
  readonly objects: readonly string[]
  close(): Promise<void>
}

const pocketFiles = {
  'etc/config/rpcd': `
config login
	option username 'teacher'
	option password 'chalk'
	list read 'contract*'
	list write 'contract-write'

config login
	option username 'guest'
	option password '$p$guest'
	list read 'contract-read'
`,
  'etc/shadow': 'guest::0:0:99999:7:::\n',
  'usr/share/rpcd/acl.d/contract.json': JSON.stringify({
    'contract-read': { read: { ubus: { uci: ['get', 'ch*'] }, uci: ['contract_test'] } },
    'contract-write': {
      write: { ubus: { uci: ['set', 'add'] }, uci: ['contract_test'], file: { '/etc/*': ['read'] } },
    },
  }),
}

export async function openTarget(): Promise<Target> {
  const real = process.env.UBUS_SOCKET
  const connections: Ubus[] = []
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aqtizim-contract-'))
  const socket = real ?? path.join(folder, 'ubus.sock')
  const router = real === undefined ? await startPocket(folder, socket) : undefined
  const open = (): Ubus => {
    const bus = connect({ path: socket, timeoutMs: hangMs, reconnect: false })
    connections.push(bus)
    return bus
  }
  const bus = open()
  return {
    kind: real === undefined ? 'pocket' : 'real',
    socket,
    configFolder: real === undefined ? path.join(folder, 'etc/config') : (process.env.UBUS_CONFIG_DIR ?? '/etc/config'),
    bus,
    connect: open,
    objects: await bus.list(),
    async close() {
      for (const connection of connections) await connection.close()
      await router?.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startPocket(root: string, socket: string) {
  for (const [name, text] of Object.entries(pocketFiles)) {
    fs.mkdirSync(path.join(root, path.dirname(name)), { recursive: true })
    fs.writeFileSync(path.join(root, name), text)
  }
  return startPocketRouter({
    root,
    socket,
    interfaces: [{ name: 'loopback', device: 'lo', ipv4: ['127.0.0.1/8'] }],
    leases: [{ mac: '02:00:00:00:00:07', ip: '127.0.0.7', name: 'PC-07' }],
  })
}

/** Begins and ends a suite. The first test of each knows which of the two it talks to. */
export function frame(test: Test, target: Target): void {
  test('talks to the bus that was asked for', async () => {
    const asked = process.env.UBUS_SOCKET === undefined ? 'pocket' : 'real'
    const board = await target.bus.call('system', 'board').catch(() => ({ board_name: 'a bus without a system' }))
    assert.is(board.board_name === boardName ? 'pocket' : 'real', asked)
    assert.is(target.kind, asked)
  })
  test.after(() => target.close())
}

/** A real bus may lack an object (a bare ubusd has none); then its tests are skipped, there only. */
export function needing(test: Test, target: Target, object: string): Test | Test['skip'] {
  return target.kind === 'pocket' || target.objects.includes(object) ? test : test.skip
}

/** Needs what only the pocket router has: known users, a known lease. */
export function pocketOnly(test: Test, target: Target): Test | Test['skip'] {
  return target.kind === 'pocket' ? test : test.skip
}

/** The status that a call ends with; `OK` when it does not fail. */
export async function codeOf(calling: Promise<unknown>): Promise<string> {
  try {
    await calling
    return 'OK'
  } catch (error) {
    if (error instanceof UbusError) return error.code
    throw error
  }
}

/** Waits until it holds, as other processes have to act first. */
export const until = (holds: () => boolean | Promise<boolean>, what: string) => hold(what, holds)
