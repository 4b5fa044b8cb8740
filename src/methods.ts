/** What the ubus methods do, in the daemon. */
import { createHash } from 'node:crypto'
import { productVersion } from './commands/live.ts'
import type { Enforcer } from './enforce.ts'
import type { Guard } from './guard.ts'
import { journalRows, openRows } from './journal-rows.ts'
import type { Lessons } from './lessons.ts'
import type { Approved, JournalArguments, JournalPage, ListCheck, RoomStatus, Status } from './luci-bridge/contract.ts'
import { type Caller, type Daemon, failed } from './luci-bridge/daemon.ts'
import type { Machine } from './machine.ts'
import type { Paths } from './paths.ts'
import type { Recorder } from './recorder.ts'
import type { Desk } from './request-desk.ts'
import type { Vigil } from './vigil.ts'
import { approve as approveVersion } from './whitelist/file.ts'
import { parse } from './whitelist/parse.ts'

export interface MethodTools {
  readonly machine: Machine
  readonly paths: Paths
  readonly enforcer: Enforcer
  readonly recorder: Recorder
  readonly vigil: Pick<Vigil, 'health' | 'faults' | 'approved'>
  readonly guard: Pick<Guard, 'faults'>
  readonly lessons: Pick<Lessons, 'of' | 'start' | 'end'>
  readonly desk: Pick<Desk, 'waiting' | 'decide'>
}

const nothingToday: Status['today'] = {
  date: '',
  visits: 0,
  refused: 0,
  background: 0,
  hours: Array.from({ length: 24 }, () => ({ allowed: 0, refused: 0 })),
  topRefused: [],
}

function status({ enforcer, recorder, vigil, guard, lessons, desk, machine }: MethodTools, me: Caller): Status {
  const state = enforcer.state()
  const list = state?.version
  const rooms = state?.settings.rooms ?? []
  const live = state?.plan?.facts.rooms ?? []
  const roomStatus = rooms.map(({ id, name, networks }): RoomStatus => {
    const facts = live.find((room) => room.id === id)
    const why = facts?.paused !== true ? {} : { why: state?.shut.has(id) ? ('hours' as const) : ('hand' as const) }
    const lesson = lessons.of(id)
    const open = lesson === undefined ? {} : { lesson }
    return {
      id,
      name,
      networks,
      paused: facts?.paused ?? false,
      ...why,
      devices: facts?.devices ?? [],
      ...open,
      pcs: 0,
    }
  })
  const signed = list === undefined ? {} : { by: list.meta.by, date: list.meta.date }
  return {
    version: productVersion,
    enforced: state?.enforced ?? false,
    list: {
      version: list?.version ?? 0,
      sites: list?.whitelist.sites.length ?? 0,
      sha256: list?.meta.sha256 ?? '',
      ...signed,
    },
    rooms: roomStatus,
    faults: [
      ...(state?.faults ?? ['not started yet']),
      ...recorder.faults(),
      ...recorder.warnings(),
      ...vigil.faults(),
      ...guard.faults(),
    ],
    visits: recorder.openVisits().length,
    me,
    school: state?.settings.school ?? '',
    language: state?.settings.language ?? 'kk',
    requireSignature: state?.settings.requireSignature ?? false,
    draft: { sha256: '', differs: false },
    today: nothingToday,
    clock: { now: new Date(machine.now()).toISOString(), zone: state?.zone ?? '', synchronised: false },
    requests: desk.waiting().length,
    reminders: [],
  }
}

function listCheck({ enforcer }: MethodTools, text: string): ListCheck {
  const rooms = enforcer.state()?.settings.rooms.map(({ id }) => id) ?? []
  const { whitelist, problems } = parse(text, { rooms })
  return { problems, sites: whitelist?.sites.length ?? 0 }
}

/** Refused as a whole: nothing was written, nothing changes. */
const refusal = (sentence: string): Approved => ({
  version: 0,
  problems: [],
  refused: [sentence],
  milliseconds: 0,
  cut: 0,
})

function readDraft({ machine, paths }: MethodTools, sha256: string): { text: string } | { refused: string } {
  if (!machine.files.existsSync(paths.draft)) return { refused: 'There is no draft.' }
  const text = machine.files.readFileSync(paths.draft, 'utf8')
  const is = createHash('sha256').update(text).digest('hex')
  return is === sha256 ? { text } : { refused: 'The draft was changed meanwhile: look at it again.' }
}

function journalPage({ machine, paths, enforcer, recorder }: MethodTools, args: JournalArguments): JournalPage {
  const { limit = 200, open: openOnly = false, ...filter } = args
  const folder = enforcer.state()?.settings.journalDir ?? ''
  const written = openOnly ? [] : [...journalRows(machine.files, paths, folder, { ...filter, limit, order: 'newest' })]
  const rows = [...written.reverse(), ...openRows(machine.files, recorder.openVisits(), filter)]
  return { rows: rows.map(({ line }) => JSON.parse(line) as Record<string, unknown>) }
}

function createApprove(tools: MethodTools): Daemon['approve'] {
  const { machine, paths, enforcer, recorder, vigil } = tools
  return async (args, { user }) => {
    const started = machine.uptime()
    const draft = readDraft(tools, args.sha256)
    if ('refused' in draft) return refusal(draft.refused)
    const settings = enforcer.state()?.settings
    if (settings === undefined) return refusal('The settings have not been read yet.')
    const { by, post, order, date, signature } = args
    const at = new Date(machine.now()).toISOString()
    const approver = { by, post, order, date, user, at, ...(signature === undefined ? {} : { signature }) }
    const result = approveVersion(machine.files, paths.versions, draft.text, approver, {
      rooms: settings.rooms.map(({ id }) => id),
      requireSignature: settings.requireSignature,
      publicKey: paths.directorKey,
    })
    if (result.version === undefined)
      return { ...refusal(''), problems: result.problems ?? [], refused: 'refused' in result ? [result.refused] : [] }
    vigil.approved(result.version)
    const { state, cut } = await enforcer.refresh()
    const milliseconds = Math.round(machine.uptime() - started)
    recorder.event('approved', { version: result.version, by, user })
    const isLive = state.enforced && state.version?.version === result.version
    const refused = isLive ? [] : [`Version ${result.version} is approved and not in force.`, ...state.faults]
    return { version: result.version, problems: result.problems, refused, milliseconds, cut }
  }
}

/** Methods that the contract has and the daemon has not yet. */
const notYet = async () => failed('unavailable', 'not there yet')
const absent = {
  list_get: notYet,
  list_edit: notYet,
  list_save: notYet,
  list_diff: notYet,
  list_send: notYet,
  list_return: notYet,
  list_versions: notYet,
  list_restore: notYet,
  summary: notYet,
  journal_export: notYet,
  verify: notYet,
  job: notYet,
  job_drop: notYet,
  request_ignore: notYet,
  needs: notYet,
  pcs: notYet,
  pcs_save: notYet,
  exempt_save: notYet,
  rooms: notYet,
  timetable: notYet,
  timetable_save: notYet,
  seats: notYet,
  seats_save: notYet,
  users: notYet,
  user_set: notYet,
  user_delete: notYet,
}

/** Throws an error that names the argument, which the page shows. */
export function createMethods(tools: MethodTools): Daemon {
  const { enforcer, recorder, desk } = tools
  return {
    ...absent,
    status: async (_, caller) => status(tools, caller),
    health: async () => ({ checks: await tools.vigil.health() }),
    list_check: async ({ text }) => listCheck(tools, text),
    approve: createApprove(tools),
    journal: async (args) => {
      // Somebody looks: what the kernel has and the journal has not yet must not wait for the next minute.
      if (args.open === true) await recorder.catchUp()
      return journalPage(tools, args)
    },
    requests: async () => ({ requests: desk.waiting(), ignored: [] }),
    request_decide: async ({ name, decision }, { user }) => {
      const decided = desk.decide(name)
      if (decided) recorder.event('request-decided', { name, decision, user })
      return { decided, added: false }
    },
    lesson_start: async ({ room, class: name }, { user }) => {
      tools.lessons.start(room, name, user)
      return {}
    },
    lesson_end: async ({ room }, { user }) => ({ ended: tools.lessons.end(room, user) }),
    room_set: async ({ room, state }, { user }) => {
      const known = enforcer.state()?.settings.rooms.some(({ id }) => id === room) ?? false
      if (!known) throw new RangeError(`room: there is no room ${JSON.stringify(room)}`)
      const { cut, state: now } = await enforcer.setPaused(room, state === 'paused')
      recorder.event(state === 'paused' ? 'paused' : 'resumed', { room, user })
      return { cut, paused: now.plan?.facts.rooms.find(({ id }) => id === room)?.paused ?? false }
    },
  }
}
