/** What each role may do, written down once more: the ACL file, the documents and the daemon are compared with it. */
import type { MethodName, Role } from '../../src/luci-bridge/contract.ts'

const everybody: readonly MethodName[] = ['status', 'health']
const jobs: readonly MethodName[] = ['job', 'job_drop']
const papers: readonly MethodName[] = ['documents', 'document']
const list: readonly MethodName[] = ['list_get', 'list_diff', 'list_versions']
const journal: readonly MethodName[] = ['journal', 'summary', 'journal_export', 'verify', ...jobs]

const teacher: readonly MethodName[] = [
  ...everybody,
  ...list,
  ...journal,
  ...papers,
  ...(['list_check', 'list_edit', 'list_save', 'list_send', 'list_restore'] as const),
  ...(['room_set', 'lesson_start', 'lesson_end'] as const),
  ...(['requests', 'request_decide', 'request_ignore', 'needs'] as const),
  ...(['pcs', 'pcs_save', 'rooms', 'timetable', 'timetable_save', 'seats', 'seats_save'] as const),
]

export const expected: Readonly<Record<Role, readonly MethodName[]>> = {
  admin: [...teacher, 'exempt_save', 'users', 'user_set', 'user_delete'],
  teacher,
  director: [...everybody, ...list, ...journal, ...papers, 'rooms', 'approve', 'list_return'],
  psychologist: [...everybody, ...jobs, ...papers],
}

/** For `ubus call` and the command line: no page has to call them. */
export const commandLineOnly: readonly MethodName[] = ['list_check', 'summary']
