/** Many sites at once: whatever a teacher has becomes entries, and every line says what it became. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { addedTo, type Import, readImport, readImportInTurns } from '../../src/list-import/import.ts'
import { importLimits } from '../../src/list-import/source.ts'
import { parse } from '../../src/whitelist/parse.ts'
import type { Whitelist } from '../../src/whitelist/whitelist.ts'
import fc from '../properties.ts'

const test = suite('many sites at once')

const rooms = [
  { id: 'informatics', name: 'Информатика кабинеті' },
  { id: 'media', name: 'Мультимедиа' },
]
const nothing: Whitelist = { sites: [] }

function listOf(text: string): Whitelist {
  const { whitelist, problems } = parse(text)
  const errors = problems.filter(({ severity }) => severity === 'error')
  assert.equal(errors, [])
  return whitelist as Whitelist
}

function read(given: string | Uint8Array, draft = nothing): Import {
  const found = readImport(typeof given === 'string' ? Buffer.from(given) : given, draft, { rooms })
  if ('fault' in found) throw new Error(found.fault.text)
  return found
}

function faultOf(given: string | Uint8Array): string {
  const found = readImport(typeof given === 'string' ? Buffer.from(given) : given, nothing, { rooms })
  return 'fault' in found ? found.fault.code : 'none'
}

const names = ({ entries }: Import) => entries.map(({ domain, address }) => domain ?? address)
/** `line:column outcome site-or-text reason`. */
const told = ({ lines }: Import) =>
  lines.map(({ line, column, outcome, site, written, why, problem }) =>
    [`${line}:${column}`, outcome, site ?? written, why?.code ?? problem?.code ?? ''].join(' ').trim(),
  )

test('addresses as browsers, chats and Word have them', () => {
  const text = [
    'https://www.bilimland.kz/kk/lesson/5?x=1#top',
    'Балалар, мына сайтқа кіріңіз: https://daryn.online/test, сосын https://kk.wikipedia.org/wiki/Абай_(ақын).',
    '•\tonlinemektep.org',
    '1. egov.kz',
    '«kundelik.kz»',
    '[Scratch](https://scratch.mit.edu/projects)',
    '<DT><A HREF="https://code.org/a?x=1&amp;y=2" ADD_DATE="1">Code &amp; Org</A>',
    'GeoGebra – https://www.geogebra.org/',
    'http://198.18.7.5:8080/a',
    'БІЛІМ.ҚАЗ',
    'https://school.kz:8443/',
  ].join('\r\n')
  const found = read(text)
  assert.equal(found.entries, [
    { domain: 'bilimland.kz' },
    { domain: 'daryn.online' },
    { domain: 'kk.wikipedia.org' },
    { domain: 'onlinemektep.org' },
    { domain: 'egov.kz' },
    { domain: 'kundelik.kz' },
    { domain: 'scratch.mit.edu', title: 'Scratch' },
    { domain: 'code.org', title: 'Code & Org' },
    { domain: 'geogebra.org', title: 'GeoGebra' },
    { address: '198.18.7.5', ports: ['80', '443', '8080'] },
    { domain: 'білім.қаз' },
    { domain: 'school.kz', ports: ['80', '443', '8443'] },
  ])
  assert.equal(found.counts, { new: 12, merged: 0, present: 0, unread: 0 })
})

test('what comes along with a paste: signs that nobody sees, words before a link, files of Windows, saved pages', () => {
  const unseen = '\u200ekundelik.kz\u200f\nbilim\u00adland.kz\n\ufeffdaryn\u200b.kz\n\u202eegov.kz\u202c'
  assert.equal(names(read(unseen)), ['kundelik.kz', 'bilimland.kz', 'daryn.kz', 'egov.kz'])
  const words = 'Сайт:https://bilimland.kz/a\n[InternetShortcut]\nURL=https://daryn.online/\nСсылка: https://egov.kz'
  assert.equal(names(read(words)), ['bilimland.kz', 'daryn.online', 'egov.kz'])
  assert.equal(told(read('<p class=MsoNormal>\n<a href="https://a.kz/">А</a>\n</p></div>\n<p>нет</p>')), [
    '2:1 new a.kz',
    '4:1 unread <p>нет</p> bulk-no-site',
  ])
})

test('an address with a port brings the port, of IPv4 and IPv6', () => {
  assert.equal(read('198.18.7.5:8080\n[2001:4860::8888]:8443\n[2001:4860::8844]\n198.18.7.6:443').entries, [
    { address: '198.18.7.5', ports: ['80', '443', '8080'] },
    { address: '2001:4860::8888', ports: ['80', '443', '8443'] },
    { address: '2001:4860::8844' },
    { address: '198.18.7.6' },
  ])
})

test('a link in the path of a link opens nothing of its own', () => {
  assert.equal(names(read('https://a.kz/go?to=https://evil.kz/x,evil2.kz\nhttps://good.kz@b.kz/')), ['a.kz', 'b.kz'])
})

test('what gives no site says why, at its line and column', () => {
  const text = [
    'bilimland.kz',
    '  жай сөз',
    'com.kz',
    'bilimlаnd.kz',
    'мұғалім@school.kz',
    'сайт.йцук',
    '10.0.0.0/4',
  ].join('\n')
  assert.equal(told(read(text)), [
    '1:1 new bilimland.kz',
    '2:1 unread жай сөз bulk-no-site',
    '3:1 unread com.kz public-suffix',
    '4:1 unread bilimlаnd.kz mixed-script',
    '5:1 unread мұғалім@school.kz bulk-no-site',
    '6:1 unread сайт.йцук bad-domain',
    '7:1 unread 10.0.0.0/4 bad-address',
  ])
})

test('columns of a sheet, with and without a head, by tab, semicolon and comma', () => {
  const head = ['№', 'Пән', 'Сайттың атауы', 'Мекенжайы', 'Кабинет', 'Порт']
  const rows = [
    ['1', 'Информатика', 'Bilim "Land", ашық', 'https://bilimland.kz/', 'Мультимедиа', '443 8443'],
    ['2', 'Тарих', 'Мұра', 'mura.kz', '', ''],
  ]
  const quoted = (cell: string) => (/[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  for (const delimiter of ['\t', ';', ',']) {
    const text = [['Сайттар тізімі 2026'], head, ...rows].map((row) => row.map(quoted).join(delimiter)).join('\r\n')
    assert.equal(read(text).entries, [
      {
        domain: 'bilimland.kz',
        title: 'Bilim "Land", ашық',
        subject: 'Информатика',
        rooms: ['media'],
        ports: ['443', '8443'],
      },
      { domain: 'mura.kz', title: 'Мұра', subject: 'Тарих' },
    ])
  }
  assert.equal(read('BilimLand;bilimland.kz;91.1.2.3\nМұра;mura.kz;91.1.2.4').entries, [
    { domain: 'bilimland.kz', title: 'BilimLand' },
    { domain: 'mura.kz', title: 'Мұра' },
  ])
  assert.equal(names(read('a.kz, b.kz, c.kz')), ['a.kz', 'b.kz', 'c.kz'])
})

test('a room or port that does not exist is told at its row', () => {
  const text = 'Адрес сайта;Кабинет;Порт\na.kz;Спортзал;\nb.kz;media;70000\nc.kz;Мультимедиа;443'
  const found = read(text)
  assert.equal(told(found), ['2:1 unread a.kz unknown-room', '3:1 unread b.kz bad-port', '4:1 new c.kz'])
  assert.equal(found.entries, [{ domain: 'c.kz', rooms: ['media'], ports: ['443'] }])
})

test('a cell over several lines keeps the lines of the rows behind it, and an open quote swallows none', () => {
  const found = read('Site,Title\n"a.kz","A\nB\nC"\nb.kz,"open\nc.kz,C')
  assert.equal(told(found), ['2:1 new a.kz', '5:1 new b.kz', '6:1 new c.kz'])
  assert.is(found.entries[0]?.title, 'A B C')
})

test('hosts, AdBlock, AdGuard, Pi-hole and dnsmasq', () => {
  const forms: readonly (readonly [text: string, names: readonly string[]])[] = [
    ['# allowed\n127.0.0.1 localhost\n198.18.3.1 moodle.school.kz www.moodle.school.kz # ours\n', ['moodle.school.kz']],
    [
      '[Adblock Plus 2.0]\n! Title: ok\n@@||bilimland.kz^\n@@||mura.kz^$document,important\n',
      ['bilimland.kz', 'mura.kz'],
    ],
    [
      'bilimland.kz\n(\\.|^)mura\\.kz$\n^daryn\\.online$\n(^|\\.)egov\\.kz$',
      ['bilimland.kz', 'mura.kz', 'daryn.online', 'egov.kz'],
    ],
    [
      'no-resolv\nserver=/bilimland.kz/mura.kz/8.8.8.8\nnftset=/daryn.online/4#inet#t#s',
      ['bilimland.kz', 'mura.kz', 'daryn.online'],
    ],
    ['[/school.kz/]192.168.1.1\n[/mura.kz/]tls://dns.example', ['school.kz', 'mura.kz']],
  ]
  for (const [text, expected] of forms) assert.equal(names(read(text)), expected, text)
  assert.equal(read('^daryn\\.online$\n^mura\\.kz$').entries[0], { domain: 'daryn.online', subdomains: false })
})

test('what a file shuts is no site that opens: left out beside what it opens, and said where it is all', () => {
  const mixed = read('||ads.com^\n@@||bilimland.kz^\na.kz##.banner\n/ads[0-9]+/\n@@||mura.kz/path')
  assert.equal(told(mixed), [
    '1:1 unread ||ads.com^ bulk-blocks',
    '2:5 new bilimland.kz',
    '3:1 unread a.kz##.banner bulk-no-whole-site',
    '4:1 unread /ads[0-9]+/ bulk-no-whole-site',
    '5:1 unread @@||mura.kz/path bulk-no-whole-site',
  ])
  const list = read('0.0.0.0 ads.com\n0.0.0.0 track.com')
  assert.equal(
    list.notes.map(({ code, values }) => ({ code, values })),
    [{ code: 'bulk-list-blocks', values: { count: 2 } }],
  )
})

test('our YAML, whole or a piece, with all its keys; a wrong entry is told and the others stay', () => {
  const text = [
    'sites:',
    '  - domain: bilimland.kz',
    '    title: BilimLand',
    '    needs: [cdn.bilimland.net]',
    '  - domain: youtube.com',
    '    opne: on-demand',
    '  - domain: olymp.kz',
    '    open: on-demand',
    '    until: 2026-12-31',
    '    rooms: [gym]',
    '  - domain: mura.kz',
    '    open: on-demand',
  ].join('\n')
  const found = read(text)
  assert.equal(told(found), [
    '2:1 new bilimland.kz',
    '6:5 unread youtube.com unknown-key',
    '10:13 unread olymp.kz unknown-room',
    '11:1 new mura.kz',
  ])
  assert.equal(found.entries, [
    { domain: 'bilimland.kz', title: 'BilimLand', needs: ['cdn.bilimland.net'] },
    { domain: 'mura.kz', open: 'on-demand' },
  ])
  const piece = text.split('\n').slice(1, 6).join('\n')
  assert.equal(told(read(piece)), ['1:1 new bilimland.kz', '5:5 unread youtube.com unknown-key'])
})

test('what says the same is merged, and what the draft has already is told', () => {
  const draft = listOf(
    'sites:\n  - domain: bilimland.kz\n    except: [games.bilimland.kz]\n  - domain: youtube.com\n    open: on-demand\n',
  )
  const found = read(
    [
      'https://bilimland.kz/a',
      'kurs.bilimland.kz',
      'games.bilimland.kz',
      'm.youtube.com',
      'mura.kz',
      'https://www.mura.kz/b',
      'cdn.mura.kz',
      'mura.kz:8443',
    ].join('\n'),
    draft,
  )
  assert.equal(told(found), [
    '1:1 present bilimland.kz bulk-listed',
    '2:1 present kurs.bilimland.kz bulk-opens',
    '3:1 new games.bilimland.kz',
    '4:1 new m.youtube.com',
    '5:1 new mura.kz',
    '6:1 merged mura.kz bulk-same',
    '7:1 merged cdn.mura.kz bulk-below',
    '8:1 merged mura.kz bulk-same',
  ])
  assert.equal(found.entries.at(-1), { domain: 'mura.kz', ports: ['80', '443', '8443'] })
})

test('two entries that say different things of one site are told, and the first counts', () => {
  const text = 'sites:\n  - domain: a.kz\n  - domain: a.kz\n    open: on-demand\n'
  assert.equal(told(read(text)), ['2:1 new a.kz', '3:1 unread a.kz bulk-other'])
})

test('every encoding of a school gives the same', () => {
  const text = 'Атауы;Сайт\nҚазақ әдебиеті;bilimland.kz\nТарих;mura.kz\n'
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  const expected = read(text).entries
  assert.equal(read(utf16).entries, expected)
  assert.equal(read(Buffer.from(utf16).swap16()).entries, expected)
  const kz: Readonly<Record<string, number>> = { Қ: 0x8d, қ: 0x9d, ә: 0xbc, і: 0xb3 }
  const bytes = [...text].map((letter) => {
    const code = letter.charCodeAt(0)
    return kz[letter] ?? (code < 0x80 ? code : code - 0x350)
  })
  assert.equal(read(Uint8Array.from(bytes)).entries, expected)
  const russian = [...'Название;Сайт\nИстория;mura.kz\n'].map((letter) => {
    const code = letter.charCodeAt(0)
    return code < 0x80 ? code : code - 0x350
  })
  assert.equal(read(Uint8Array.from(russian)).entries, [{ domain: 'mura.kz', title: 'История' }])
})

test('what is no list is refused as a whole, in a word', () => {
  assert.is(faultOf(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), 'bulk-workbook')
  assert.is(faultOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1])), 'bulk-workbook')
  assert.is(faultOf('%PDF-1.7'), 'bulk-no-text')
  assert.is(faultOf(Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251))), 'bulk-no-text')
  assert.is(faultOf(' \n\r\n'), 'bulk-empty')
  assert.is(faultOf('a.kz\n'.repeat(100_000)), 'bulk-too-many')
  assert.is(faultOf(' '.repeat(importLimits.bytes + 1)), 'bulk-too-long')
})

test('ten thousand lines, half of them wrong, are told one by one, and the rest can be added', () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => (index % 2 === 0 ? `site-${index}.kz` : `жолда ${index}`))
  const found = read(lines.join('\n'))
  assert.equal(found.counts, { new: 5000, merged: 0, present: 0, unread: 5000 })
  const added = addedTo('sites:\n', found.entries)
  assert.is(listOf(String(added)).sites.length, 5000)
})

test('others have their turn while a long file is read, in every form, also where it is one line', async () => {
  const several = Array.from({ length: 4000 }, (_, index) => `site-${index}.kz`)
  const forms = { text: several.join('\n'), line: several.join(' '), table: several.join(';x\n') }
  const hosts = `1.1.1.1 ${several.join(' ')}`
  for (const text of [...Object.values(forms), hosts, `sites:\n- domain: ${several.join('\n- domain: ')}\n`]) {
    let turns = 0
    const found = await readImportInTurns(Buffer.from(text), nothing, { rooms }, async () => {
      turns += 1
    })
    assert.equal(found, read(text))
    assert.is('fault' in found || found.counts.new, 4000)
    assert.ok(turns >= 20, `${turns} turns: ${text.slice(0, 40)}`)
  }
})

test('a remark ends at the line, and not at what only looks like an end of it', () => {
  assert.equal(names(read('x.kz # y.kz \u2028z.kz')), ['x.kz'])
  assert.equal(names(read('x.kz # # y.kz\nz.kz')), ['x.kz', 'z.kz'])
})

test('a line of many words is read in turns, and only its sites are kept', async () => {
  let turns = 0
  const text = `a.kz ${'a '.repeat(200_000)}b.kz`
  const found = await readImportInTurns(Buffer.from(text), nothing, { rooms }, async () => {
    turns += 1
  })
  assert.equal('fault' in found ? found : names(found), ['a.kz', 'b.kz'])
  assert.ok(turns > 80, `${turns} turns`)
})

test('more sites than can be read are refused, although they stand in one line', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `${index}.kz`)
  assert.is(faultOf(many(importLimits.sites + 1).join(' ')), 'bulk-too-many-sites')
  assert.is(faultOf(`1.1.1.1 ${many(importLimits.sites + 1).join(' ')}`), 'bulk-too-many-sites')
})

test('a link is found whatever stands in its tag, and a tag without one shows what it is about', () => {
  assert.equal(told(read('<a class="x" href="https://a.kz/" id=y>A</a> <a href = https://b.kz>B</a>')), [
    '1:1 new a.kz',
    '1:46 new b.kz',
  ])
  assert.equal(told(read('see <a name=x>c.kz</a>')), ['1:15 new c.kz'])
  assert.equal(names(read('[[one](https://d.kz/) [two](https://e.kz/)')), ['d.kz', 'e.kz'])
})

test('what is added stands behind what was there', () => {
  const draft = '# ours\nsites:\n  - domain: a.kz # first\n'
  assert.is(addedTo(draft, read('b.kz\nc.kz').entries), `${draft}  - domain: b.kz\n  - domain: c.kz\n`)
  const none = addedTo(draft, [])
  assert.is(typeof none === 'string' ? '' : none.fault.code, 'bulk-nothing-new')
})

test('whatever is pasted, nothing throws, each line is told, and what is new fits into a list', () => {
  const word = fc.constantFrom(
    'a.kz',
    'https://b.kz/x',
    '0.0.0.0 c.kz',
    '||d.kz^',
    '- domain: e.kz',
    ';',
    '\t',
    '"',
    ',',
    'сөз',
    '\n',
    '1.1.1.1',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(word).map((some) => some.join('')),
      ),
      (text) => {
        const found = readImport(Buffer.from(text), nothing, { rooms })
        if ('fault' in found) return
        const { new: added, merged, present, unread } = found.counts
        assert.is(found.lines.length, added + merged + present + unread)
        assert.is(found.entries.length, added)
        const result = added === 0 ? 'sites:\n' : addedTo('sites:\n', found.entries)
        const { whitelist, problems } = parse(String(result), { rooms: rooms.map(({ id }) => id) })
        assert.is(whitelist?.sites.length, added, JSON.stringify([text, problems]))
      },
    ),
    { numRuns: 200 },
  )
})

test.run()
