/** Makes hostile texts and bytes by changing valid samples, which finds more than noise does. */
import fc from '../properties.ts'

/** What means something to one of the languages that our strings pass through, or to a screen. */
export const nasty: readonly string[] = [
  ...['\0', '\n', '\r', '\r\n', '\t', '\v', '\f', '\x1b[2J', '\x7f', '\x85', '\x9b31m', '\ufeff', '\ufffd', '\uffff'],
  ...['\u2028', '\u2029', '\u202e', '\u2066', '\u200f', '\u061c', '\u200b', '\u00ad', '\ud800', '\udc00', '\u{e0041}'],
  ...[
    '"',
    "'",
    '\\',
    '`',
    '$(x)',
    '%',
    '%%',
    '%[var(txn.name)]',
    '%s%n',
    '{',
    '}',
    ';',
    '#',
    ' #',
    '/',
    '//',
    '*',
    '&',
  ],
  ...[
    '<',
    '>',
    '</title><script>',
    '<!--',
    ']]>',
    '&lt;',
    '=',
    '=1+1',
    '+',
    '-',
    '@SUM(A1)',
    '|',
    ',',
    ':',
    ': ',
    '..',
  ],
  ...[
    '[',
    ']',
    '(',
    ')',
    '!',
    '- ',
    '? ',
    '&a ',
    '*a',
    '!!js ',
    '---\n',
    '...\n',
    '~',
    'null',
    '-1',
    '1e309',
    '٣',
    '１',
  ],
  ...['0x7f', '9999999999999999', '__proto__', 'constructor', 'toString', 'İ', 'ß', 'қ', '。', '😀', 'e\u0301', 'xn--'],
  ...[
    ' accept',
    ' drop',
    'accept }',
    '\nserver=/#/8.8.8.8',
    '\naddress=/#/1.1.1.1',
    '\ninclude "/etc/passwd"',
    ' if TRUE',
  ],
]

/** Some text of people or attackers. */
export const hostileText = fc
  .array(
    fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ maxLength: 12 })),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))

interface Change {
  readonly how: 'put' | 'over' | 'cut' | 'repeat' | 'end' | 'swap'
  readonly at: number
  readonly length: number
  readonly put: string
}

const changesOf = (put: fc.Arbitrary<string>, most: number) =>
  fc.array(
    fc.record<Change>({
      how: fc.constantFrom('put', 'over', 'cut', 'repeat', 'end', 'swap'),
      at: fc.nat(1_000_000),
      length: fc.nat(40),
      put,
    }),
    { minLength: 1, maxLength: most },
  )

function applied(sample: string, changes: readonly Change[]): string {
  let text = sample
  for (const { how, at, length, put } of changes) {
    const from = at % (text.length + 1)
    const [head, piece, tail] = [text.slice(0, from), text.slice(from, from + length), text.slice(from + length)]
    if (how === 'put') text = head + put + piece + tail
    else if (how === 'over') text = head + put + text.slice(from + put.length)
    else if (how === 'cut') text = head + tail
    else if (how === 'repeat') text = head + piece.repeat(2 + (at % 7)) + tail
    else if (how === 'swap') text = tail + piece + head
    else if (at % 4 === 0) text = head
  }
  return text
}

/** One of the samples, with up to four changes. */
export function changed(samples: readonly string[], most = 4): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...samples), changesOf(hostileText, most))
    .map(([text, changes]) => applied(text, changes))
}

const octets = fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

/** The same with bytes. */
export function changedBytes(samples: readonly Buffer[], most = 4): fc.Arbitrary<Buffer> {
  const each = fc.tuple(fc.constantFrom(...samples), changesOf(octets, most))
  return each.map(([bytes, changes]) => Buffer.from(applied(bytes.toString('latin1'), changes), 'latin1'))
}

/** Some lines of the samples: as they are, changed, or noise. */
export function changedLines(samples: readonly string[], maxLength = 30): fc.Arbitrary<string[]> {
  const line = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...samples) },
    { weight: 5, arbitrary: changed(samples, 3) },
    { weight: 1, arbitrary: hostileText },
  )
  return fc.array(
    line.map((text) => text.replaceAll('\n', ' ')),
    { maxLength },
  )
}
