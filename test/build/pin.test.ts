/** The parts of aqtizim-node: what apt and npm say, and what is refused. */
import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import * as assert from 'uvu/assert'
import { OrderRefused } from '../../build/cli-args.ts'
import { cacheFolder, debianServer, fetchDebian, servers } from '../../build/node/fetch.ts'
import { cpuOf } from '../../build/node/manifest.ts'
import { newest, readUri, renew } from '../../build/node/pin.ts'
import { debianPackages, readSources } from '../../build/node/sources.ts'
import { suite } from '../suite.ts'

const sources = readSources()
const server = 'http://deb.debian.org'
const sum = 'a'.repeat(64)

const test = suite('the parts of aqtizim-node')

test('are pinned with their sums, for both processors', () => {
  assert.match(sources.version, new RegExp(`^${sources.line}\\.\\d+\\.\\d+$`))
  for (const { integrity, debian } of Object.values(sources.processors)) {
    assert.match(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/)
    assert.equal(
      debian.map(({ name }) => name),
      [...debianPackages],
    )
    for (const each of debian) {
      assert.match(each.sha256, /^[0-9a-f]{64}$/)
      assert.ok(each.path.includes(each.version.replace(/^\d+:/, '')), each.path)
    }
  }
})

test('are read out of what apt prints', () => {
  const path = 'debian/pool/main/g/gcc-12/libstdc++6_12.2.0-14+deb12u1_arm64.deb'
  const uri = `'${server}/${path.replaceAll('+', '%2b')}'`
  assert.equal(readUri(`${uri} libstdc++6_12.2.0-14+deb12u1_arm64.deb 556608 SHA256:${sum}`, server), {
    ...{ name: 'libstdc++6', version: '12.2.0-14+deb12u1', path, sha256: sum },
  })
  assert.is(readUri(`${uri} x_1%3a2.0-1_arm64.deb 5 SHA256:${sum}`, server)?.version, '1:2.0-1')
  for (const line of [
    '',
    'Reading package lists...',
    `${uri} x_1_arm64.deb 5 MD5Sum:aa`,
    `'http://elsewhere/x' x_1_a.deb 5 SHA256:${sum}`,
  ])
    assert.is(readUri(line, server), undefined, line)
})

test('are the newest of the line that both processors have', () => {
  const one = ['22.30.0', '24.9.0', '24.10.0', '24.11.0', '25.0.0', '24.12.0-rc.1']
  assert.is(newest([one, ['24.9.0', '24.10.0']], 24), '24.10.0')
  assert.is(newest([one, []], 24), undefined)
})

test('have a release of their own: up with each change, and 1 again with a new Node', () => {
  const { release: _, ...fresh } = sources
  assert.is(renew({ ...sources, release: 3 }, { ...fresh, taken: '20990101T000000Z' }).release, 3)
  const { x64, arm64 } = sources.processors
  const changed = { ...fresh, processors: { x64: { ...x64, debian: [] }, arm64 } }
  assert.is(renew({ ...sources, release: 3 }, changed).release, 4)
  assert.is(renew({ ...sources, release: 3 }, { ...changed, version: '24.99.0' }).release, 1)
})

test('are for processors that Node is built for', () => {
  assert.equal(['x86_64', 'aarch64_cortex-a53'].map(cpuOf), ['x64', 'arm64'])
  for (const other of ['mipsel_24kc', 'x86-64', 'toString', ''])
    assert.throws(() => cpuOf(other), /^there is no Node for .*: --with-node takes x86_64, aarch64_generic, .* and /)
})

/** A server of Debian's in a thread of its own, since the asking one stands still meanwhile. */
async function withServer(
  files: Record<string, string>,
  work: (url: string, asked: () => Promise<string[]>) => Promise<void>,
) {
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    const asked = []
    const server = require('node:http').createServer(({ url }, answer) => {
      asked.push(url)
      const content = workerData[url]
      answer.writeHead(content === undefined ? 404 : 200).end(content)
    })
    parentPort.on('message', () => parentPort.postMessage(asked))
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`
  const worker = new Worker(source, { eval: true, workerData: files })
  const next = <T>() => new Promise<T>((resolve) => worker.once('message', resolve))
  try {
    const port = await next<number>()
    await work(`http://127.0.0.1:${port}`, () => {
      const answer = next<string[]>()
      worker.postMessage('')
      return answer
    })
  } finally {
    await worker.terminate()
  }
}

const content = `a package ${process.pid}\n`
const source = {
  name: 'libc6',
  version: '2.36-9+deb12u99',
  path: `debian/pool/main/g/glibc/aqtizim-test-${process.pid}+deb12u99_amd64.deb`,
  sha256: createHash('sha256').update(content).digest('hex'),
}
const kept = join(cacheFolder, source.path.replace(/^.*\//, ''))
const asPath = `/${source.path.replaceAll('+', '%2b')}`
const oldPath = asPath.replace('/debian/', '/debian/20261130T000000Z/')
const taken = '20261130T000000Z'

test('come from Debian, or from its snapshots where a newer one has taken its place; then from the cache', async () => {
  for (const path of [asPath, oldPath]) {
    rmSync(kept, { force: true })
    await withServer({ [path]: content }, async (url, asked) => {
      assert.is(fetchDebian(source, taken, { debian: url, snapshot: url }), kept)
      const before = (await asked()).length
      assert.is(fetchDebian(source, taken, { debian: url, snapshot: url }), kept)
      assert.is((await asked()).length, before)
    })
  }
})

test('are refused in a sentence that says what to do: gone, another content, no answer', async () => {
  rmSync(kept, { force: true })
  const refuses = (url: string, sentence: RegExp) =>
    assert.throws(
      () => fetchDebian(source, taken, { debian: url, snapshot: url }),
      (error: Error) => {
        assert.instance(error, OrderRefused)
        assert.match(error.message, sentence)
        assert.not.match(error.message, '\n')
        return true
      },
    )
  const repin = 'npm run pin:node takes the versions of today$'
  await withServer({}, async (url) =>
    refuses(url, new RegExp(`^Debian has replaced .*, and its snapshots do not have it: ${repin}`)),
  )
  await withServer({ [asPath]: 'another\n' }, async (url) =>
    refuses(url, new RegExp(`^libc6 2\\.36-9\\+deb12u99 is not what was pinned: ${repin}`)),
  )
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  closed.close()
  refuses(`http://127.0.0.1:${port}`, /^libc6 2\.36-9\+deb12u99 cannot be got: ./)
  assert.not(existsSync(kept))
})

test.after(() => rmSync(kept, { force: true }))
test('Debian is where the computer’s own apt has it, or where the environment says', () => {
  const sites = 'https://example.net/debian-security\nhttps://mirror.example.net/linux/debian\n'
  assert.is(debianServer(sites), 'https://mirror.example.net/linux')
  assert.is(debianServer('http://mirror.example.net/debian/\n'), 'http://mirror.example.net')
  for (const none of ['', 'https://example.net/ubuntu\n', 'file:/media/debian\n'])
    assert.is(debianServer(none), undefined)
  assert.is(servers({ AQTIZIM_DEBIAN: 'http://127.0.0.1:1' }).debian, 'http://127.0.0.1:1')
})

test.run()
