/** Tests uhttpd's `/ubus` in the stand-in. */
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { connect } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startPocketRouter } from './router.ts'

const test = suite('the bus over http')

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'aqtizim-http-'))
fs.mkdirSync(path.join(root, 'etc/config'), { recursive: true })
fs.mkdirSync(path.join(root, 'usr/share/rpcd/acl.d'), { recursive: true })
fs.writeFileSync(
  path.join(root, 'etc/config/rpcd'),
  "config login\n\toption username 'teacher'\n\toption password 'chalk'\n\tlist read 'lab'\n",
)
fs.writeFileSync(
  path.join(root, 'usr/share/rpcd/acl.d/lab.json'),
  JSON.stringify({ lab: { read: { ubus: { lab: ['echo', 'fail', ':subscribe'], gone: ['x'] } } } }),
)
const router = await startPocketRouter({ root, socket: path.join(root, 'bus'), http: { host: '127.0.0.1', port: 0 } })
const provider = connect({ path: router.socket, reconnect: false, onHandlerError: () => {} })
const lab = await provider.add('lab', {
  echo: { args: { s: 'string', n: 'int32', yes: 'boolean', t: 'table', a: 'array' }, handler: (args) => args },
  fail: {
    handler: () => {
      throw new Error('a bug')
    },
  },
  quiet: { handler: () => {} },
})
const url = `http://127.0.0.1:${router.httpPort}/ubus`
const nobody = '0'.repeat(32)

test.after(async () => {
  await provider.close()
  await router.stop()
  fs.rmSync(root, { recursive: true, force: true })
})

async function post(body: unknown): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })
  assert.is(response.status, 200)
  return response.json()
}

const call = (id: number, ...params: unknown[]) => ({ jsonrpc: '2.0', id, method: 'call', params })
const result = (id: number, result: unknown) => ({ jsonrpc: '2.0', id, result })

async function codeOf(body: unknown): Promise<unknown> {
  const { error } = (await post(body)) as { error?: { code: number } }
  return error?.code
}

async function login(): Promise<string> {
  const answer = await post(call(1, nobody, 'session', 'login', { username: 'teacher', password: 'chalk' }))
  const { result } = answer as { result: [number, { ubus_rpc_session: string }] }
  return result[1].ubus_rpc_session
}

test('a login, then a call that bears the session', async () => {
  const sid = await login()
  const args = { s: 'ә', n: 1, yes: true, t: { x: null }, a: [1.5] }
  assert.equal(await post(call(2, sid, 'lab', 'echo', args)), result(2, [0, { ...args, ubus_rpc_session: sid }]))
})

test('statuses of ubus are results', async () => {
  const sid = await login()
  assert.equal(await post(call(3, nobody, 'session', 'login', { username: 'teacher', password: 'x' })), result(3, [6]))
  assert.equal(await post(call(4, sid, 'lab', 'fail', {})), result(4, [9]))
})

test('what the session may not do is refused, also when there is no such session', async () => {
  const sid = await login()
  assert.is(await codeOf(call(1, sid, 'lab', 'quiet', {})), -32002)
  assert.is(await codeOf(call(1, nobody, 'lab', 'echo', {})), -32002)
  assert.is(await codeOf(call(1, 'f'.repeat(32), 'lab', 'echo', {})), -32002)
  assert.is(await codeOf(call(1, sid, 'gone', 'x', {})), -32000)
})

test('what is no request is refused by its own code', async () => {
  const sid = await login()
  assert.is(await codeOf('{'), -32700)
  assert.is(await codeOf(call(1, sid, 'lab', 'echo')), -32700)
  assert.is(await codeOf(call(1, sid, 7, 'echo', {})), -32700)
  assert.is(await codeOf(JSON.stringify(call(1, sid, 'lab', 'echo', { s: 'x'.repeat(65536) }))), -32700)
  assert.is(await codeOf(call(1, sid, 'lab', 'echo', { ubus_rpc_session: sid })), -32602)
  assert.is(await codeOf({ jsonrpc: '2.0', id: 1, method: 'nosuch' }), -32601)
})

test('a batch is answered in its order', async () => {
  const sid = await login()
  const answers = await post([call(1, sid, 'lab', 'echo', { n: 1 }), call(2, sid, 'lab', 'echo', { n: 2 })])
  const about = { ubus_rpc_session: sid }
  assert.equal(answers, [result(1, [0, { n: 1, ...about }]), result(2, [0, { n: 2, ...about }])])
})

test('list: paths, and methods with the types of their arguments', async () => {
  const { result: paths } = (await post({ jsonrpc: '2.0', id: 1, method: 'list' })) as { result: string[] }
  assert.ok(paths.includes('lab') && paths.includes('session'))
  const echo = { s: 'string', n: 'number', yes: 'boolean', t: 'object', a: 'array' }
  assert.equal(
    await post({ jsonrpc: '2.0', id: 2, method: 'list', params: ['lab'] }),
    result(2, { lab: { echo, fail: {}, quiet: {} } }),
  )
})

test('notifications come as server-sent events, to those who may', async () => {
  const sid = await login()
  const refused = await fetch(`${url}/subscribe/lab`, { headers: { Authorization: `Bearer ${nobody}` } })
  assert.is(((await refused.json()) as { code: number }).code, -13)
  const stop = new AbortController()
  const headers = { Authorization: `Bearer ${sid}` }
  const response = await fetch(`${url}/subscribe/lab`, { headers, signal: stop.signal })
  assert.is(response.headers.get('content-type'), 'text/event-stream')
  await lab.notify('visit', { site: 'bilimland.kz', n: 1 })
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  assert.is(new TextDecoder().decode(value), 'event: visit\ndata: {"site":"bilimland.kz","n":1}\n\n')
  stop.abort()
})

test('all else is not there', async () => {
  assert.is((await fetch(url)).status, 404)
})

test.run()
