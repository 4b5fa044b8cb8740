/** Reads what papers are made of from this router, with the daemon down as well. */

import { readAnchor } from '../logger/anchor.ts'
import { DarkSearch } from '../logger/dark.ts'
import { journalScan } from '../logger/live-rows.ts'
import { readVerifyingKey } from '../logger/signing-key.ts'
import { verifySteps } from '../logger/verify-files.ts'
import { localTime } from '../machine/local-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Paths } from '../machine/paths.ts'
import { message, messageOf } from '../messages/message.ts'
import { openSeats, type SeatStore } from '../seating/store.ts'
import type { Settings } from '../settings/settings.ts'
import { findFault, readApproval, sha256 } from '../whitelist/approval.ts'
import { DOCUMENT_LIMIT, parse } from '../whitelist/parse.ts'
import { versionNumbers, versionPath } from '../whitelist/version-folder.ts'
import type { ListVersion, Sources } from './sources.ts'

export interface SourceTools {
  readonly machine: Pick<Machine, 'files' | 'now' | 'log'>
  readonly paths: Paths
  readonly settings: Pick<Settings, 'school' | 'journalDir' | 'rooms' | 'pcs' | 'people' | 'requireSignature'>
  /** IANA name. */
  readonly zone: string
  /** Gives others their turn. */
  readonly breathe: () => Promise<void>
  readonly drills?: Sources['drills']
  readonly isDrill?: Sources['isDrill']
}

export function paperSources(tools: SourceTools): Sources {
  const { machine, paths, settings, zone, drills, isDrill } = tools
  const { files } = machine
  const time = localTime(zone)
  const key = readVerifyingKey(files, paths)
  const folder = paths.below(settings.journalDir)
  return {
    school: settings.school,
    zone: time.zone,
    rooms: settings.rooms.map(({ id, name }) => ({ id, name })),
    people: settings.people,
    now: time.format(machine.now() / 1000),
    *rows(options) {
      for (const found of journalScan(files, paths, settings.journalDir, options))
        yield typeof found === 'string' ? undefined : found
    },
    pause: tools.breathe,
    async verify(since, until, onProgress) {
      const sealed = readAnchor(files, paths.journalAnchor, folder)?.seal
      const known = { ...(key?.key && { keys: [key.key] }), ...(sealed && { sealed }) }
      const steps = verifySteps(files, folder, { since, until, onProgress, ...known })
      for (;;) {
        const step = steps.next()
        if (step.done === true) return step.value
        await tools.breathe()
      }
    },
    key: key?.key && { id: key.key.id, fingerprint: key.fingerprint },
    versions: () => readVersions(tools),
    list: (version) => readList(tools, version),
    seats: seatPlans(tools),
    darkSearch: () => darkSearch(tools),
    ...(drills && { drills }),
    ...(isDrill && { isDrill }),
  }
}

/** Read when somebody asks for pupils, and not before. */
function seatPlans({ machine, paths }: SourceTools): Sources['seats'] {
  let store: SeatStore | undefined
  return (className) => {
    store ??= openSeats(machine, paths.seats)
    const plan = store.get(className)
    return plan.length === 0 ? undefined : new Map(plan.map(({ pc, pupil }) => [pc, pupil]))
  }
}

function darkSearch({ machine, settings }: SourceTools) {
  const named = settings.pcs.flatMap(({ name, mac, room }) => (room === undefined ? [] : [{ pc: name, mac, room }]))
  const search = new DarkSearch({ named })
  return {
    add: (row: Parameters<DarkSearch['add']>[0]) => search.add(row),
    result: () => search.result(machine.now() / 1000),
    get lessons() {
      return search.lessons
    },
  }
}

function readVersions({ machine, paths, settings, zone }: SourceTools): ListVersion[] {
  const { files } = machine
  const publicKey =
    settings.requireSignature && files.existsSync(paths.directorKey)
      ? files.readFileSync(paths.directorKey, 'utf8')
      : undefined
  return versionNumbers(files, paths.versions, 'json').map((version) => {
    try {
      return readVersion(files, paths.versions, version, publicKey, zone)
    } catch (error) {
      return { version, meta: undefined, fault: messageOf(error) }
    }
  })
}

function readVersion(
  files: Machine['files'],
  dir: string,
  version: number,
  publicKey: string | undefined,
  zone: string,
): ListVersion {
  const meta = readApproval(files.readFileSync(versionPath(dir, version, 'json'), 'utf8'))
  if ('wrong' in meta) return { version, meta: undefined, fault: meta.wrong }
  const at = localTime(zone).format(Date.parse(meta.at) / 1000)
  const list = versionPath(dir, version, 'yaml')
  if (!files.existsSync(list)) return { version, meta, at, fault: message('version-text-missing') }
  const fault = findFault(meta, files.readFileSync(list), { version, ...(publicKey !== undefined && { publicKey }) })
  return { version, meta, at, ...(fault !== undefined && { fault }) }
}

function readList({ machine: { files }, paths }: SourceTools, version: number | 'draft') {
  const path = version === 'draft' ? paths.draft : versionPath(paths.versions, version, 'yaml')
  if (!files.existsSync(path) || files.statSync(path).size > DOCUMENT_LIMIT) return undefined
  const bytes = files.readFileSync(path)
  return { sha256: sha256(bytes), whitelist: parse(bytes.toString('utf8')).whitelist }
}
