/** Tests what the router's program loads, and when. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildProgram, bundle, sizeOf } from '../../build/bundle.ts'
import { parse } from '../../src/whitelist/parse.ts'

const test = suite('the bundle')
const program = fileURLToPath(new URL('../../dist/aqtizim.js', import.meta.url))

/** Bytes of what the daemon loads when it starts. Whoever adds what is used once a month has it loaded when it is used. */
const START_LIMIT = 480_000

test('the daemon loads little at its start, and neither the YAML library nor papers', async () => {
  const { files, start } = await buildProgram('1.2.3')
  const found = start.map((name) => {
    const bytes = files.get(name)
    assert.ok(bytes, name)
    return bytes
  })
  const size = sizeOf(found)
  assert.ok(size > 200_000 && size <= START_LIMIT, `${size} bytes in ${start.length} files`)
  for (const late of [
    'yaml-',
    'paper-methods-',
    'register-services-',
    'drill-page-',
    'public-suffix-rest-',
    'rare-',
    'page-methods-',
    'page-tools-',
    'approve-list-',
    'import-',
    'catalogue-',
    'working-',
    'exporters-',
    'https-get-',
  ]) {
    assert.ok(
      [...files.keys()].some((name) => name.startsWith(late)),
      late,
    )
    assert.not(
      start.some((name) => name.startsWith(late)),
      late,
    )
  }
})

test('a list as people write it is read without the YAML library, and any other with it', () => {
  const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes('/yaml/'))
  assert.is(parse('sites:\n  - domain: bilimland.kz\n    title: "Lessons"\n    needs: [daryn.kz]\n').problems.length, 0)
  assert.not(isLoaded())
  assert.is(parse('{sites: [{domain: bilimland.kz}]}\n').problems.length, 0)
  assert.ok(isLoaded())
})

test('the program finds its YAML library', async () => {
  await bundle()
  const folder = mkdtempSync(join(tmpdir(), 'aqtizim-bundle-'))
  const check = (list: string) => {
    writeFileSync(join(folder, 'list.yaml'), list)
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [program, '--root', folder, 'check', join(folder, 'list.yaml')],
      { encoding: 'utf8', timeout: 120_000 },
    )
    return { status, said: stdout + stderr }
  }
  try {
    assert.is(check('{sites: [{domain: bilimland.kz}]}\n').status, 0)
    const wrong = check('{sites: [{domain: [bilimland.kz}]}\n')
    assert.is(wrong.status, 1)
    assert.match(wrong.said, /list\.yaml:1:/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
