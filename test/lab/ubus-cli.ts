/** ubus(1) on the lab's router, for shell scripts: `ubus-cli.ts SOCKET [-t SECONDS] call|wait_for OBJECT ...`. */
import { connect, type InputTable } from 'ubus-client'

const [socket = '', ...words] = process.argv.slice(2)
const seconds = words[0] === '-t' ? Number(words.splice(0, 2)[1]) : 30
const [verb, object = '', method = '', json = '{}'] = words
const ubus = connect({ path: socket, reconnect: false, timeoutMs: seconds * 1000, onDisconnect: () => {} })

async function waitFor(): Promise<void> {
  for (const end = performance.now() + seconds * 1000; !(await ubus.list(object)).includes(object); ) {
    if (performance.now() > end) throw new Error('Request timed out')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function call(): Promise<void> {
  // netifd reads its configuration again; here it does so when procd says that it has changed.
  const [to, what, args] =
    object === 'network' && method === 'reload'
      ? ['service', 'event', { type: 'config.change', data: { package: 'network' } }]
      : [object, method, JSON.parse(json) as InputTable]
  const answer = await ubus.call(to as string, what as string, args as InputTable)
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

try {
  await ubus.ready()
  if (verb === 'wait_for') await waitFor()
  else if (verb === 'call') await call()
  else throw new Error(`no ubus ${verb}`)
} catch (error) {
  process.stderr.write(`Command failed: ${(error as Error).message}\n`)
  process.exitCode = 4
} finally {
  await ubus.close()
}
