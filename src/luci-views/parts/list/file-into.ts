/** A file of any encoding, chosen or dropped: what it was understood as is shown before its text is taken. */
import dom from 'luci:dom'
import { decode, ENCODINGS, type Encoding, guessEncoding } from '../../../whitelist/encodings.ts'
import { button } from '../button.ts'
import { select } from '../field.ts'
import { DOCUMENT_LIMIT, inMb } from './upload.ts'

export function encodingWords(encoding: Encoding): string {
  switch (encoding) {
    case 'utf-8':
      return 'UTF-8'
    case 'utf-16':
      return 'UTF-16'
    case 'windows-1251':
      return _('Windows-1251 (Cyrillic)')
    case 'kz-1048':
      return _('KZ-1048 (Kazakh)')
    case 'koi8-r':
      return 'KOI8-R'
    case 'cp866':
      return 'CP866 (DOS)'
  }
}

/** Without it a browser leaves the page for a file that is dropped on it. */
export function onDrop(node: HTMLElement, take: (files: FileList) => unknown): void {
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true
  node.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  node.addEventListener('drop', (event) => {
    if (!hasFiles(event) || event.dataTransfer === null) return
    event.preventDefault()
    if (event.dataTransfer.files.length > 0) void take(event.dataTransfer.files)
  })
}

/** Bytes of a file: in UTF-16 it has two for each one of UTF-8. */
const FILE_LIMIT = 2 * DOCUMENT_LIMIT

/** Lines that show whether letters are right; a line of a list is short. */
const shown = { lines: 20, length: 200 } as const

const headOf = (text: string) =>
  text
    .split('\n', shown.lines)
    .map((line) => line.slice(0, shown.length))
    .join('\n')

function preview(name: string, bytes: Uint8Array, take: (text: string) => void, leave: () => void): HTMLElement {
  const head = E('pre', { 'data-name': 'file-head' }, [])
  const encoding = select(
    { name: 'file-encoding', label: _('Understood as'), value: guessEncoding(bytes) },
    ENCODINGS.map((one) => [one, encodingWords(one)]),
  )
  const text = () => decode(bytes, encoding.value() as Encoding)
  const show = () => dom.content(head, [headOf(text())])
  encoding.node.addEventListener('change', show)
  show()
  return E('div', { class: 'aq-group' }, [
    E('p', {}, [_('The beginning of %s. Are its letters right?').format(name)]),
    encoding.node,
    head,
    E('div', { class: 'aq-buttons' }, [
      button(_('Take this text'), () => take(text()), { kind: 'positive', name: 'file-take' }),
      button(_('Leave it'), leave, { name: 'file-leave' }),
    ]),
  ])
}

/** Chooses a file for `area`, or takes the one that is dropped on it; `take` gets its text when somebody has agreed. */
export function fileInto(area: HTMLElement, take: (text: string) => void): HTMLElement {
  const place = E('div', { 'data-name': 'file-preview', 'aria-live': 'polite' }, [])
  const clear = () => dom.content(place, [])
  const read = async (file: File) => {
    if (file.size > FILE_LIMIT) {
      const words = _('The file is too long: at most %d MB can be read.').format(inMb(FILE_LIMIT))
      return void dom.content(place, [E('p', { class: 'alert-message error' }, [words])])
    }
    const done = (text: string) => {
      clear()
      take(text)
    }
    dom.content(place, [preview(file.name, new Uint8Array(await file.arrayBuffer()), done, clear)])
  }
  const chosen = E('input', { type: 'file', name: 'text-file' }, []) as HTMLInputElement
  const readFirst = ([file]: Iterable<File>) => file && read(file)
  chosen.addEventListener('change', () => void readFirst(chosen.files ?? []))
  onDrop(area, readFirst)
  return E('div', {}, [
    E('label', { class: 'aq-field' }, [E('span', {}, [_('A file, also by dropping it on the text')]), chosen]),
    place,
  ])
}
