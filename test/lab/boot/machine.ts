/** Boots the router in QEMU, asks it things, and cuts its power. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { pause } from '../../patience.ts'
import type { Lab } from '../lab.ts'
import type { Ended, Staying } from '../program.ts'
import type { DiskKind, Images } from './image.ts'
import type { Kernel } from './kernel.ts'
import { cards } from './switch.ts'

/** How long anything may take on an emulated processor of a busy computer, ms. */
export const patienceMs = 900_000

export interface Machine {
  /** ms since the epoch, when its power went on. */
  readonly since: number
  /** What it has written on its console. */
  console(): string
  /** Runs a script of one line for sh on it. Rejects where its power is cut meanwhile, or after `patienceMs`. */
  ask(script: string): Promise<Ended>
  /** As a plug that is pulled; settles when it is over, and gives when it was. */
  cut(): Promise<number>
}

function disksOf(kind: DiskKind, { ext4, squashfs, upper }: Images): string[] {
  const drive = (file: string, more = '') => ['-drive', `file=${file},format=raw,if=virtio,cache=unsafe${more}`]
  return kind === 'ext4' ? drive(ext4) : [...drive(squashfs, ',readonly=on'), ...drive(upper)]
}

/** What an emulated kernel need not do: it would be work for nothing. */
const sparing = 'mitigations=off nokaslr audit=0 random.trust_cpu=on cryptomgr.notests no_timer_check tsc=reliable'

function words(kind: DiskKind, images: Images, kernel: Kernel, folder: string): string[] {
  return [
    ...['qemu-system-x86_64', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-accel', 'tcg', '-cpu', 'Nehalem', '-smp', '2', '-m', '512'],
    ...['-kernel', kernel.image, '-initrd', images.initramfs],
    ...[
      '-append',
      `console=ttyS0 quiet panic=-1 ${sparing} lab.root=${kind}`,
      '-serial',
      `file:${join(folder, 'console')}`,
    ],
    ...disksOf(kind, images),
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=lab'],
    ...['-chardev', `socket,id=lab,server=on,wait=off,path=${join(folder, 'agent')}`],
    ...Object.entries(cards).flatMap(([id, { tap, mac }]) => [
      ...['-netdev', `tap,id=${id},ifname=${tap},script=no,downscript=no`],
      ...['-device', `virtio-net-pci,netdev=${id},mac=${mac},romfile=`],
    ]),
  ]
}

interface Answer {
  resolve(ended: Ended): void
  reject(error: Error): void
}

/** The agent's answers: a line of number, status and length, and so many octets. */
class Answers {
  readonly waiting = new Map<string, Answer>()
  #bytes = Buffer.alloc(0)

  hear(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    for (;;) {
      const end = this.#bytes.indexOf(10)
      if (end < 0) return
      const [number = '', status = '', length = ''] = this.#bytes.subarray(0, end).toString().split(' ')
      const last = end + 1 + Number(length)
      if (this.#bytes.length < last) return
      const stdout = this.#bytes.subarray(end + 1, last).toString()
      this.#bytes = this.#bytes.subarray(last)
      this.waiting.get(number)?.resolve({ status: Number(status), stdout, stderr: '' })
      this.waiting.delete(number)
    }
  }

  expect(number: string, what: string): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(number, `the router did not answer: ${what}`), patienceMs)
      const settle =
        <T>(hand: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          hand(value)
        }
      this.waiting.set(number, { resolve: settle(resolve), reject: settle(reject) })
    })
  }

  fail(why: string): void {
    for (const number of [...this.waiting.keys()]) this.#fail(number, why)
  }

  #fail(number: string, why: string): void {
    this.waiting.get(number)?.reject(new Error(why))
    this.waiting.delete(number)
  }
}

async function reach(path: string, isOver: () => boolean): Promise<Socket> {
  for (;;) {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const trying = connect(path, () => resolve(trying))
      trying.once('error', () => resolve(undefined))
    })
    if (socket !== undefined) return socket
    if (isOver()) throw new Error('QEMU ended before it began')
    await pause(50)
  }
}

/** Rejects, with what QEMU or the console said, where the router's own init does not get to run. */
export async function powerOn(lab: Lab, kind: DiskKind, images: Images, kernel: Kernel): Promise<Machine> {
  const folder = join(lab.folder, 'machine')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const since = Date.now()
  let [over, said] = [false, '']
  const heard = (line: string) => {
    said += `${line}\n`
  }
  const qemu: Staying = await lab.router.start(words(kind, images, kernel, folder), { onErrorLine: heard })
  const answers = new Answers()
  const console = () => readFileSync(join(folder, 'console'), 'utf8')
  void qemu.ended.then(() => {
    over = true
    answers.fail(`the machine is off. ${said}`)
  })
  const ready = answers.expect('ready', 'its init does not run')
  const socket = await reach(join(folder, 'agent'), () => over)
  socket.on('error', () => {}).on('data', (chunk) => answers.hear(chunk))
  await ready.catch((error: Error) => {
    throw new Error(`${error.message} ${console().slice(-600)}`)
  })
  let asked = 0
  return {
    since,
    console,
    ask(script) {
      asked += 1
      const answer = answers.expect(String(asked), script)
      socket.write(`${asked} ${script}\n`)
      return answer
    },
    async cut() {
      const at = Date.now()
      qemu.stop('SIGKILL')
      await qemu.ended
      return at
    },
  }
}
