/** Measures how busy the machine is, for timeouts that have to follow it. */
import type { Files } from './machine.ts'

/** Beyond this a bound grows no more: somebody has to hear of a machine that is stuck. */
const most = 6

function read(files: Pick<Files, 'readFileSync'>, path: string): string {
  try {
    return files.readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/**
 * How many times slower than an idle machine this one answers: tasks that want to run for each processor in the last minute,
 * from 1 to 6 (proc(5): `loadavg`, and a line `cpuN` of `stat` for each processor). 1 where the kernel does not tell.
 */
export function slowness(files: Pick<Files, 'readFileSync'>): number {
  const load = Number.parseFloat(read(files, '/proc/loadavg'))
  const processors = read(files, '/proc/stat').match(/^cpu\d+ /gm)?.length ?? 1
  return Number.isFinite(load) ? Math.min(Math.max(load / processors, 1), most) : 1
}
