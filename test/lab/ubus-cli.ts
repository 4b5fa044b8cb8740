/** `ubus call OBJECT METHOD [JSON]` on the lab's router, for shell scripts: `ubus-cli.ts SOCKET call ...`. */
import { connect, type InputTable } from 'ubus-client'

const [socket = '', verb, object = '', method = '', json = '{}'] = process.argv.slice(2)
const ubus = connect({ path: socket, reconnect: false, onDisconnect: () => {} })
try {
  if (verb !== 'call') throw new Error(`no ubus ${verb}`)
  await ubus.ready()
  // netifd reads its configuration again; here it does so when procd says that it has changed.
  const [to, what, args] =
    object === 'network' && method === 'reload'
      ? ['service', 'event', { type: 'config.change', data: { package: 'network' } }]
      : [object, method, JSON.parse(json) as InputTable]
  const answer = await ubus.call(to as string, what as string, args as InputTable)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
} catch (error) {
  process.stderr.write(`Command failed: ${(error as Error).message}\n`)
  process.exitCode = 4
} finally {
  await ubus.close()
}
