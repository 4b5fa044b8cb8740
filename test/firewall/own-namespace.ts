/**
 * Runs a test file again in namespaces of its own (network and processes): its addresses and ports are nobody else's, and
 * all that it started ends with it, however it ends.
 */
import { spawnSync } from 'node:child_process'

const marker = 'AQTIZIM_GATE_TEST'

/** Call it first. It returns only inside. `outside` is done before, where the computer's own network is. */
export function enterOwnNamespace(file: string, outside: () => void = () => {}): void {
  if (process.env[marker] === 'inside') {
    const up = spawnSync('ip', ['link', 'set', 'lo', 'up'], { encoding: 'utf8' })
    if (up.status !== 0) throw new Error(`ip link set lo up: ${up.stderr}`)
    return
  }
  outside()
  const argv = [
    '--net',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    process.execPath,
    ...process.execArgv,
    file,
    ...process.argv.slice(2),
  ]
  const inside = spawnSync('unshare', argv, { stdio: 'inherit', env: { ...process.env, [marker]: 'inside' } })
  process.exit(inside.status ?? 1)
}

/** Throws with the program's own words. */
export function mustRun(argv: readonly string[], input = ''): string {
  const ran = spawnSync(argv[0] ?? '', argv.slice(1), { input, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${argv.join(' ')}: ${ran.stderr || ran.error?.message}`)
  return ran.stdout
}
