/** The settings as they stand on the disk. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { message } from '../../src/messages/message.ts'
import { readSettingsText, readUciFile } from '../../src/settings/settings-file.ts'
import { addListItem, addSection, emptyPackage, setOption } from '../../src/settings/uci-model.ts'
import { fakeMachine } from '../machine/fake-machine.ts'

const test = suite('the file of the settings')

const path = '/etc/config/aqtizim'
const read = (text: string | undefined) =>
  readSettingsText(fakeMachine(undefined, text === undefined ? {} : { [path]: text }).files, path)

test('gives what ubus would give, with a name for each section', () => {
  const { read: found } = read(
    "config aqtizim 'main'\n\tlist upstream 'a'\n\tlist upstream 'b'\nconfig pc\n\toption mac x\n",
  )
  assert.equal(found, {
    values: {
      main: { '.type': 'aqtizim', '.name': 'main', '.anonymous': false, upstream: ['a', 'b'] },
      cfg027918: { '.type': 'pc', '.name': 'cfg027918', '.anonymous': true, mac: 'x' },
    },
  })
})

const faulty: readonly [string, string | undefined, string][] = [
  ['is not there', undefined, '/etc/config/aqtizim is missing'],
  ['is empty', '', "/etc/config/aqtizim: the section aqtizim 'main' is missing"],
  [
    'was cut short',
    "config aqtizim 'main'\n\toption school '",
    "/etc/config/aqtizim:2: end of file with unterminated '",
  ],
  [
    'has a word that UCI does not know',
    "config aqtizim 'main'\n\nroom 'x'\n",
    '/etc/config/aqtizim:3: invalid command',
  ],
  [
    'is far too long',
    `config aqtizim main\n${'#'.repeat(1024 * 1024)}`,
    '/etc/config/aqtizim has more than 1048576 octets',
  ],
]
for (const [what, text, fault] of faulty)
  test(`a file that ${what} is a fault that names the place`, () => {
    const { read: found } = read(text)
    assert.is('fault' in found && found.fault.text, fault)
  })

test('a folder is none either, and another hash is another file', () => {
  const { files } = fakeMachine(undefined, { [`${path}/x`]: '' })
  assert.equal(readUciFile(files, path).read, { fault: message('uci-file-folder', { file: path }) })
  assert.is.not(read('a').sha256, read('b').sha256)
})

test('a list takes its next item without being copied, so that a long one takes no longer for each', () => {
  const section = addSection(emptyPackage(), 'a', 'b')
  addListItem(section, 'c', '1')
  const items = section.options.get('c')
  addListItem(section, 'c', '2')
  assert.equal([section.options.get('c'), section.options.get('c') === items], [['1', '2'], true])
  setOption(section, 'd', '1')
  addListItem(section, 'd', '2')
  assert.equal(section.options.get('d'), ['1', '2'])
})

test.run()
