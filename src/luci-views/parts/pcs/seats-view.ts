/** Who sits where, by class: two columns pasted from a spreadsheet. Names of pupils are never in the journal. */
import dom from 'luci:dom'
import type { Seats } from '../../../luci-bridge/contract.ts'
import type { ValuesOf } from '../../../messages/message.ts'
import { button } from '../button.ts'
import { ask } from '../dialog.ts'
import { failurePanel } from '../failure.ts'
import { input, select } from '../field.ts'
import { inWords } from '../in-words.ts'
import * as rpc from '../rpc.ts'
import { table } from '../table.ts'
import type { View } from '../tabs.ts'
import type { PcContext } from './context.ts'

const callSeats = rpc.declare('seats')
const callSave = rpc.declare('seats_save')

/** What the daemon takes, in UTF-16 units. */
const LONGEST = 32_768

function plan({ rows }: Seats): HTMLElement {
  const columns = [
    { title: _('PC'), cell: ({ pc }: Seats['rows'][number]) => pc },
    { title: _('Pupil'), cell: ({ pupil }: Seats['rows'][number]) => pupil },
  ]
  return table(columns, rows, _('This class has no seat plan yet.'))
}

type Odd = NonNullable<Seats['problems']>[number]

const oddLine = ({ row, column, message }: Odd, kind = 'aq-warning') =>
  E('div', { class: `aq-problem ${kind}` }, [_('Row %d, column %d: %s').format(row, column, inWords(message))])

class SeatsView implements View {
  readonly nodes: LuciChild[]
  readonly #isOffered: boolean
  readonly #body = E('div', {}, [E('p', { class: 'aq-loading' }, [_('Loading …')])])
  readonly #news = E('div', { 'data-name': 'seats-news', role: 'alert' }, [])
  readonly #paste: HTMLTextAreaElement
  readonly #fresh = input({ name: 'new-class', label: _('Class'), placeholder: '7 А' })
  #chosen = ''

  constructor({ may }: PcContext) {
    this.#isOffered = may('seats_save')
    const attributes = { name: 'seats', rows: 8, class: 'cbi-input-textarea', placeholder: 'PC-01\t…\nPC-02\t…' }
    this.#paste = E('textarea', attributes, []) as HTMLTextAreaElement
    const words = _(
      'Who sits where. The plan is used for briefings and papers; names of pupils are never in the journal.',
    )
    this.nodes = [E('p', {}, [words]), this.#news, this.#body]
    void this.#draw()
  }

  async #draw(): Promise<void> {
    try {
      const shown = await callSeats(this.#chosen === '' ? {} : { class: this.#chosen })
      const own = this.#chosen === '' ? [] : [plan(shown), ...this.#deleter(shown)]
      dom.content(this.#body, [this.#choice(shown), ...own, ...(this.#isOffered ? this.#form(shown) : [])])
    } catch (error) {
      dom.content(this.#body, [failurePanel(error)])
    }
  }

  #choice({ classes }: Seats): HTMLElement {
    const spec = { name: 'class', label: _('Class'), value: this.#chosen }
    const choice = select(spec, [['', _('choose')], ...classes.map((name) => [name, name] as const)], () => {
      this.#chosen = choice.value()
      return this.#draw()
    })
    return E('div', { class: 'aq-filters' }, [choice.node])
  }

  #deleter(shown: Seats): HTMLElement[] {
    if (!this.#isOffered || shown.rows.length === 0) return []
    const remove = async () => {
      const content = [E('p', {}, [_('The journal stays as it is.')])]
      const title = _('Delete the plan of class %s?').format(this.#chosen)
      if (await ask({ title, content, confirm: _('Delete'), kind: 'negative' }))
        await this.#send(this.#chosen, shown.sha256, { rows: [] })
    }
    return [button(_('Delete this plan'), remove, { kind: 'negative', name: 'delete-plan' })]
  }

  #form(shown: Seats): HTMLElement[] {
    const hint = _('Copy two columns, the PC and the pupil, and paste them here. They replace the plan of the class.')
    const save = button(_('Save the plan'), () => this.#save(shown), { kind: 'positive', name: 'save-seats' })
    return [
      E('h3', {}, [_('Paste from a spreadsheet')]),
      E('p', { class: 'aq-muted' }, [hint]),
      ...(this.#chosen === '' ? [E('div', { class: 'aq-filters' }, [this.#fresh.node])] : []),
      E('label', { class: 'aq-field aq-wide' }, [E('span', {}, [_('Seat plan')]), this.#paste]),
      E('div', { class: 'aq-buttons' }, [save]),
    ]
  }

  #explain(error: unknown): void {
    const { code, values } = rpc.failureOf(error).failed?.message ?? {}
    if (code !== 'seats-wrong') return void dom.content(this.#news, [failurePanel(error)])
    const { row, column, fault } = values as ValuesOf<'seats-wrong'>
    dom.content(this.#news, [oddLine({ row, column, message: fault }, 'aq-bad')])
  }

  #say(text: string, kind: string): void {
    dom.content(this.#news, [E('p', { class: `alert-message ${kind}` }, [text])])
  }

  async #save(shown: Seats): Promise<void> {
    const name = this.#chosen === '' ? this.#fresh.value() : this.#chosen
    const text = this.#paste.value
    if (name === '') return this.#say(_('Write the class, for example 7 А.'), 'warning')
    if (text.trim() === '')
      return this.#say(_('Paste two columns from the spreadsheet: the PC and the pupil.'), 'warning')
    if (text.length > LONGEST)
      return this.#say(_('This is too much for one class: copy only the two columns.'), 'error')
    const base = name === this.#chosen ? shown.sha256 : (await callSeats({ class: name })).sha256
    await this.#send(name, base, { text })
  }

  async #send(name: string, base: string, what: { text: string } | { rows: [] }): Promise<void> {
    let odd: Seats['problems']
    try {
      odd = (await callSave({ class: name, base, ...what })).problems
    } catch (error) {
      if (rpc.failureOf(error).failed?.code !== 'conflict') return this.#explain(error)
      await this.#draw()
      return this.#say(
        _('Somebody changed this plan meanwhile. What you pasted is still here: look at the plan and save again.'),
        'warning',
      )
    }
    this.#paste.value = ''
    this.#fresh.set('')
    this.#chosen = 'rows' in what ? '' : name
    const words = 'rows' in what ? _('The plan of class %s is gone.') : _('Saved for class %s.')
    this.#say(words.format(name), 'success')
    for (const problem of odd ?? []) this.#news.append(oddLine(problem))
    await this.#draw()
  }
}

export const seatsView = (context: PcContext): View => new SeatsView(context)
