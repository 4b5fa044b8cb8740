/** What was visited and what was refused: live, by filters, and as a file. */
import dom from 'luci:dom'
import poll from 'luci:poll'
import type { JournalFilters, JournalRow, Status } from '../../luci-bridge/contract.ts'
import { button } from '../parts/button.ts'
import { download, runJob } from '../parts/job.ts'
import { filterBar, fits } from '../parts/journal/filters.ts'
import { type JournalTable, journalTable } from '../parts/journal/rows.ts'
import { stretchButtons } from '../parts/journal/stretches.ts'
import { showVerified } from '../parts/journal/verify.ts'
import { live } from '../parts/live.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'

const callStatus = rpc.declare('status')
const callJournal = rpc.declare('journal')
const callExport = rpc.declare('journal_export')
const callVerify = rpc.declare('verify')

const pageRows = 100

interface Data {
  readonly status: Status
  readonly may: May
}

/** Rows with the place where older ones are. */
function createReader(table: JournalTable, older: HTMLElement) {
  let filters: JournalFilters = {}
  let next: string | undefined
  /** An answer to what was asked for before must not come among the rows of now. */
  const isOld = (asked: JournalFilters) => asked !== filters
  const offer = () => dom.content(older, next === undefined ? [] : [button(_('Older'), more, { name: 'older' })])
  async function more(): Promise<void> {
    const asked = filters
    const answer = await callJournal({ ...asked, limit: pageRows, ...(next === undefined ? {} : { cursor: next }) })
    if (isOld(asked)) return
    next = answer.next
    table.addOlder(answer.rows)
    offer()
  }
  const split = (rows: readonly JournalRow[]) => ({
    open: rows.filter((row) => row.open === true),
    over: rows.filter((row) => row.open !== true),
  })
  return {
    filters: () => filters,
    async begin(wanted: JournalFilters): Promise<void> {
      filters = wanted
      const answer = await callJournal({ ...wanted, limit: pageRows })
      if (isOld(wanted)) return
      const { open, over } = split(answer.rows)
      next = answer.next
      table.clear()
      table.addOlder(over)
      table.setOpen(open)
      offer()
    },
    async newer(): Promise<void> {
      const asked = filters
      const { rows } = await callJournal({ ...asked, limit: pageRows })
      if (isOld(asked)) return
      const { open, over } = split(rows)
      table.addNewer(over)
      table.setOpen(open)
    },
    async open(): Promise<void> {
      const asked = filters
      const { rows } = await callJournal({ ...asked, open: true, limit: pageRows })
      if (!isOld(asked)) table.setOpen(rows)
    },
  }
}

type Reader = ReturnType<typeof createReader>

const openSeconds = 3

/** New rows come in by themselves while the box is ticked: those that end by the stream, those that go on by asking. */
function liveBox(reader: Reader, table: JournalTable, mayStream: boolean): HTMLElement {
  const box = E('input', { type: 'checkbox', name: 'live', checked: '' }, []) as HTMLInputElement
  const sign = E('span', { class: 'aq-muted', 'data-name': 'stream' }, [])
  let streams = false
  live(box, {
    streams: mayStream,
    onNews(kind, data) {
      if (kind !== 'visit' || !box.checked || !('rows' in data)) return undefined
      table.addNewer(data.rows.filter((row) => fits(row, reader.filters())))
      return data.more > 0 ? reader.newer() : undefined
    },
    poll: () => (box.checked ? reader.newer().catch(() => {}) : undefined),
    onStream(up) {
      streams = up
      dom.content(sign, [up ? _('at once') : _('every few seconds')])
    },
  })
  const askOpen = () => {
    if (box.checked && streams) return reader.open().catch(() => {})
    return undefined
  }
  poll.add(askOpen, openSeconds)
  return E('label', {}, [box, ' ', _('Show new visits'), ' ', sign])
}

function fileButtons(read: () => JournalFilters, may: May): HTMLElement[] {
  const save = async () => {
    const start = () => callExport({ ...read(), format: 'csv' })
    const finished = await runJob(_('The table is being written'), start)
    if (finished !== undefined) download(finished, 'journal.csv')
  }
  const verify = async () => {
    const finished = await runJob(_('The journal is being checked'), () => callVerify({}))
    if (finished?.state.verified !== undefined) showVerified(finished.state.verified)
  }
  return [
    ...(may('journal_export') ? [button(_('Save as a table (CSV)'), save, { name: 'export' })] : []),
    ...(may('verify') ? [button(_('Check that nothing was changed'), verify, { name: 'verify' })] : []),
  ]
}

export default page<Data>({
  title: () => _('Access journal'),
  async load() {
    const [status, may] = await Promise.all([callStatus({}), loadMay()])
    return { status, may }
  },
  render({ status, may }, reload) {
    const table = journalTable(new Map(status.rooms.map(({ id, name }) => [id, name])))
    const older = E('div', { class: 'aq-buttons' }, [])
    const reader = createReader(table, older)
    const show = () => reader.begin(bar.read())
    const press = button(_('Show'), show, { kind: 'action', name: 'show' })
    const bar = filterBar(status, () => press.click())
    void show().catch(reload)
    return [
      E(
        'div',
        { class: 'aq-buttons' },
        stretchButtons(bar, () => callStatus({}), show),
      ),
      bar.node,
      E('div', { class: 'aq-filters' }, [
        press,
        liveBox(reader, table, status.liveStream),
        ...fileButtons(() => bar.read(), may),
      ]),
      table.node,
      older,
    ]
  },
})
