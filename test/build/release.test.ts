/** What goes with a release: version, notes, bill of materials. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import * as assert from 'uvu/assert'
import { buildProgram, projectVersion } from '../../build/bundle.ts'
import { notesOf } from '../../build/changelog.ts'
import { OrderRefused } from '../../build/cli-args.ts'
import { readSources } from '../../build/node/sources.ts'
import { nodeParts, npmParts } from '../../build/release.ts'
import { writeSbom } from '../../build/sbom.ts'
import { sourceState } from '../../build/source-state.ts'
import { suite } from '../suite.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(join(project, name), 'utf8')
const lock = read('package-lock.json')

const test = suite('a release')

test('has notes: what the changelog says under its version, and under no other', () => {
  const changelog =
    '# Changelog\n\nNewest first.\n\n## 0.2.0\n\n### Added\n\n- A thing.\n\n## 0.1.0\n\n- The first.\n\n## 0.0.1\n'
  assert.is(notesOf(changelog, '0.2.0'), '# aqtizim 0.2.0\n\n## Added\n\n- A thing.\n')
  assert.is(notesOf(changelog, '0.1.0'), '# aqtizim 0.1.0\n\n- The first.\n')
  for (const version of ['0.0.1', '0.2', '0.3.0', 'Changelog'])
    assert.throws(
      () => notesOf(changelog, version),
      (error: Error) =>
        error instanceof OrderRefused && error.message === `CHANGELOG.md says nothing under "## ${version}"`,
    )
  assert.match(notesOf(read('CHANGELOG.md'), projectVersion()), /^# aqtizim .*\n\n## Added\n\n- /)
})

test('has one version wherever it stands', () => {
  const version = projectVersion()
  const { version: locked, packages } = JSON.parse(lock) as {
    version: string
    packages: Record<string, { version: string }>
  }
  assert.equal([locked, packages['']?.version], [version, version])
})

test('is another one with each commit, by their number; the environment goes before it', () => {
  const env = { SOURCE_DATE_EPOCH: '1700000000', AQTIZIM_RELEASE: '412' }
  assert.equal(sourceState(env), { time: 1_700_000_000, release: 412 })
  const git = (...words: string[]) => execFileSync('git', words, { cwd: project, encoding: 'utf8' }).trim()
  if (git('rev-parse', '--is-shallow-repository') === 'false')
    assert.equal(sourceState({}), {
      time: Number(git('log', '-1', '--format=%ct')),
      release: Number(git('rev-list', '--count', 'HEAD')),
    })
  for (const [key, value] of [
    ['SOURCE_DATE_EPOCH', 'today'],
    ['AQTIZIM_RELEASE', '0'],
    ['AQTIZIM_RELEASE', '1.5'],
  ] as const)
    assert.throws(
      () => sourceState({ ...env, [key]: value }),
      (error: Error) => error instanceof OrderRefused && error.message.includes(key),
    )
})

const parts = async () => {
  const { packages } = await buildProgram('1.2.3')
  return [...npmParts(packages, lock), ...nodeParts(readSources(), ['x86_64', 'aarch64_generic', 'aarch64_cortex-a53'])]
}

test('names all that is not ours: npm packages in the daemon, Node, and the libraries beside it', async () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
  const found = await parts()
  const names = found.map(({ name }) => name)
  for (const name of Object.keys(dependencies)) if (name !== 'ubus-client') assert.ok(names.includes(name), name)
  for (const cpu of ['amd64', 'arm64'])
    assert.is(found.filter(({ purl }) => purl.startsWith('pkg:deb/') && purl.endsWith(`arch=${cpu}`)).length, 4)
  assert.is(new Set(found.map(({ purl }) => purl)).size, found.length)
  for (const { name, version, licence, hash } of found) {
    assert.match(version, /^\d/, name)
    assert.is.not(licence, 'NOASSERTION', name)
    assert.match(hash?.hex ?? '', hash?.algorithm === 'SHA-512' ? /^[0-9a-f]{128}$/ : /^[0-9a-f]{64}$/, name)
  }
})

const own = { name: 'aqtizim', version: '0.2.0-r412', licence: 'Apache-2.0' }
const someRelease = async () => ({
  ...own,
  time: 1_700_000_000,
  packages: [own, { ...own, name: 'aqtizim-node' }],
  parts: await parts(),
})

test('has a bill of materials that its standard takes, to the last key', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
  const text = writeSbom(await someRelease())
  assert.is(await validator.validate(text), null)
  // What it does not take it has to see.
  for (const [right, wrong] of [
    ['"type": "library"', '"type": "part"'],
    ['"alg": "SHA-256"', '"alg": "SHA256"'],
    ['"serialNumber": "urn:uuid:', '"serialNumber": "uuid:'],
    ['"id": "MIT"', '"id": "MIT License"'],
    ['"timestamp": "2023-', '"timestamp": "in 2023, '],
    ['"metadata"', '"meta"'],
  ] as const) {
    assert.ok(text.includes(right), right)
    assert.is.not(await validator.validate(text.replace(right, wrong)), null, wrong)
  }
})

test('has a bill of materials that is the same each time, and in which every reference leads somewhere', async () => {
  const release = await someRelease()
  const text = writeSbom(release)
  assert.is(text, writeSbom({ ...release, parts: [...release.parts].reverse() }))
  const bom = JSON.parse(text) as {
    serialNumber: string
    metadata: { timestamp: string; component: { 'bom-ref': string } }
    components: { 'bom-ref': string; name: string }[]
    dependencies: { ref: string; dependsOn: string[] }[]
  }
  assert.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.is(bom.metadata.timestamp, '2023-11-14T22:13:20.000Z')
  const refs = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((each) => each['bom-ref'])])
  assert.is(refs.size, bom.components.length + 1)
  for (const { ref, dependsOn } of bom.dependencies)
    for (const each of [ref, ...dependsOn]) assert.ok(refs.has(each), each)
  const inside = bom.dependencies.flatMap(({ dependsOn }) => dependsOn)
  for (const part of release.parts) assert.ok(inside.includes(part.purl), part.purl)
  // Another release has another number.
  assert.not.match(writeSbom({ ...release, version: '0.2.0-r413' }), bom.serialNumber)
})

test.run()
