/** Forgeries of rows and of files, by somebody who cannot compute. */
import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Forgery } from './forgery.ts'
import { type Copy, dayName, rowsOfDay, type SchoolDays } from './school-days.ts'

/** Number of a row by its place in its day, both from 0. */
export const rowAt = (day: number, place: number) => day * rowsOfDay + place + 1

export const printedHead = (days: SchoolDays) => days.heads.at(-1) ?? ''

const swap = (lines: readonly string[], a: number, b: number) =>
  lines.map((line, at) => (at === a ? (lines[b] ?? '') : at === b ? (lines[a] ?? '') : line))

const renumber = (lines: readonly string[], first: number) =>
  lines.map((line, at) => line.replace(/^\{"n":\d+/, `{"n":${first + at}`))

/** Changes one row of the second day; nothing changed is no forgery. */
function changed(what: string, place: number, from: string | RegExp, to: string, sealed: number): Forgery {
  const forge = (copy: Copy) =>
    copy.edit(1, (lines) => {
      const line = lines[place] ?? ''
      if (line.replace(from, to) === line) throw new Error(`${what}: there is nothing to change in ${line}`)
      return lines.with(place, line.replace(from, to))
    })
  return { what, forge, code: 'seal', day: 1, row: rowAt(1, sealed) }
}

// Places in a day: 0 its day row, 5, 10 and 15 seals, 16 the closing seal; every second visit of four was refused.
export const rowForgeries: readonly Forgery[] = [
  changed('a byte of a row is changed', 8, '"up":', '"uP":', 5),
  changed('a refused visit is called allowed', 7, '"refused"', '"allowed"', 5),
  changed('a visit goes to another PC', 1, /"pc":"PC-0\d"/, '"pc":"PC-30"', 0),
  changed('a visit is an hour earlier', 12, /T\d\d:/g, 'T08:', 10),
  changed('a site has another name', 13, /"site":"[^"]*"/, '"site":"egov2.kz"', 10),
  changed('octets are taken away', 3, /"down":\d+/, '"down":1', 0),
  changed('a blank is put in', 9, '{"n":', '{ "n":', 5),
  changed('a visit is marked as background', 2, '"flows"', '"background":true,"flows"', 0),
  changed("a seal's time is changed", 5, /"at":"2026-10-06T\d\d/, '"at":"2026-10-06T00', 5),
  { ...changed('a seal counts more rows', 5, /"rows":\d+/, '"rows":99', 5), code: 'seal-count' },
  {
    ...changed('a row is made unreadable', 7, /.*/, '', 5),
    ...{ code: 'no-row', row: rowAt(1, 7) },
  },
  {
    what: 'line ends are changed to CR LF',
    forge: (copy) => copy.edit(1, (lines) => lines.map((line) => `${line}\r`)),
    ...{ code: 'seal', day: 1, row: rowAt(1, 0) },
  },
  {
    what: 'a row is dropped',
    forge: (copy) => copy.edit(1, (lines) => lines.toSpliced(7, 1)),
    ...{ code: 'number', day: 1, row: rowAt(1, 7) },
  },
  {
    what: 'a row is dropped, and all numbered again',
    forge: (copy) => copy.edit(1, (lines) => renumber(lines.toSpliced(7, 1), rowAt(1, 0))),
    ...{ code: 'seal', day: 1, row: rowAt(1, 5) },
  },
  {
    what: 'a row is inserted',
    forge: (copy) => copy.edit(1, (lines) => lines.toSpliced(8, 0, lines[7] ?? '')),
    ...{ code: 'number', day: 1, row: rowAt(1, 8) },
  },
  {
    what: 'a row is inserted, and all numbered again',
    forge: (copy) => copy.edit(1, (lines) => renumber(lines.toSpliced(8, 0, lines[6] ?? ''), rowAt(1, 0))),
    ...{ code: 'seal', day: 1, row: rowAt(1, 5) },
  },
  {
    what: 'two rows change places',
    forge: (copy) => copy.edit(1, (lines) => swap(lines, 7, 8)),
    ...{ code: 'number', day: 1, row: rowAt(1, 7) },
  },
  {
    what: 'two rows change places, but for their numbers',
    forge: (copy) => copy.edit(1, (lines) => renumber(swap(lines, 7, 8), rowAt(1, 0))),
    ...{ code: 'seal', day: 1, row: rowAt(1, 5) },
  },
  {
    what: 'the last rows of a day are cut off',
    forge: (copy) => copy.edit(1, (lines) => lines.slice(0, 14)),
    ...{ code: 'number', day: 2, row: rowAt(1, 14) },
  },
  {
    what: 'a day is cut in the middle of its last row',
    forge: (copy) => truncateSync(copy.path(1), readFileSync(copy.path(1)).length - 20),
    ...{ code: 'no-row', day: 1, row: rowAt(1, 16) },
  },
  {
    what: 'a row is dropped inside the compressed day',
    forge: (copy) => copy.edit(0, (lines) => lines.toSpliced(3, 1)),
    ...{ code: 'number', day: 0, row: rowAt(0, 3) },
  },
  {
    what: 'a field is changed inside the compressed day',
    forge: (copy) => copy.edit(0, (lines) => lines.with(7, (lines[7] ?? '').replace('refused', 'allowed'))),
    ...{ code: 'seal', day: 0, row: rowAt(0, 5) },
  },
]

export const fileForgeries: readonly Forgery[] = [
  {
    what: 'a byte of the compressed file is changed',
    forge(copy) {
      const bytes = readFileSync(copy.path(0))
      bytes[200] = (bytes[200] ?? 0) ^ 1
      writeFileSync(copy.path(0), bytes)
    },
    // No row of it can be read.
    ...{ code: 'unreadable', day: 0, row: 0 },
  },
  {
    what: 'a changed day is put beside its compressed file',
    forge(copy) {
      const lines = copy.lines(0)
      const text = lines.with(2, (lines[2] ?? '').replace('refused', 'allowed')).join('\n')
      writeFileSync(join(copy.dir, dayName(0)), `${text}\n`)
    },
    ...{ code: 'seal', day: 0, row: rowAt(0, 0) },
  },
  {
    what: 'the files of two days are swapped',
    forge(copy) {
      const [one, other] = [copy.lines(1), copy.lines(2)]
      copy.write(1, other)
      copy.write(2, one)
    },
    ...{ code: 'number', day: 1, row: rowAt(1, 0) },
  },
  {
    what: 'a day is put in again under the name of the last',
    forge: (copy) => copy.write(4, renumber(copy.lines(3), rowAt(4, 0))),
    ...{ code: 'day', day: 4, row: rowAt(4, 0) },
  },
  {
    what: 'a day is appended to the day before',
    forge(copy) {
      appendFileSync(copy.path(1), readFileSync(copy.path(2)))
      rmSync(copy.path(2))
    },
    ...{ code: 'day', day: 1, row: rowAt(2, 0) },
  },
  {
    what: 'a day is deleted',
    forge: (copy) => rmSync(copy.path(2)),
    ...{ code: 'number', day: 3, row: rowAt(2, 0) },
  },
  {
    what: 'a day is renamed',
    forge: (copy) => renameSync(copy.path(4), join(copy.dir, dayName(6))),
    ...{ code: 'day', day: 6, row: rowAt(4, 0) },
  },
  {
    what: 'a day is renamed, in its first row as well',
    forge(copy) {
      copy.edit(4, (lines) => lines.with(0, (lines[0] ?? '').replaceAll('2026-10-09', '2026-10-11')))
      renameSync(copy.path(4), join(copy.dir, dayName(6)))
    },
    ...{ code: 'seal', day: 6, row: rowAt(4, 0) },
  },
  {
    what: 'a day is put back as it was at noon',
    forge: (copy, { old }) => writeFileSync(copy.path(2), old.third),
    ...{ code: 'number', day: 3, row: rowAt(2, 11) },
  },
  {
    what: 'the last day is put back as it was at noon',
    forge: (copy, { old }) => writeFileSync(copy.path(4), old.last),
    ...{ code: 'head-not-found', day: 4, row: rowAt(4, 11), head: printedHead },
  },
  {
    what: 'the last rows of all are cut off',
    forge: (copy) => copy.edit(4, (lines) => lines.slice(0, 16)),
    ...{ code: 'head-not-found', day: 4, row: rowAt(4, 16), head: printedHead },
  },
  {
    what: 'the last day is deleted',
    forge: (copy) => rmSync(copy.path(4)),
    ...{ code: 'head-not-found', day: 3, row: rowAt(4, 0), head: printedHead },
  },
  {
    what: 'the first day is deleted, with no row that it has expired',
    forge: (copy) => rmSync(copy.path(0)),
    ...{ code: 'beginning', day: 1, row: 1 },
  },
  {
    what: 'the last rows of all are cut off, and the router remembers them',
    forge: (copy) => copy.edit(4, (lines) => lines.slice(0, 16)),
    ...{ code: 'end', day: 4, row: rowAt(4, 16) },
  },
  {
    what: 'the last day is deleted, and the router remembers it',
    forge: (copy) => rmSync(copy.path(4)),
    ...{ code: 'end', day: 3, row: rowAt(4, 0) },
  },
  {
    what: 'the last day is put back as it was at noon, and the router remembers the evening',
    forge: (copy, { old }) => writeFileSync(copy.path(4), old.last),
    ...{ code: 'end', day: 4, row: rowAt(4, 11) },
  },
]
