/** Many sites at once: a paste or a file is shown line by line, and nothing is added before the teacher says so. */
import { button } from '../button.ts'
import { inWords } from '../in-words.ts'
import { textArea } from '../registers/text-area.ts'
import type { View } from '../tabs.ts'
import { onDrop } from './file-into.ts'
import { sendList } from './import-calls.ts'
import { ImportPreview } from './import-preview.ts'
import type { ListContext } from './state.ts'
import { inMb } from './upload.ts'

/** Bytes that the router takes: docs/whitelist.md. */
const LIMIT = 4 * 1024 * 1024

class ImportView implements View {
  readonly nodes: LuciChild[]
  readonly #text = textArea({
    name: 'bulk-text',
    label: _('Paste addresses, a column of a sheet, or a list of another filter'),
    rows: 8,
    placeholder: 'https://bilimland.kz/kk/…\nkundelik.kz\n…',
  })
  readonly #file = E('input', { type: 'file', name: 'bulk-file' }, []) as HTMLInputElement
  readonly #preview: ImportPreview

  constructor(context: ListContext) {
    const added = () => {
      this.#text.set('')
      this.#file.value = ''
    }
    this.#preview = new ImportPreview(context, { added, again: () => this.#read() })
    const read = button(_('Show what it becomes'), () => this.#read(), { kind: 'action', name: 'bulk-read' })
    const hint = _(
      'Anything will do: addresses out of a browser, a chat or Word; cells out of Excel, or the sheet saved as CSV; a file in hosts, AdBlock, AdGuard, Pi-hole or dnsmasq form. Nothing is added before you have seen what each line becomes.',
    )
    this.#file.addEventListener('change', () => this.#text.set(''))
    onDrop(this.#text.node, (files) => {
      this.#file.files = files
      this.#text.set('')
      return this.#read()
    })
    this.nodes = [
      E('p', { class: 'aq-muted' }, [hint]),
      this.#text.node,
      E('label', { class: 'aq-field' }, [E('span', {}, [_('… or a file')]), this.#file]),
      E('div', { class: 'aq-buttons' }, [read]),
      ...this.#preview.nodes,
    ]
  }

  /** What is typed counts; a file where nothing is. */
  async #bytes(): Promise<{ bytes: Uint8Array; encoding: 'utf-8' | undefined } | undefined> {
    const text = this.#text.value()
    if (text !== '') return { bytes: new TextEncoder().encode(text), encoding: 'utf-8' }
    const [file] = this.#file.files ?? []
    if (file === undefined) return undefined
    // More than the router takes would only be sent in vain; it says so of the first bytes beyond its limit.
    return { bytes: new Uint8Array(await file.slice(0, LIMIT + 1).arrayBuffer()), encoding: undefined }
  }

  async #read(): Promise<void> {
    this.#preview.clear()
    const given = await this.#bytes()
    if (given === undefined) return this.#preview.say(_('Paste something, or choose a file.'), 'warning')
    if (given.bytes.length > LIMIT)
      return this.#preview.say(_('The file is too long: at most %d MB can be read.').format(inMb(LIMIT)), 'error')
    try {
      const { read, fault } = await sendList(given.bytes, given.encoding, (part, parts) =>
        this.#preview.say(_('Sending: %d of %d').format(part, parts), 'info'),
      )
      this.#preview.clear()
      if (fault !== undefined) return this.#preview.say(inWords(fault), 'error')
      if (read !== undefined) this.#preview.show(read)
    } catch (error) {
      this.#preview.fail(error)
    }
  }
}

export const importView = (context: ListContext): View => new ImportView(context)
