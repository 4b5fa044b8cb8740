/** The papers for the commission: chosen, filled in, looked at, printed, or saved for Word. */
import dom from 'luci:dom'
import type { PaperEntry, Status } from '../../luci-bridge/contract.ts'
import { button } from '../parts/button.ts'
import { type FormField, formField } from '../parts/documents/fields.ts'
import { type Preview, preview } from '../parts/documents/preview.ts'
import { select } from '../parts/field.ts'
import { inWords } from '../parts/in-words.ts'
import { download, type Finished, runJob } from '../parts/job.ts'
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'

const callStatus = rpc.declare('status')
const callDocuments = rpc.declare('documents')
const callDocument = rpc.declare('document')

type Language = 'kk' | 'ru' | 'en'
const isLanguage = (text: string): text is Language => ['kk', 'ru', 'en'].includes(text)

interface Data {
  readonly papers: readonly PaperEntry[]
  readonly status: Status
}

/** Names of languages in themselves: whoever looks for one knows it so. */
const languages = [
  ['kk', 'Қазақша'],
  ['ru', 'Русский'],
  ['en', 'English'],
] as const

interface Form {
  readonly nodes: LuciChild[]
}

/** Marks the field that stands in the way. False: it is none of the form's. */
function complain(fields: readonly FormField[], error: unknown): boolean {
  const { failed } = rpc.failureOf(error)
  const name = /^answers\.(.+)$/.exec(failed?.argument ?? '')?.[1]
  const field = fields.find((each) => each.name === name)
  if (field === undefined || failed === undefined) return false
  field.complain(inWords(failed.message))
  return true
}

function form(paper: PaperEntry, { status }: Data, view: Preview): Form {
  const fields = paper.fields.map((field) => formField(field, status.rooms))
  const tongue = select({ name: 'language', label: _('Language of the paper'), value: status.language }, languages)
  const make = async (format: 'html' | 'docx'): Promise<Finished | undefined> => {
    for (const field of fields) field.complain('')
    const answers = Object.fromEntries(fields.map((field) => [field.name, field.value()]))
    const language = tongue.value()
    const chosen = isLanguage(language) ? { language } : {}
    try {
      return await runJob(_('The paper is being written'), () =>
        callDocument({ name: paper.name, answers, format, ...chosen }),
      )
    } catch (error) {
      if (complain(fields, error)) return undefined
      throw error
    }
  }
  const show = async () => {
    const finished = await make('html')
    if (finished !== undefined) view.show(paper.title, finished)
  }
  const save = async () => {
    const finished = await make('docx')
    if (finished !== undefined) download(finished, `${paper.name}.docx`)
  }
  return {
    nodes: [
      E('h3', { 'data-name': 'paper-title' }, [paper.title]),
      E('p', { class: 'aq-muted' }, [_('What stays empty is a line on the paper to fill in by hand.')]),
      E('div', { class: 'aq-form' }, [...fields.map(({ node }) => node), tongue.node]),
      E('div', { class: 'aq-buttons' }, [
        button(_('Show and print'), show, { kind: 'positive', big: true, name: 'show' }),
        button(_('Save for Word'), save, { big: true, name: 'word' }),
      ]),
    ],
  }
}

/** The language that the page itself is in. */
function pageLanguage(): Language {
  const { lang } = document.documentElement
  return isLanguage(lang) ? lang : 'en'
}

export default page<Data>({
  title: () => _('Papers'),
  async load() {
    const [status, { papers }] = await Promise.all([callStatus({}), callDocuments({ language: pageLanguage() })])
    return { status, papers }
  },
  render(data) {
    const view = preview()
    const body = E('div', {}, [])
    const open = (paper: PaperEntry) => () => {
      view.clear()
      dom.content(body, form(paper, data, view).nodes)
      for (const [name, node] of choices) node.classList.toggle('cbi-button-action', name === paper.name)
    }
    const choices = data.papers.map(
      (paper) => [paper.name, button(paper.title, open(paper), { name: `paper-${paper.name}` })] as const,
    )
    return [
      E(
        'div',
        { class: 'aq-buttons' },
        choices.map(([, node]) => node),
      ),
      body,
      view.node,
    ]
  },
})
