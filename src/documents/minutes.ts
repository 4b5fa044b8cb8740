/** Minutes of the commission in the form that schools use: number, day, present, agenda, heard, decided, signatures. */
import type { AgendaItem, Meeting, Person } from '../registers/minutes.ts'
import { longDate, shortDate } from './dates.ts'
import { type MinutesWords, minutesWords } from './minutes-words.ts'
import { type Block, bold, heading, type Language, orBlank, type Paper, paragraph, type Together } from './model.ts'
import type { PaperKind } from './paper-kind.ts'
import type { RegisterSources } from './register-sources.ts'

const nameOf = ({ name, post }: Person) => (post === '' ? name : `${name}, ${post}`)

function* itemBlocks(item: AgendaItem, at: number, words: MinutesWords): Generator<Together['blocks'][number]> {
  const { speaker, question, heard, decisions, votes } = item
  yield heading(words.heard(at))
  yield paragraph(speaker === '' ? question : [bold(`${speaker}. `), question], { indent: true })
  for (const text of heard.split('\n').filter((line) => line !== '')) yield paragraph(text, { indent: true })
  if (heard === '') yield { kind: 'lines', count: 2 }
  if (votes !== undefined) yield paragraph(words.votes(votes))
  yield heading(words.decided(at))
  if (decisions.length === 0) yield { kind: 'lines', count: 2 }
  for (const [place, { text, who, due }] of decisions.entries()) {
    const lines = text.split('\n').filter((line) => line !== '')
    const facts = [
      ...(who === '' ? [] : [`${words.responsible}: ${who}`]),
      ...(due === undefined ? [] : [`${words.due}: ${shortDate(due)}`]),
    ]
    yield paragraph([`${at}.${place + 1}. `, lines.join(' ')], { indent: true })
    if (facts.length > 0) yield paragraph([{ text: `${facts.join('. ')}.`, italic: true }], { indent: true })
  }
}

export function minutesPaper(school: string, meeting: Meeting, language: Language): Paper {
  const words = minutesWords[language]
  const { number, date, place, chair, secretary, present, absent, items, signed } = meeting
  function* body(): Generator<Block> {
    yield {
      kind: 'facts',
      rows: [
        [words.date, longDate(date, language)],
        [words.place, orBlank(place)],
        [words.chair, nameOf(chair)],
        [words.secretary, nameOf(secretary)],
      ],
    }
    for (const [title, people] of [
      [words.present(present.length), present],
      [words.absent(absent.length), absent],
    ] as const)
      if (people.length > 0) {
        yield paragraph([bold(`${title}:`)])
        yield { kind: 'list', items: people.map(nameOf), ordered: true }
      }
    yield heading(words.agenda)
    const line = ({ question, speaker }: AgendaItem) =>
      speaker === '' ? question : `${question}. ${words.speaker}: ${speaker}`
    yield { kind: 'list', items: items.map(line), ordered: true }
    const said = items.flatMap((item, at) => [...itemBlocks(item, at + 1, words)])
    // The last decision stands on the page of the signatures.
    const last = Math.max(0, said.length - 3)
    yield* said.slice(0, last)
    const lines = [
      { post: words.chair, name: chair.name },
      { post: words.secretary, name: secretary.name },
    ]
    yield { kind: 'together', blocks: [...said.slice(last), { kind: 'signatures', lines }] }
  }
  const subtitle = signed === undefined ? `${words.subtitle} (${words.draft})` : words.subtitle
  return { language, header: [school], title: words.title(number), subtitle, body: body() }
}

export function minutesKind({ school, minutes }: RegisterSources): PaperKind {
  const newest = [...minutes.meetings].reverse()
  const label = (pick: (words: MinutesWords) => string) => ({
    kk: pick(minutesWords.kk),
    ru: pick(minutesWords.ru),
    en: pick(minutesWords.en),
  })
  const choices = newest.map(({ id, number, date }) => {
    const text = `№ ${number}, ${shortDate(date)}`
    return { value: id, label: { kk: text, ru: text, en: text } }
  })
  return {
    name: 'minutes',
    title: label(({ name }) => name),
    fields: [{ name: 'minutes', type: 'choice', label: label(({ field }) => field), choices }],
    write(answers, language) {
      const wanted = answers.minutes ?? newest[0]?.id
      const found = minutes.meetings.find(({ id }) => id === wanted)
      return found === undefined
        ? { field: 'minutes', message: minutesWords[language].none }
        : minutesPaper(school, found, language)
    },
  }
}
