/** Tests versions on disk: approval, damage, power cuts. */
import { createHash } from 'node:crypto'
import { memfs } from 'memfs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../src/messages/message.ts'
import { type Approver, sha256 } from '../../src/whitelist/approval.ts'
import { type Newest, newest, type VersionFiles, type VersionOptions } from '../../src/whitelist/file.ts'
import { highestPath, writeHighest } from '../../src/whitelist/highest.ts'
import { approve, nextVersion } from '../../src/whitelist/write-version.ts'
import { texts } from '../messages/texts.ts'
import { makeFaulty } from './faulty-files.ts'
import { makeSigner } from './signer.ts'

const test = suite('file')

const dir = '/etc/aqtizim/versions'
const options: VersionOptions = { rooms: ['informatics'] }
const approver: Approver = {
  by: 'Серік Ахметов',
  post: 'директор',
  order: '№ 112',
  date: '2026-09-01',
  user: 'director',
  at: '2026-10-05T09:12:03+05:00',
}
const first = 'sites:\n  - domain: bilimland.kz\n'
const second = 'sites:\n  - domain: bilimland.kz\n  - domain: www.gov.kz\n'

interface Disk {
  readonly files: VersionFiles
  /** Path below `dir` to content. */
  read(): Record<string, string>
  write(name: string, content: string): void
}

function makeDisk(): Disk {
  const { fs, vol } = memfs()
  return {
    files: fs as unknown as VersionFiles,
    read: () => {
      const paths = Object.entries(vol.toJSON()).filter(([path]) => path.startsWith(`${dir}/`))
      return Object.fromEntries(paths.map(([path, content]) => [path.slice(dir.length + 1), content ?? '']))
    },
    write: (name, content) => vol.fromJSON({ [`${dir}/${name}`]: content }),
  }
}

function approved(disk: Disk, text: string, more: Partial<Approver> = {}): void {
  const result = approve(disk.files, dir, text, { ...approver, ...more }, options)
  if (result.version === undefined) throw new Error(JSON.stringify(result))
}

test('a version is the text byte for byte and a record', () => {
  const disk = makeDisk()
  assert.equal(approve(disk.files, dir, first, approver, options), { version: 1, problems: [] })
  const { '0001.yaml': yaml, '0001.json': json = '', ...rest } = disk.read()
  assert.is(yaml, first)
  assert.equal(rest, {})
  const sha256 = createHash('sha256').update(first).digest('hex')
  assert.equal(JSON.parse(json), { version: 1, sha256, ...approver, signature: null })
  const { version, faults } = newest(disk.files, dir, options)
  assert.equal(faults, [])
  assert.is(version?.version, 1)
  assert.is(version?.text, first)
  assert.is(version?.meta.by, approver.by)
  assert.is(version?.whitelist.sites.length, 1)
})

test('two approvals at the same moment are two versions', () => {
  const disk = makeDisk()
  let other = false
  const files: VersionFiles = {
    ...disk.files,
    // Between looking for a number and taking it, another process takes it.
    openSync: ((...given: Parameters<VersionFiles['openSync']>) => {
      if (!other && given[1] === 'wx') {
        other = true
        approved(disk, second)
      }
      return disk.files.openSync(...given)
    }) as VersionFiles['openSync'],
  }
  for (const key of [
    'readFileSync',
    'writeFileSync',
    'existsSync',
    'mkdirSync',
    'readdirSync',
    'renameSync',
    'writeSync',
  ] as const)
    Object.assign(files, { [key]: disk.files[key].bind(disk.files) })
  for (const key of ['unlinkSync', 'statSync', 'closeSync', 'fsyncSync'] as const)
    Object.assign(files, { [key]: disk.files[key].bind(disk.files) })
  assert.is(approve(files, dir, first, approver, options).version, 2)
  const { '0001.yaml': one, '0002.yaml': two } = disk.read()
  assert.equal([one, two], [second, first])
  assert.is(newest(disk.files, dir, options).version?.text, first)
})

test('where nothing was approved there is no version and no fault', () => {
  assert.equal(newest(makeDisk().files, dir, options), { version: undefined, faults: [] })
})

test('the newest counts, and numbers go on after any file', () => {
  const disk = makeDisk()
  approved(disk, first)
  approved(disk, second)
  assert.is(newest(disk.files, dir, options).version?.version, 2)
  disk.write('0041.yaml.new', 'half')
  approved(disk, first)
  assert.is(newest(disk.files, dir, options).version?.version, 42)
  disk.write('notes.txt', 'x')
  disk.write('43.yaml', 'x')
  approved(disk, second)
  assert.is(newest(disk.files, dir, options).version?.version, 43)
})

test('a list with errors is not approved, and its warnings are handed back', () => {
  const disk = makeDisk()
  const bad = approve(disk.files, dir, 'sites:\n  - domain: kz\n', approver, options)
  assert.equal([bad.version, bad.problems?.map(({ code }) => code)], [undefined, ['public-suffix']])
  assert.equal(disk.read(), {})
  const warned = approve(disk.files, dir, 'sites:\n  - address: 10.0.0.1\n', approver, options)
  assert.equal([warned.version, warned.problems?.map(({ code }) => code)], [1, ['private-address']])
})

const incomplete: [field: keyof Approver, value: string][] = [
  ['by', ''],
  ['by', ' '],
  ['by', 'a\nb'],
  ['post', '\u202e'],
  ['order', 'x'.repeat(201)],
  ['date', '2026-02-30'],
  ['date', '1.9.2026'],
  ['at', 'yesterday'],
  ['user', '\0'],
]
for (const [field, value] of incomplete) {
  test(`an approval with ${field} ${JSON.stringify(value.slice(0, 12))} is refused`, () => {
    const disk = makeDisk()
    const result = approve(disk.files, dir, first, { ...approver, [field]: value }, options)
    assert.match('refused' in result ? result.refused.text : '', `not complete: ${field}: `)
    assert.equal(disk.read(), {})
  })
}

/** Each makes version 2 unfit; the sentence must name the file and version 1 must count. */
const damages: [name: string, damage: (disk: Disk) => void, fault: RegExp][] = [
  [
    'a changed list',
    (disk) => disk.write('0002.yaml', `${second}# `),
    /0002\.yaml: The list was changed after its approval/,
  ],
  ['no record', (disk) => disk.files.unlinkSync(`${dir}/0002.json`), /0002\.json is missing/],
  ['no list', (disk) => disk.files.unlinkSync(`${dir}/0002.yaml`), /0002\.yaml is missing/],
  [
    'a torn record',
    (disk) => disk.write('0002.json', '{"version":2,"sha'),
    /0002\.json: The record of the approval is not JSON/,
  ],
  ['an empty record', (disk) => disk.write('0002.json', ''), /0002\.json: The record of the approval is not JSON/],
  ['a record that is a list', (disk) => disk.write('0002.json', '[]'), /0002\.json: .*not right: version: /],
  [
    'a record that is null',
    (disk) => disk.write('0002.json', 'null'),
    /0002\.json: The record of the approval is not right\./,
  ],
  [
    'the record of another version',
    (disk) => disk.write('0002.json', disk.read()['0001.json'] ?? ''),
    /0002\.yaml: The record .* is that of version 1/,
  ],
  [
    'a number as text',
    (disk) => disk.write('0002.json', (disk.read()['0002.json'] ?? '').replace('"version": 2', '"version": "2"')),
    /0002\.json: .*: version: this is no whole number/,
  ],
  [
    'a hash in capitals',
    (disk) => disk.write('0002.json', (disk.read()['0002.json'] ?? '').replace(/"sha256": ".*"/, '"sha256": "AB"')),
    /0002\.json: .*: sha256: this is no SHA-256/,
  ],
  [
    'a huge record',
    (disk) => disk.write('0002.json', ' '.repeat(70_000)),
    /0002\.yaml cannot be read.*over 65536 bytes/,
  ],
]
for (const [name, damage, fault] of damages) {
  test(`with ${name} the version before counts`, () => {
    const disk = makeDisk()
    approved(disk, first)
    approved(disk, second)
    damage(disk)
    const { version, faults } = newest(disk.files, dir, options)
    assert.is(version?.version, 1)
    assert.is(faults.length, 1)
    assert.match(faults[0]?.text ?? '', fault)
    approved(disk, second)
    assert.is(newest(disk.files, dir, options).version?.version, 3)
  })
}

test('an approved list that does not parse any more names the place', () => {
  const disk = makeDisk()
  approved(disk, first)
  const text = 'sites:\n  - domain: kz\n'
  const sha256 = createHash('sha256').update(text).digest('hex')
  disk.write('0002.yaml', text)
  disk.write('0002.json', JSON.stringify({ version: 2, sha256, ...approver }))
  writeHighest(disk.files, dir, { highest: { version: 2, sha256 } })
  const { version, faults } = newest(disk.files, dir, options)
  assert.is(version?.version, 1)
  assert.match(faults[0]?.text ?? '', /0002\.yaml line 2: .*public suffix/)
})

test('a room that is gone is a fault, and the version still counts', () => {
  const disk = makeDisk()
  approved(disk, 'sites:\n  - domain: bilimland.kz\n    rooms: [informatics]\n')
  const { version, faults } = newest(disk.files, dir, { rooms: [] })
  assert.equal(version?.whitelist.sites[0]?.rooms, ['informatics'])
  assert.equal(texts(faults), [`${dir}/0001.yaml names the room "informatics", which is not set up.`])
})

test('with a signature asked for, only signed versions are approved and count', () => {
  const disk = makeDisk()
  const director = makeSigner()
  const publicKey = '/etc/aqtizim/director.pub'
  const strict = { ...options, requireSignature: true, publicKey }
  approved(disk, first)
  assert.match(newest(disk.files, dir, strict).faults[0]?.text ?? '', /cannot be read.*director\.pub/)
  disk.files.writeFileSync(publicKey, director.publicKey)
  assert.match(newest(disk.files, dir, strict).faults[0]?.text ?? '', /0001\.yaml: The list bears no signature/)
  const sign = (version: number, text: string, by = director): Approver => ({
    ...approver,
    signature: by.sign(Buffer.from(`# aqtizim version ${version}\n${text}`)),
  })
  const results = [
    approve(disk.files, dir, second, approver, strict),
    approve(disk.files, dir, second, sign(2, first), strict),
    approve(disk.files, dir, second, sign(2, second, makeSigner()), strict),
    approve(disk.files, dir, second, sign(3, second), strict),
    approve(disk.files, dir, second, { ...approver, signature: director.sign(Buffer.from(second)) }, strict),
  ]
  for (const result of results) assert.match('refused' in result ? result.refused.text : '', /signature|signed/)
  assert.is(nextVersion(disk.files, dir), 2)
  assert.is(approve(disk.files, dir, second, sign(2, second), strict).version, 2)
  approved(disk, first)
  const { version, faults } = newest(disk.files, dir, strict)
  assert.is(version?.version, 2)
  assert.is(faults.length, 1)
  assert.match(faults[0]?.text ?? '', /0003\.yaml: The list bears no signature/)
})

/** Everything about a version under another number, as somebody with the router's files can write it. */
function copyVersion(disk: Disk, from: string, to: string): void {
  const { [`${from}.yaml`]: text = '', [`${from}.json`]: record = '' } = disk.read()
  disk.write(`${to}.yaml`, text)
  disk.write(`${to}.json`, JSON.stringify({ ...JSON.parse(record), version: Number(to) }))
}

const remove = (disk: Disk, ...names: string[]) => {
  for (const name of names) disk.files.unlinkSync(`${dir}/${name}`)
}
const codes = (found: Newest) =>
  found.faults.map(({ code, values }) => (isFault(values.fault) ? values.fault.code : code))
const isFault = (value: unknown): value is Message => typeof value === 'object'

test('a version that is removed is missed, and its number is not used again', () => {
  const disk = makeDisk()
  approved(disk, first)
  approved(disk, second)
  remove(disk, '0002.yaml', '0002.json')
  const found = newest(disk.files, dir, options)
  assert.equal([found.version?.version, codes(found)], [1, ['version-lost']])
  approved(disk, second)
  const again = newest(disk.files, dir, options)
  assert.equal([again.version?.version, codes(again)], [3, []])
})

test('an old version under a higher number, or another text under the newest, does not count', () => {
  const disk = makeDisk()
  approved(disk, first)
  approved(disk, second)
  copyVersion(disk, '0001', '0003')
  const higher = newest(disk.files, dir, options)
  assert.equal([higher.version?.version, codes(higher)], [2, ['version-not-approved']])
  remove(disk, '0003.yaml', '0003.json')
  copyVersion(disk, '0001', '0002')
  const instead = newest(disk.files, dir, options)
  assert.equal([instead.version?.version, codes(instead)], [1, ['version-not-approved']])
})

test('a signed text under another number is not signed', () => {
  const disk = makeDisk()
  const director = makeSigner()
  const publicKey = '/etc/aqtizim/director.pub'
  const strict = { ...options, requireSignature: true, publicKey }
  disk.files.mkdirSync('/etc/aqtizim', { recursive: true })
  disk.files.writeFileSync(publicKey, director.publicKey)
  const signed = { ...approver, signature: director.sign(Buffer.from(`# aqtizim version 1\n${first}`)) }
  assert.is(approve(disk.files, dir, first, signed, strict).version, 1)
  const replayed = approve(disk.files, dir, first, signed, strict)
  assert.is('refused' in replayed ? replayed.refused.code : '', 'list-signed-otherwise')
  copyVersion(disk, '0001', '0002')
  // Whoever writes the versions can write this file as well.
  writeHighest(disk.files, dir, { highest: { version: 2, sha256: sha256(Buffer.from(first)) } })
  const found = newest(disk.files, dir, strict)
  assert.equal([found.version?.version, codes(found)], [1, ['list-signed-otherwise']])
})

test('what is remembered may be missing or damaged: that is a fault, and an approval mends it', () => {
  const disk = makeDisk()
  approved(disk, first)
  disk.files.unlinkSync(highestPath(dir))
  assert.equal(codes(newest(disk.files, dir, options)), ['version-trace-missing'])
  approved(disk, second)
  assert.equal(codes(newest(disk.files, dir, options)), [])
  disk.files.writeFileSync(highestPath(dir), '{"format":1,"highest":{"version":"2"}}')
  const found = newest(disk.files, dir, options)
  assert.equal([found.version?.version, codes(found)], [2, ['version-trace-unreadable']])
  approved(disk, first)
  const mended = newest(disk.files, dir, options)
  assert.equal([mended.version?.version, codes(mended)], [3, []])
})

for (const mode of ['once', 'for good'] as const) {
  test(`a disk that fails at any call, ${mode}, leaves the old version or the new one`, () => {
    let done = 0
    for (let at = 1; done === 0; at++) {
      const disk = makeDisk()
      approved(disk, first)
      const faulty = makeFaulty(disk.files, at, mode)
      const result = approve(faulty.files, dir, second, approver, options)
      const { version } = newest(disk.files, dir, options)
      if (result.version === undefined) {
        assert.match('refused' in result ? result.refused.text : '', /could not be written.*ENOSPC/)
        assert.is(version?.text, first, `call ${at}`)
      } else assert.is(version?.text, second, `call ${at}`)
      approved(disk, second)
      assert.is(newest(disk.files, dir, options).version?.text, second)
      if (faulty.calls() < at) done = at
    }
    // Two files written with open, write, fsync and close, two renames, and what surrounds them.
    assert.ok(done > 15, `only ${done} calls`)
  })

  test(`reading from a disk that fails at any call, ${mode}, never throws and never gives half`, () => {
    const disk = makeDisk()
    approved(disk, first)
    approved(disk, second)
    for (let at = 1, more = true; more; at++) {
      const faulty = makeFaulty(disk.files, at, mode)
      const { version, faults } = newest(faulty.files, dir, options)
      if (faulty.calls() < at) more = false
      else if (version?.text !== second) {
        assert.ok(version === undefined || version.text === first)
        if (at > 1) assert.ok(faults.length > 0, `call ${at} is silent`)
      }
    }
  })
}

test.run()
