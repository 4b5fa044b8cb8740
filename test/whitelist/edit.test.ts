/** Tests edits of the document as text. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addSite, changeSite, type Edited, editSites, removeSite } from '../../src/whitelist/edit.ts'
import { parse } from '../../src/whitelist/parse.ts'
import type { SiteChanges, SiteValues } from '../../src/whitelist/site-input.ts'
import { siteName } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'

const test = suite('edit')
const options = { rooms: ['informatics'] }

const list = `# The school's list.
sites:
  # Informatics
  - domain: bilimland.kz   # every lesson
    title:   "BilimLand"   # as they spell it
    needs: [cdn.bilimland.net, img.bilimland.net] # their CDN

  # The state
  - domain: www.gov.kz
    subdomains: false
    needs:
      - a.gov.kz # first
      - b.gov.kz # second
# The end.
`

function text({ text: result, changed }: Edited): string {
  assert.ok(changed)
  return result
}

/** The lines that went and the lines that came, in their order. */
function change(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < old.length && old[head] === now[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  return [
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
  ]
}

test('a new site stands at the end, and nothing else moves', () => {
  const values: SiteValues = {
    domain: 'a.kz',
    title: 'A: b # c',
    needs: ['b.kz'],
    rooms: ['informatics'],
    ports: ['443'],
  }
  const { text: result, problems, changed } = addSite(list, values, options)
  assert.ok(changed)
  assert.equal(problems, [])
  assert.equal(change(list, result), [
    '+  - domain: a.kz',
    '+    title: "A: b # c"',
    '+    needs: [b.kz]',
    '+    rooms: [informatics]',
    '+    ports: [443]',
  ])
})

test('a site goes with its lines, and comments of their own stay', () => {
  const result = text(removeSite(list, 'BilimLand.kz.', options))
  assert.equal(change(list, result), [
    '-  - domain: bilimland.kz   # every lesson',
    '-    title:   "BilimLand"   # as they spell it',
    '-    needs: [cdn.bilimland.net, img.bilimland.net] # their CDN',
  ])
  assert.match(text(removeSite(list, 'www.gov.kz', options)), /CDN\n\n {2}# The state\n# The end\.\n$/)
})

test('a change keeps the comments of what stays', () => {
  const changes = { title: 'no', needs: ['img.bilimland.net', 'x.kz'], subject: 'Ақпарат' }
  assert.equal(change(list, text(changeSite(list, 'bilimland.kz', changes, options))), [
    '-  - domain: bilimland.kz   # every lesson',
    '-    title:   "BilimLand"   # as they spell it',
    '-    needs: [cdn.bilimland.net, img.bilimland.net] # their CDN',
    '+  - domain: bilimland.kz # every lesson',
    '+    title: no # as they spell it',
    '+    needs: [img.bilimland.net, x.kz] # their CDN',
    '+    subject: Ақпарат',
  ])
  const shorter = text(changeSite(list, 'www.gov.kz', { needs: ['b.gov.kz'], subdomains: null }, options))
  assert.match(shorter, / {2}- domain: www\.gov\.kz\n {4}needs:\n {6}- b\.gov\.kz # second\n# The end\.\n$/)
})

test('a name that is not listed changes nothing', () => {
  for (const edited of [removeSite(list, 'x.kz', options), changeSite(list, 'gov.kz', { title: 'x' }, options)]) {
    const { whitelist } = parse(list, options)
    assert.equal(edited, { text: list, whitelist, problems: [], changed: false })
  }
})

test('addresses are found in any spelling', () => {
  const addresses = 'sites:\n- address: 198.18.0.5\n- address: 2A00::0001/128\n'
  assert.is(text(removeSite(addresses, '198.18.0.5/32', options)), 'sites:\n- address: 2A00::0001/128\n')
  assert.is(text(removeSite(addresses, '2a00::1', options)), 'sites:\n- address: 198.18.0.5\n')
})

test('an entry with a mistake can be taken away or mended', () => {
  const broken = 'sites:\n  - domain: kz\n  - domain: a.kz\n    title: "x\n  - domain: b.kz\n'
  assert.is(removeSite(broken, 'kz', options).problems.length, 1)
  const mended = changeSite(broken, 'kz', { domain: 'bilimland.kz' }, options)
  assert.match(mended.text, /^sites:\n {2}- domain: bilimland\.kz\n {2}- domain: a\.kz\n/)
  assert.equal(changeSite(broken, 'a.kz', { title: 'y' }, options).changed, false)
})

/** Other shapes than one entry after the other. */
const shapes: [before: string, after: string][] = [
  ['', 'sites:\n  - domain: a.kz\n'],
  ['# c\n', '# c\n\nsites:\n  - domain: a.kz\n'],
  ['sites:\n', 'sites:\n  - domain: a.kz\n'],
  ['sites:', 'sites:\n  - domain: a.kz\n'],
  ['sites: [] # none\n', 'sites:\n  - domain: a.kz\n  # none\n'],
  ['---\nsites:\n- domain: b.kz # b\n', '---\nsites:\n  - domain: b.kz # b\n  - domain: a.kz\n'],
  ['sites:\r\n- domain: b.kz\r\n', 'sites:\r\n- domain: b.kz\r\n- domain: a.kz\r\n'],
  ['sites:\n- domain: b.kz', 'sites:\n- domain: b.kz\n- domain: a.kz\n'],
]
for (const [before, after] of shapes) {
  test(`to ${JSON.stringify(before)} a site is added`, () => {
    const { text: result, problems } = addSite(before, { domain: 'a.kz' }, options)
    assert.is(result, after)
    assert.equal(problems, [])
    assert.not.match(text(removeSite(result, 'a.kz', options)), 'a.kz')
  })
}

test('a list in brackets is edited as a whole', () => {
  const flow = '{sites: [{domain: a.kz}, {domain: b.kz, title: B}]}\n'
  const names = ({ text: result }: Edited): string[] => (parse(result, options).whitelist?.sites ?? []).map(siteName)
  assert.equal(names(addSite(flow, { domain: 'c.kz' }, options)), ['a.kz', 'b.kz', 'c.kz'])
  assert.equal(names(removeSite(flow, 'a.kz', options)), ['b.kz'])
  assert.match(changeSite(flow, 'b.kz', { title: 'C' }, options).text, 'title: C')
})

test('what cannot be read is left alone', () => {
  for (const odd of [
    'sites: x\n',
    '- a\n',
    'sites: "\n',
    'a: [\n',
    `x: y\nsites:\n- domain: a.kz\n#${'x'.repeat(17_000)}`,
  ]) {
    const edited = changeSite(odd, 'a.kz', { title: 'x' }, options)
    assert.is(edited.text, odd)
    assert.ok(edited.problems.length > 0)
  }
})

const value = fc.oneof(
  fc.constantFrom(
    'no',
    'null',
    '~',
    '',
    '1.10',
    'a: b',
    '# c',
    '- a',
    '"',
    "'",
    '*a',
    '!x',
    '[a]',
    '{a}',
    '@',
    '%',
    '? a',
    '|',
    'a\nb',
    ' a ',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const values = fc.record({ title: value, subject: value }, { requiredKeys: [] })

test('no value can be more than a value', () => {
  let right = 0
  fc.assert(
    fc.property(values, fc.constantFrom('bilimland.kz', 'www.gov.kz'), (texts, name) => {
      const added = addSite(list, { domain: 'a.kz', ...texts }, options)
      const changed = changeSite(list, name, texts, options)
      for (const [edited, count, at] of [
        [added, 3, 2],
        [changed, 2, name === 'www.gov.kz' ? 1 : 0],
      ] as const) {
        const { whitelist, problems } = parse(edited.text, options)
        assert.equal(edited.problems, problems)
        if (!whitelist) {
          // Only the text itself may be at fault, in its own entry.
          for (const { code } of problems) assert.is(code, 'yaml-syntax')
          continue
        }
        right++
        assert.is(whitelist.sites.length, count)
        const site = whitelist.sites[at]
        for (const key of ['title', 'subject'] as const)
          if (texts[key] !== undefined) assert.is(site?.[key] ?? '', texts[key])
        const others = whitelist.sites.filter((_, index) => index !== at && index < 2)
        for (const other of others) assert.ok(other.subject === undefined)
      }
    }),
    { numRuns: 1500 },
  )
  assert.ok(right > 300, `only ${right} lists without errors`)
})

test('names needed alone and names with all below them are changed apart', () => {
  const both = text(changeSite(list, 'bilimland.kz', { needs_exact: ['fonts.x.net'] }, options))
  assert.match(both, 'needs: [cdn.bilimland.net, img.bilimland.net, {domain: fonts.x.net, subdomains: false}] # their')
  const wide = text(changeSite(both, 'bilimland.kz', { needs: ['img.bilimland.net'] }, options))
  assert.match(wide, 'needs: [img.bilimland.net, {domain: fonts.x.net, subdomains: false}] # their CDN')
  const gone = text(changeSite(wide, 'bilimland.kz', { needs: null, needs_exact: [] }, options))
  assert.not.match(gone, 'their CDN')
  const added = addSite('', { domain: 'a.kz', needs: ['b.kz'], needs_exact: ['c.kz'], inside: true }, options)
  const [site] = added.whitelist?.sites ?? []
  assert.equal(site?.kind === 'domain' && [site.needs, site.needsExact, site.inside], [['b.kz'], ['c.kz'], true])
})

test('many entries at once become what they become one after the other', () => {
  const entry = (name: string) => `  # ${name}\n  - domain: ${name}\n    title: T # kept\n`
  const blocks = `sites:\n${['a.kz', 'b.kz', 'twice.kz', 'c.kz', 'twice.kz', 'd.kz'].map(entry).join('')}`
  const brackets = 'sites: [{domain: a.kz}, {domain: twice.kz}, {domain: c.kz}, {domain: twice.kz}]\n'
  const edits = new Map<string, SiteChanges | null>([
    ['twice.kz', { title: 'One' }],
    ['c.kz', null],
    ['a.kz', { title: 'New', ports: ['443'] }],
    ['absent.kz', null],
  ])
  for (const text of [blocks, blocks.replaceAll('\n', '\r\n'), brackets]) {
    let single = text
    for (const [name, changes] of edits)
      single = (changes === null ? removeSite(single, name, options) : changeSite(single, name, changes, options)).text
    const { text: together, edited } = editSites(text, edits, options)
    assert.is(together, single)
    assert.is(edited, 3)
  }
})

test('conditions are written and taken away', () => {
  const changes = { open: 'on-demand', from: '2026-12-01', group: 'bilim@2026-11-01', safe_search: 'true' }
  const changed = text(changeSite(list, 'bilimland.kz', changes, options))
  for (const [key, value] of Object.entries(changes)) assert.match(changed, `\n    ${key}: ${value}\n`)
  const back = { open: null, from: null, group: null, safe_search: null }
  assert.equal(parse(text(changeSite(changed, 'bilimland.kz', back, options))).whitelist, parse(list).whitelist)
})

test.run()
