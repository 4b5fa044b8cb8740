/** Tests the stand-in of a router in this process. */
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { connect } from 'ubus-client'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '../contract/target.ts'
import { startPocketRouter } from './router.ts'

const test = suite('the pocket router in this process')

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'aqtizim-router-'))
const complaints: string[] = []
const router = await startPocketRouter({ root, socket: path.join(root, 'run/bus') }, (message) =>
  complaints.push(message),
)

test.after(async () => {
  await router.stop()
  fs.rmSync(root, { recursive: true, force: true })
})
test.before.each(() => {
  complaints.length = 0
})

test('rpcd goes and comes back: its objects alone are away, and a caller finds them under their names', async () => {
  const bus = connect({ path: router.socket })
  const gone: unknown[] = []
  await bus.listen('ubus.object.remove', (_, { path: removed }) => void gone.push(removed))
  const restarted = router.restartRpcd(300)
  await until(() => gone.includes('uci'), 'the settings are away')
  assert.equal(await bus.list('uci'), [])
  assert.equal(await bus.list('service'), ['service'])
  await restarted
  await until(async () => (await bus.list('uci')).length > 0, 'the settings are back')
  assert.ok(Array.isArray((await bus.call('uci', 'configs')).configs))
  await bus.close()
})

test('the bus goes and comes back; services go on', async () => {
  const losses: Error[] = []
  const bus = connect({ path: router.socket, onDisconnect: (error) => void losses.push(error) })
  await bus.add('guest', { hello: { handler: () => ({ hello: true }) } })
  await bus.call('service', 'set', { name: 'x', instances: { main: { command: ['sleep', '60'] } } })
  const pid = router.pidOf('x', 'main')
  await router.restartBus(50)
  const other = connect({ path: router.socket })
  await until(async () => (await other.list('guest')).length === 1, 'the object is back')
  assert.equal(await other.call('guest', 'hello'), { hello: true })
  assert.ok(losses.length >= 1)
  assert.is(router.pidOf('x', 'main'), pid)
  await bus.call('service', 'delete', { name: 'x' })
  await bus.close()
  await other.close()
})

test('what processes say is in the log, after their names', async () => {
  const bus = connect({ path: router.socket })
  const instances = { main: { command: ['sh', '-c', 'echo out; echo err >&2'], stdout: true, stderr: true } }
  await bus.call('service', 'set', { name: 'talker', instances })
  await until(() => router.log().filter((line) => /^sh\[\d+\]: (out|err)$/.test(line)).length === 2, 'two lines')
  const { log } = (await bus.call('log', 'read', { stream: false, lines: 0 })) as {
    log: { msg: string; priority: number }[]
  }
  const levels = log.flatMap(({ msg, priority }) => (/^sh\[/.test(msg) ? [[msg.slice(-3), priority & 7]] : []))
  assert.equal(levels.sort(), [
    ['err', 3],
    ['out', 6],
  ])
  await bus.close()
})

test('a process runs as the user that it asks for', async () => {
  const bus = connect({ path: router.socket })
  const instances = { main: { command: ['id', '-un'], user: 'nobody', stdout: true } }
  await bus.call('service', 'set', { name: 'who', instances })
  await until(() => router.log().some((line) => /^id\[\d+\]: nobody$/.test(line)), 'its name')
  await bus.close()
})

test('a package that cannot be read is complained of with its line', async () => {
  fs.writeFileSync(path.join(root, 'etc/config/broken'), "config a 'b'\n\toption\n")
  const bus = connect({ path: router.socket })
  await bus.call('uci', 'get', { config: 'broken' }).catch(() => {})
  assert.equal(complaints, ['uci: broken, line 2: option without name'])
  await bus.close()
})

test('an access list that is no JSON is passed over', async () => {
  fs.writeFileSync(path.join(root, 'usr/share/rpcd/acl.d/broken.json'), '{')
  fs.writeFileSync(path.join(root, 'etc/config/rpcd'), "config login\n\toption username 'a'\n\toption password 'b'\n")
  const bus = connect({ path: router.socket })
  const session = await bus.call('session', 'login', { username: 'a', password: 'b' })
  assert.equal(session.data, { username: 'a' })
  assert.match(complaints[0] ?? '', /^rpcd: broken\.json: /)
  await bus.close()
})

test.run()
