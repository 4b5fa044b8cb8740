/**
 * One machine of the lab: a network namespace and a mount namespace that live for as long as a process holds them.
 * Nothing of the computer outside is touched: no name in /run/netns, no interface, no file in /etc.
 */
import { mkdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, mustRun, type RunSettings, runProgram, type Staying, startProgram } from './program.ts'

export interface Namespace {
  readonly name: string
  /** The process that holds it; `ip link set ... netns PID` moves a device here. */
  readonly pid: number
  /** As /proc/PID/ns/net shows it. */
  readonly id: string
  /** The words that run a program inside. */
  argv(program: readonly string[]): string[]
  run(program: readonly string[], settings?: RunSettings): Promise<Ended>
  must(program: readonly string[], settings?: RunSettings): Promise<string>
  start(program: readonly string[], settings: Parameters<typeof startProgram>[1]): Promise<Staying>
}

/** Files of /etc that a machine of the lab has for itself: whom it asks for names. */
export interface EtcFiles {
  readonly 'resolv.conf': string
  readonly hosts?: string
}

// Name service daemons of the computer outside would answer over their sockets in /run, round the namespace; the file
// that /etc/resolv.conf points to may lie beside those sockets.
const holder = `
for socket in /run/nscd /run/systemd/resolve; do
  if [ -d "$socket" ]; then mount -t tmpfs none "$socket"; fi
done
for file in "$1"/*; do
  place=$(readlink -f "/etc/\${file##*/}")
  case $place in /run/*) mkdir -p "\${place%/*}" && : >>"$place" ;; esac
  mount --bind "$file" "$place" || exit 1
done
ip link set lo up || exit 1
echo ready
exec cat`

/** Rejects where the system does not allow namespaces. `folder` is the lab's, and marks every process inside. */
export async function createNamespace(folder: string, name: string, etc: EtcFiles): Promise<Namespace> {
  const files = { 'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n', hosts: '127.0.0.1 localhost\n' }
  const own = join(folder, 'etc', name)
  mkdirSync(own, { recursive: true })
  for (const [file, text] of Object.entries({ ...files, ...etc })) writeFileSync(join(own, file), text)
  const mark = { AQTIZIM_LAB: folder }
  const { pid } = await startProgram(['unshare', '--net', '--mount', 'sh', '-c', holder, 'sh', own], {
    ready: /^ready$/,
    env: mark,
  })
  const argv = (program: readonly string[]) => ['nsenter', `--target=${pid}`, '--net', '--mount', '--', ...program]
  const marked = <S extends RunSettings>(settings?: S) => ({ ...settings, env: { ...settings?.env, ...mark } })
  return {
    name,
    pid,
    id: readlinkSync(`/proc/${pid}/ns/net`),
    argv,
    run: (program, settings) => runProgram(argv(program), marked(settings)),
    must: (program, settings) => mustRun(argv(program), marked(settings)),
    start: (program, settings) => startProgram(argv(program), { ...settings, env: { ...settings.env, ...mark } }),
  }
}
