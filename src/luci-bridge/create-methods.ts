/** Builds every method of the contract with the parts of the daemon that it needs; most are loaded when they are called. */
import type { MethodName } from './contract.ts'
import type { Daemon } from './daemon.ts'
import { registerMethods } from './declarations/registers.ts'
import { socialMethods } from './declarations/social.ts'
import { health } from './methods/health.ts'
import { lessonEnd } from './methods/lesson-end.ts'
import { lessonStart } from './methods/lesson-start.ts'
import { reload } from './methods/reload.ts'
import { requests } from './methods/requests.ts'
import { roomSet } from './methods/room-set.ts'
import { status } from './methods/status.ts'
import type { Tools } from './tools.ts'

const keysOf = <Names extends string>(methods: Readonly<Record<Names, unknown>>) => Object.keys(methods) as Names[]

const ofPages = [
  'site_opens',
  'site_means',
  'on_demand',
  'site_open',
  'site_shut',
  'list_check',
  'list_get',
  'list_edit',
  'list_save',
  'list_diff',
  'list_send',
  'list_return',
  'list_versions',
  'list_restore',
  'import_read',
  'import_lines',
  'import_add',
  'import_undo',
  'catalogue',
  'catalogue_read',
  'district_list',
  'district_list_fetch',
  'district_list_take',
  'journal',
  'summary',
  'journal_export',
  'verify',
  'job',
  'job_drop',
  'request_decide',
  'request_ignore',
  'needs',
  'need_ignore',
  'pcs',
  'pcs_save',
  'exempt_save',
  'rooms',
  'setup',
  'rooms_add',
  'timetable',
  'timetable_save',
  'seats',
  'seats_save',
  'users',
  'user_set',
  'user_confirm',
  'user_delete',
] as const
const ofPapers = ['documents', 'document', ...keysOf(registerMethods), ...keysOf(socialMethods)] as const

/** Methods of a file that is loaded when the first of them is called; what could not be loaded is tried again. */
function later<Name extends MethodName>(
  names: readonly Name[],
  load: () => Promise<Pick<Daemon, Name>>,
): Pick<Daemon, Name> {
  let loading: Promise<Pick<Daemon, Name>> | undefined
  const loaded = () => {
    loading ??= load().catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const methods = names.map((name) => [
    name,
    async (...given: never[]) => ((await loaded())[name] as (...given: never[]) => unknown)(...given),
  ])
  return Object.fromEntries(methods) as Pick<Daemon, Name>
}

export function createMethods(tools: Tools): Daemon {
  return {
    status: status(tools),
    health: health(tools),
    reload: reload(tools),
    room_set: roomSet(tools),
    lesson_start: lessonStart(tools),
    lesson_end: lessonEnd(tools),
    approve: tools.approve,
    requests: requests(tools),
    ...later(ofPages, async () => (await import('./page-methods.ts')).pageMethods(tools)),
    ...later(ofPapers, async () => (await import('./paper-methods.ts')).paperMethods(tools)),
  }
}
