/** What a journal row says, in words. */
import type { JournalRow, Message } from '../../../luci-bridge/contract.ts'
import { inWords } from '../in-words.ts'
import { clock, dateTime } from '../when.ts'

/** Whatever a row has there, as text: a later version may write what this page does not know. */
export const text = (row: JournalRow, key: string): string => {
  const value = row[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export const isVisit = (row: JournalRow): boolean => typeof row.site === 'string' && typeof row.verdict === 'string'

/** Rooms by their ids: a row bears the id. */
export type RoomNames = ReadonlyMap<string, string>

/** When the row begins. */
export function startOf(row: JournalRow): string {
  const gap = row.gap as { from?: unknown } | undefined
  return text(row, 'start') || text(row, 'at') || (typeof gap?.from === 'string' ? gap.from : '')
}

export function whyWords(why: string): string {
  switch (why) {
    case 'unlisted':
      return _('not on the white list')
    case 'direct-address':
      return _('by its address, without a name')
    case 'port':
      return _('another port or protocol')
    case 'no-name':
      return _('no site was named')
    case 'other-name':
      return _('asked over the connection of another site')
    case 'body':
      return _('a request whose end is in doubt')
    case 'version':
      return _('another version of HTTP')
    case 'target':
      return _('a request without a path')
    case 'not-http':
      return _('no HTTP request')
    case 'limit':
      return _('too many connections or requests')
    case 'no-address':
      return _('the site has no address')
    case 'private-address':
      return _('its address lies inside the school')
    case 'connectivity':
      return _('a connectivity check, answered by the router')
    case 'no-answer':
      return _('the site did not answer')
    case 'paused':
      return _('the room was paused')
    case 'gate-down':
      return _('the gate did not answer')
    default:
      return why
  }
}

function gapWhy(why: string): string {
  switch (why) {
    case 'daemon-down':
      return _('nothing was being recorded')
    case 'power-cut':
      return _('a power cut')
    case 'event-loss':
      return _('too much happened at once')
    case 'counter-difference':
      return _('the kernel counted more than was recorded')
    case 'no-space':
      return _('the disk was full')
    case 'rows-missing':
      return _('rows that had been written are gone')
    default:
      return why
  }
}

function lessonWords(row: JournalRow, room: string): string {
  const words = row.state === 'start' ? _('Lesson of %s begins in %s.') : _('Lesson of %s ends in %s.')
  return words.format(text(row, 'class'), room)
}

/** An alarm of this version bears its message; one of an older version has its English text alone. */
const whatWords = (row: JournalRow): string =>
  typeof row.code === 'string' && typeof row.values === 'object'
    ? inWords({ code: row.code, values: row.values, text: text(row, 'what') } as Message)
    : text(row, 'what')

/** The few events that a teacher meets; others are shown by their name with what they bear. */
function eventWords(row: JournalRow, rooms: RoomNames): string {
  const of = (key: string) => text(row, key)
  const room = rooms.get(of('room')) ?? of('room')
  switch (row.event) {
    case 'started':
      return _('Recording begins.')
    case 'stopped':
      return _('Recording ends.')
    case 'lesson':
      return lessonWords(row, room)
    case 'approved':
      return _('White list %s was approved by %s.').format(of('version'), of('by') || of('user'))
    case 'newest-version':
      return _('The newest approved white list is %s.').format(of('version'))
    case 'paused':
      return _('%s was paused by %s.').format(room, of('user'))
    case 'resumed':
      return _('%s was opened by %s.').format(room, of('user'))
    case 'hours':
      return (row.state === 'shut' ? _('%s closes: its hours are over.') : _('%s opens: its hours begin.')).format(room)
    case 'alarm':
      return _('Alarm: %s').format(whatWords(row))
    case 'alarm-over':
      return _('Over: %s').format(whatWords(row))
    case 'request-decided':
      return (row.decision === 'taken' ? _('%s was taken up by %s.') : _('%s was not taken up by %s.')).format(
        of('name'),
        of('user'),
      )
    case 'draft-sent':
      return _('%s sent the draft to the director.').format(of('user'))
    case 'draft-returned':
      return _('%s sent the draft back: %s').format(of('user'), of('note'))
    default: {
      const rest = Object.entries(row).filter(([key]) => !['n', 'at', 'event', 'clock'].includes(key))
      return [of('event'), ...rest.map(([key, value]) => `${key}: ${String(value)}`)].join(', ')
    }
  }
}

/** A row that is no visit. */
export function rowWords(row: JournalRow, rooms: RoomNames): string {
  const gap = row.gap as { from?: string; to?: string; why?: string; flows?: number } | undefined
  if (gap !== undefined) {
    const words = _('Gap from %s to %s: %s.').format(
      dateTime(gap.from ?? ''),
      clock(gap.to ?? ''),
      gapWhy(gap.why ?? ''),
    )
    return gap.flows === undefined
      ? words
      : `${words} ${N_(gap.flows, '%d connection is missing.', '%d connections are missing.').format(gap.flows)}`
  }
  if (row.event !== undefined) return eventWords(row, rooms)
  if (row.seal !== undefined) return _('Seal: what is above can no longer be changed unseen.')
  if (row.day !== undefined) return _('A new day begins.')
  return JSON.stringify(row)
}
