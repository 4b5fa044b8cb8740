/** Tests the queue of pupils' requests over a real socket, with files in memory and a full disk. */
import { request } from 'node:http'
import * as assert from 'uvu/assert'
import { openRequestQueue, type RequestQueue } from '../../src/block-page/request-queue.ts'
import type { Files } from '../../src/machine/machine.ts'
import { pathsBelow } from '../../src/machine/paths.ts'
import { type FakeMachine, fakeMachine } from '../machine/fake-machine.ts'
import { suite } from '../suite.ts'

const test = suite('request queue')
const path = '/etc/aqtizim/requests.json'
const pcs: Record<string, string> = { '192.168.1.7': 'PC-07', 'fd00::7': 'PC-07', 'fd00::77': 'PC-07' }
const open: RequestQueue[] = []
let school = 'мектеп'

test.after(async () => {
  for (const requestQueue of open) await requestQueue.close()
})

async function start(machine: FakeMachine): Promise<RequestQueue> {
  const requestQueue = await openRequestQueue({
    ...{ roomOf: () => 'informatics', rooms: () => 1 },
    ...{ machine, paths: pathsBelow(''), port: 0, school: () => school, date: () => '2026-09-01' },
    nameOf: (address) => pcs[address] ?? (address.startsWith('fd00::7:') ? 'PC-07' : address),
    onRequest: () => {},
  })
  open.push(requestQueue)
  return requestQueue
}

/** As the gate passes it on. Gives status and page. */
function ask(requestQueue: RequestQueue, client: string, name: string): Promise<string> {
  const headers = { 'X-Aqtizim-Client': client, 'X-Aqtizim-Name': name, 'X-Aqtizim-Language': 'en' }
  return new Promise((resolve, reject) => {
    const asked = request({ port: requestQueue.port, method: 'POST', path: '/.aqtizim/ask', headers }, (response) => {
      let text = `${response.statusCode} `
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(text))
    })
    asked.on('error', reject)
    asked.end('reason=x')
  })
}

/** A disk that is full from now on, or no longer. */
function fillDisk(machine: FakeMachine): (full: boolean) => void {
  const files = machine.files as { -readonly [Key in keyof Files]: Files[Key] }
  const { writeSync } = files
  const refuse = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  return (full) => {
    files.writeSync = full ? (refuse as typeof writeSync) : writeSync
  }
}

const machineWith = (text = '') => fakeMachine(undefined, { [path]: text, '/etc/aqtizim/x': '' })
const emptyMachine = () => fakeMachine(undefined, { '/etc/aqtizim/x': '' })

test('a PC with many addresses is one PC', async () => {
  const requestQueue = await start(emptyMachine())
  for (let n = 0; n < 5; n++) assert.match(await ask(requestQueue, `fd00::7:${n}`, `s${n}.kz`), '200 ')
  assert.match(await ask(requestQueue, '192.168.1.7', 's6.kz'), '429 ')
  assert.match(await ask(requestQueue, '192.168.1.8', 's6.kz'), '200 ')
  assert.equal(
    requestQueue.waiting().map(({ name }) => name),
    ['s0.kz', 's1.kz', 's2.kz', 's3.kz', 's4.kz', 's6.kz'],
  )
})

test('what a PC asks for twice waits once, from whichever address', async () => {
  const requestQueue = await start(emptyMachine())
  await ask(requestQueue, '192.168.1.7', 'vk.com')
  assert.match(await ask(requestQueue, 'fd00::77', 'vk.com'), 'already')
  assert.equal(requestQueue.waiting()[0]?.pcs, ['PC-07'])
})

test('on a full disk a request waits in memory, and is written when there is room', async () => {
  const machine = emptyMachine()
  const setFull = fillDisk(machine)
  const requestQueue = await start(machine)
  setFull(true)
  assert.match(await ask(requestQueue, '192.168.1.7', 'vk.com'), '200 ')
  machine.pass(1000)
  assert.is(machine.said.length, 1)
  assert.match(machine.said[0]?.message ?? '', /requests\.json cannot be written.*ENOSPC/)
  assert.is(requestQueue.waiting().length, 1)
  assert.throws(() => requestQueue.decide('vk.com'), /ENOSPC/)
  assert.throws(() => requestQueue.ignore('PC-07'), /ENOSPC/)
  assert.equal([requestQueue.waiting().length, requestQueue.ignored().length], [1, 0])
  setFull(false)
  await requestQueue.close()
  assert.match(String(machine.files.readFileSync(path, 'utf8')), '"name":"vk.com"')
})

test('a damaged file is kept aside, and another begins', async () => {
  for (const text of ['{"waiting":', '{"format":1}', '[]', 'null', '']) {
    const machine = machineWith(text)
    const requestQueue = await start(machine)
    assert.equal(requestQueue.waiting(), [])
    assert.is(String(machine.files.readFileSync(`${path}.damaged-${machine.now()}`, 'utf8')), text)
  }
})

test("the page has the school's name as it is now", async () => {
  const requestQueue = await start(emptyMachine())
  school = 'гимназия'
  assert.match(await ask(requestQueue, '192.168.1.7', 'vk.com'), 'гимназия')
})

test.run()
