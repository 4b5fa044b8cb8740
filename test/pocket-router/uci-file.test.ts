/** Tests reading and printing UCI files. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import fc from '../properties.ts'
import { applyChange, type UciChange } from './uci-changes.ts'
import { formatUci, parseUci } from './uci-file.ts'
import { addSection, emptyPackage, findSection, type UciPackage, type UciValue } from './uci-model.ts'

const test = suite('uci files')

const word = fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/)
const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'))
const options = fc.dictionary(word, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })), { maxKeys: 4 })
const section = fc.record({ type: fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), name: fc.option(word), options })
const packages = fc.uniqueArray(section, { selector: ({ name }) => name ?? {}, maxLength: 6 }).map(build)

function build(sections: { type: string; name: string | null; options: Record<string, UciValue> }[]): UciPackage {
  const uci = emptyPackage()
  for (const { type, name, options } of sections) {
    const section = addSection(uci, type, name ?? undefined)
    section.options = new Map(Object.entries(options))
  }
  return uci
}

function read(text: string): UciPackage {
  const parsed = parseUci(text)
  if ('problem' in parsed) throw new Error(`line ${parsed.problem.line}: ${parsed.problem.message}`)
  return parsed.package
}

test('what is printed is read again as it was', () => {
  fc.assert(
    fc.property(packages, (uci) => {
      assert.equal(read(formatUci(uci)), uci)
    }),
  )
})

test('whatever the text, it is read or refused at one of its lines', () => {
  const piece = fc.oneof(
    fc.constantFrom('config ', 'option ', 'list ', "'", '"', '\\', '\n', ';', '#', ' ', 'package ', 'a'),
    fc.string({ maxLength: 3 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      const parsed = parseUci(text)
      if ('package' in parsed) return
      assert.ok(parsed.problem.line >= 1 && parsed.problem.line <= text.split('\n').length)
    }),
  )
})

test('a mistake is named with its line', () => {
  const problem = (text: string) => {
    const parsed = parseUci(text)
    return 'problem' in parsed ? parsed.problem : undefined
  }
  assert.equal(problem('\n\nconfig a\n\toption\n'), { line: 4, message: 'option without name' })
  assert.equal(problem("config a\n\toption x 'one\ntwo'\n\toption y-z 1\n"), {
    line: 4,
    message: 'invalid character in name field',
  })
  assert.equal(problem("config a\n\toption x 'one\ntwo"), { line: 2, message: "end of file with unterminated '" })
  assert.equal(problem('config a b c\n'), { line: 1, message: 'too many arguments' })
})

test('made-up names are those of libuci', () => {
  assert.is(read('config dnsmasq\n').sections[0]?.name, 'cfg01411c')
})

test('a staged change does what the same words in the file would', () => {
  const uci = read("config a 'n'\n\toption x '1'\n\nconfig b\n")
  const changes: UciChange[] = [
    { command: 'set', section: 'n', option: 'x', value: '2' },
    { command: 'list-add', section: 'n', option: 'x', value: '3' },
    { command: 'set', section: 'm', value: 'c' },
    { command: 'set', section: 'm', option: 'y', value: 'z' },
    { command: 'rename', section: 'm', option: 'y', value: 'w' },
    { command: 'remove', section: '@b[0]' },
    { command: 'order', section: 'm', value: '0' },
    { command: 'set', section: 'nosuch', option: 'y', value: 'z' },
    { command: 'set', section: 'n', option: 'bad', value: 'a\u0001b' },
  ]
  for (const change of changes) applyChange(uci, change)
  assert.is(formatUci(uci), "\nconfig c 'm'\n\toption w 'z'\n\nconfig a 'n'\n\tlist x '2'\n\tlist x '3'\n\n")
  assert.is(findSection(uci, '@[-1]')?.name, 'n')
})

test.run()
