/** Disks that are full or cannot be written, versions that are broken or gone, and a clock that jumps. */
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'
import { services, signal } from './processes.ts'

const folders = { etc: 'etc/aqtizim', run: 'var/run/aqtizim' } as const
type Disk = keyof typeof folders

const shell = (scene: Scene, script: string) => scene.must('sh', '-c', script, 'sh', scene.aqtizim.root)

async function fill(scene: Scene, disk: Disk): Promise<void> {
  await shell(
    scene,
    `dd if=/dev/zero of="$1/${folders[disk]}/filler" bs=64k 2>/dev/null; test -s "$1/${folders[disk]}/filler"`,
  )
}

async function empty(scene: Scene, disk: Disk): Promise<void> {
  await shell(scene, `rm -f "$1/${folders[disk]}/filler"`)
}

/** A daemon that is dead or waits for procd is not there to be killed. */
async function killIfRunning(scene: Scene): Promise<void> {
  for (const pid of await scene.pids(services.daemon)) process.kill(pid, 'SIGKILL')
}

const killDaemon = (scene: Scene) => signal(scene, 'SIGKILL', 'daemon')

function fullFaults(disk: Disk, name: string): Fault[] {
  return [
    {
      id: `full-${disk}`,
      what: `${name} is full for 6 s`,
      inject: (scene) => fill(scene, disk),
      lastsMs: 6000,
      undo: (scene) => empty(scene, disk),
      stays: true,
    },
    {
      id: `full-${disk}-killed`,
      what: `${name} is full, and the daemon is killed, for 8 s`,
      inject: async (scene) => {
        await fill(scene, disk)
        await killDaemon(scene)
      },
      lastsMs: 8000,
      undo: (scene) => empty(scene, disk),
      stays: true,
    },
    {
      id: `full-${disk}-deleted`,
      what: `${name} is full, and our table is deleted, for 3 s`,
      inject: async (scene) => {
        await fill(scene, disk)
        await scene.must('nft', 'delete', 'table', 'inet', 'aqtizim')
      },
      lastsMs: 3000,
      undo: (scene) => empty(scene, disk),
    },
  ]
}

export const fileFaults: readonly Fault[] = [
  ...fullFaults('run', 'the disk in RAM'),
  ...fullFaults('etc', 'the disk with list and journal'),
  {
    id: 'read-only',
    what: 'the disk with list and journal cannot be written when the daemon starts anew, for 8 s',
    inject: async (scene) => {
      await killDaemon(scene)
      // As long as somebody has a file open there, it can be written.
      const script = `for i in 1 2 3 4 5 6 7 8 9; do mount -o remount,ro "$1/${folders.etc}" && exit; sleep 0.1; done; exit 1`
      await shell(scene, script)
    },
    lastsMs: 8000,
    undo: async (scene) => {
      await shell(scene, `mount -o remount,rw "$1/${folders.etc}"`)
    },
    stays: true,
  },
  {
    id: 'broken-version',
    what: 'the approved version is broken and the daemon starts anew; whole again after 9 s',
    inject: async (scene) => {
      await shell(
        scene,
        `cp "$1/etc/aqtizim/versions/0001.yaml" "$1/kept" && echo x >>"$1/etc/aqtizim/versions/0001.yaml"`,
      )
      await killDaemon(scene)
    },
    lastsMs: 9000,
    undo: async (scene) => {
      await shell(scene, `mv "$1/kept" "$1/etc/aqtizim/versions/0001.yaml"`)
      await killIfRunning(scene)
    },
  },
  {
    id: 'missing-versions',
    what: 'all versions are gone and the daemon starts anew; back after 9 s',
    inject: async (scene) => {
      await shell(scene, `mv "$1/etc/aqtizim/versions" "$1/etc/aqtizim/away"`)
      await killDaemon(scene)
    },
    lastsMs: 9000,
    undo: async (scene) => {
      await shell(scene, `rm -rf "$1/etc/aqtizim/versions" && mv "$1/etc/aqtizim/away" "$1/etc/aqtizim/versions"`)
      await killIfRunning(scene)
    },
  },
  ...[
    ['forward', 'two hours forward', 7200],
    ['back', 'two hours back', -7200],
    ['year', 'to a year ago', -31_536_000],
  ].map(
    ([id, where, seconds]): Fault => ({
      id: `clock-${id}`,
      what: `the clock jumps ${where}, and back after 5 s`,
      inject: async (scene) => scene.setClock(Number(seconds)),
      lastsMs: 5000,
      undo: async (scene) => scene.setClock(0),
      stays: true,
    }),
  ),
]
