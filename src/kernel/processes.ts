/** Finds processes by the words that they were started with (proc(5)). */
import type { Files } from '../machine/machine.ts'

/** Numbers of the processes that run one of the commands, word for word; a process that forks keeps its words. */
export function findProcesses(
  files: Pick<Files, 'readdirSync' | 'readFileSync'>,
  commands: readonly string[][],
): number[] {
  const wanted = new Set(commands.map((words) => `${words.join('\0')}\0`))
  const numbers = files.readdirSync('/proc').filter((name) => /^\d+$/.test(String(name)))
  return numbers.map(Number).filter((pid) => {
    try {
      return wanted.has(files.readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
    } catch {
      // It has ended meanwhile.
      return false
    }
  })
}
