/** The methods that pages alone call: loaded when the first of them is. */

import type { Daemon } from './daemon.ts'
import { catalogue, catalogueRead } from './methods/catalogue.ts'
import { districtListMethods } from './methods/district-list.ts'
import { exemptSave } from './methods/exempt-save.ts'
import { importAdd, importLines, importRead, importUndo } from './methods/import.ts'
import { job } from './methods/job.ts'
import { jobDrop } from './methods/job-drop.ts'
import { journal } from './methods/journal.ts'
import { journalExport } from './methods/journal-export.ts'
import { listCheck } from './methods/list-check.ts'
import { listDiff } from './methods/list-diff.ts'
import { listEdit } from './methods/list-edit.ts'
import { listGet } from './methods/list-get.ts'
import { listRestore } from './methods/list-restore.ts'
import { listReturn } from './methods/list-return.ts'
import { listSave } from './methods/list-save.ts'
import { listSend } from './methods/list-send.ts'
import { listVersions } from './methods/list-versions.ts'
import { needIgnore } from './methods/need-ignore.ts'
import { needs } from './methods/needs.ts'
import { onDemand, siteOpen, siteShut } from './methods/on-demand.ts'
import { pcs } from './methods/pcs.ts'
import { pcsSave } from './methods/pcs-save.ts'
import { requestDecide } from './methods/request-decide.ts'
import { requestIgnore } from './methods/request-ignore.ts'
import { rooms } from './methods/rooms.ts'
import { seats } from './methods/seats.ts'
import { seatsSave } from './methods/seats-save.ts'
import { roomsAdd, setup, zoneSet } from './methods/setup.ts'
import { siteMeans } from './methods/site-means.ts'
import { siteOpens } from './methods/site-opens.ts'
import { summary } from './methods/summary.ts'
import { timetable } from './methods/timetable.ts'
import { timetableSave } from './methods/timetable-save.ts'
import { userConfirm } from './methods/user-confirm.ts'
import { userDelete } from './methods/user-delete.ts'
import { userSet } from './methods/user-set.ts'
import { users } from './methods/users.ts'
import { verify } from './methods/verify.ts'
import type { Tools } from './tools.ts'

export const pageMethods = (tools: Tools) =>
  ({
    site_opens: siteOpens(tools),
    site_means: siteMeans(tools),
    on_demand: onDemand(tools),
    site_open: siteOpen(tools),
    site_shut: siteShut(tools),
    list_check: listCheck(tools),
    list_get: listGet(tools),
    list_edit: listEdit(tools),
    list_save: listSave(tools),
    list_diff: listDiff(tools),
    list_send: listSend(tools),
    list_return: listReturn(tools),
    list_versions: listVersions(tools),
    list_restore: listRestore(tools),
    import_read: importRead(tools),
    import_lines: importLines(tools),
    import_add: importAdd(tools),
    import_undo: importUndo(tools),
    catalogue: catalogue(tools),
    catalogue_read: catalogueRead(tools),
    ...districtListMethods(tools),
    journal: journal(tools),
    summary: summary(tools),
    journal_export: journalExport(tools),
    verify: verify(tools),
    job: job(tools),
    job_drop: jobDrop(tools),
    request_decide: requestDecide(tools),
    request_ignore: requestIgnore(tools),
    needs: needs(tools),
    need_ignore: needIgnore(tools),
    pcs: pcs(tools),
    pcs_save: pcsSave(tools),
    exempt_save: exemptSave(tools),
    rooms: rooms(tools),
    setup: setup(tools),
    rooms_add: roomsAdd(tools),
    zone_set: zoneSet(tools),
    timetable: timetable(tools),
    timetable_save: timetableSave(tools),
    seats: seats(tools),
    seats_save: seatsSave(tools),
    users: users(tools),
    user_set: userSet(tools),
    user_confirm: userConfirm(tools),
    user_delete: userDelete(tools),
  }) satisfies Partial<Daemon>
