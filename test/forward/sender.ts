/**
 * A forwarder in a process of its own: `sender.ts FOLDER TARGET-AS-JSON [OCTETS]`. Kills itself in the middle of its work once
 * so many octets were handed to the kernel; says `done` when nothing is left to send.
 */
import * as fs from 'node:fs'
import { createDial, type Dial } from '../../src/forward/syslog-link.ts'
import { hangMs } from '../patience.ts'
import { School, target } from './school.ts'

const [folder = '', settings = '{}', octets = 'Infinity'] = process.argv.slice(2)
const school = new School(folder)
school.targets = [target(JSON.parse(settings))]
const patience = { connectMs: hangMs, stallMs: hangMs, finishMs: hangMs }
let written = 0
const dial: Dial = async (to) => {
  const link = await createDial(fs, patience)(to)
  const write = async (bytes: Buffer) => {
    await link.write(bytes)
    written += bytes.length
    if (written > Number(octets)) process.kill(process.pid, 'SIGKILL')
  }
  return {
    write,
    finish: () => link.finish(),
    get broken() {
      return link.broken
    },
    over: link.over,
    destroy: () => link.destroy(),
  }
}
const forwarder = school.forward({ dial })
setInterval(() => {
  if (forwarder.standings()[0]?.lag === 0) process.stdout.write('done\n')
}, 5)
