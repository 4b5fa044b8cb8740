/** Keeps a journal on a disk in memory, with a clock that the test moves and faults of the disk. */
import { createFsFromVolume, Volume } from 'memfs'
import { listDays } from '../../src/logger/day-files.ts'
import { piecesOf } from '../../src/logger/day-pieces.ts'
import { Journal } from '../../src/logger/journal.ts'
import type { JournalOptions } from '../../src/logger/journal-options.ts'
import type { Unnumbered } from '../../src/logger/record.ts'
import { Verifier, type VerifyOptions } from '../../src/logger/verify.ts'
import type { Files, LogLevel } from '../../src/machine/machine.ts'

export const START = Date.parse('2026-10-05T04:00:00Z')

export class Lab {
  readonly volume = new Volume()
  readonly files: Files
  now = START
  readonly said: string[] = []
  /** Called before each call that changes a file; throws to refuse it. */
  before: (call: string, path: string) => void = () => {}

  constructor() {
    const real = createFsFromVolume(this.volume) as unknown as Files
    const paths = new Map<number, string>()
    const guard = (call: string, path: string) => this.before(call, path)
    this.files = {
      ...real,
      ...pick(real, [
        'readFileSync',
        'existsSync',
        'readdirSync',
        'statSync',
        'fstatSync',
        'readSync',
        'closeSync',
        'mkdirSync',
      ]),
      openSync: ((path: string, flags: string, mode?: number) => {
        if (flags !== 'r') guard('open', path)
        const fd = real.openSync(path, flags, mode)
        paths.set(fd, path)
        return fd
      }) as Files['openSync'],
      writeSync: ((fd: number, bytes: Buffer, offset = 0) => {
        guard('write', paths.get(fd) ?? '')
        return real.writeSync(fd, bytes, offset)
      }) as Files['writeSync'],
      fsyncSync: (fd) => {
        guard('fsync', paths.get(fd) ?? '')
        real.fsyncSync(fd)
      },
      ftruncateSync: (fd, size) => {
        guard('ftruncate', paths.get(fd) ?? '')
        real.ftruncateSync(fd, size)
      },
      renameSync: (from, to) => {
        guard('rename', String(to))
        real.renameSync(from, to)
      },
      unlinkSync: (path) => {
        guard('unlink', String(path))
        real.unlinkSync(path)
      },
    }
  }

  open(options: Partial<JournalOptions> = {}): Journal {
    const log = (_level: LogLevel, message: string) => void this.said.push(message)
    const machine = { files: this.files, now: () => this.now, log }
    return new Journal({ machine, dir: '/flash/journal', spoolDir: '/ram', zone: 'Asia/Almaty', ...options })
  }

  /** The power goes: RAM is empty, and of the flash only whole fsyncs are left (memfs writes at once). */
  cutPower(): void {
    this.volume.rmSync('/ram', { recursive: true, force: true })
  }

  days(): { name: string; lines: string[] }[] {
    return listDays(this.files, '/flash/journal').map((day) => ({
      name: day.path,
      lines: Buffer.concat([...piecesOf(this.files, day)])
        .toString('utf8')
        .split('\n')
        .slice(0, -1),
    }))
  }

  lines(): string[] {
    return this.days().flatMap(({ lines }) => lines)
  }
}

function pick<Key extends keyof Files>(files: Files, keys: readonly Key[]): Pick<Files, Key> {
  return Object.fromEntries(keys.map((key) => [key, (files[key] as (...a: unknown[]) => unknown).bind(files)])) as Pick<
    Files,
    Key
  >
}

export function verify(days: readonly { name: string; lines: readonly string[] }[], options: VerifyOptions = {}) {
  const verifier = new Verifier(options)
  for (const { name, lines } of days) {
    verifier.startFile(name)
    for (const line of lines) verifier.line(line)
  }
  return verifier.end()
}

export function visit(site: string, changes: Partial<Record<string, unknown>> = {}): Unnumbered {
  return {
    start: '2026-10-05T09:12:03+05:00',
    end: '2026-10-05T09:31:44+05:00',
    room: 'informatics',
    pc: 'PC-07',
    mac: '02:00:00:00:00:07',
    ip: '192.168.1.107',
    site,
    verdict: 'allowed',
    flows: 1,
    up: 10,
    down: 20,
    ...changes,
  } as Unnumbered
}
