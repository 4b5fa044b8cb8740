/**
 * Types what docs/router-install.md tells an administrator to type, in its order: aqtizim's own commands on the lab's
 * router, files as they are written there. What only a real router can run stands in a list, so that no command gets
 * into the document that nobody has thought about.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { bundle } from '../../build/bundle.ts'
import { aqtizimTree } from '../../build/package-tree.ts'
import { checkInput } from '../../src/health/zones.ts'
import { entryAlone } from '../build/program.ts'
import { type Aqtizim, installAqtizim } from '../lab/aqtizim.ts'
import { callInit, enrolDaemon } from '../lab/faults/init-script.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import { networkOf } from '../lab/map.ts'
import { suite } from '../suite.ts'
import { standIns } from './package-root.ts'
import { TypedUci } from './typed-uci.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(join(project, 'docs/router-install.md'), 'utf8')

interface Typed {
  readonly line: string
  /** What follows it up to EOT. */
  readonly input: string | undefined
}

/** The commands of all blocks, in their order. */
function commandsOf(markdown: string): Typed[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => {
    const typed: Typed[] = []
    const lines = block.split('\n')
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at] ?? ''
      if (line === '' || line.startsWith('#')) continue
      const end = line.endsWith("<<'EOT'") ? lines.indexOf('EOT', at) : at
      typed.push({ line, input: end > at ? `${lines.slice(at + 1, end).join('\n')}\n` : undefined })
      at = end
    }
    return typed
  })
}

/** What needs OpenWrt's own programs, or changes the computer: looked at by a person, and by the tests that are named. */
const elsewhere: readonly RegExp[] = [
  // install.test.ts does with our packages what these do.
  /^opkg (update|remove dnsmasq|install dnsmasq-full|install \/tmp\/aqtizim-node_\*\.ipk|install \/tmp\/aqtizim_\*\.ipk .*|remove luci-i18n-aqtizim-kk .* aqtizim)$/,
  /^apk (update|add --allow-untrusted \/tmp\/aqtizim-(node-\*|\[0-9\]\*)\.apk.*|del luci-i18n-aqtizim-kk .* aqtizim)$/,
  /^cp \/tmp\/aqtizim\.pem \/etc\/apk\/keys\/$/,
  /^echo 'nameserver 8\.8\.8\.8' > \/tmp\/resolv\.conf$/,
  /^service (dnsmasq|system|network|firewall) restart$/,
  /^scp -O dist\/packages\/25\.12-x86_64\/\* root@192\.168\.1\.1:\/tmp\/$/,
  // packages.test.ts compares the sums.
  /^cd \/tmp && sha256sum -c sha256sums$/,
  /^\. \/etc\/openwrt_release; echo \$DISTRIB_ARCH$/,
  /^passwd$/,
  /^(sysupgrade -[br] \/tmp\/backup\.tar\.gz|reboot)$/,
  // packages.test.ts and image.test.ts.
  /^npm run package -- --with-node x86_64$/,
  /^npm run image -- --release 25\.12 --builder \S+ --profile generic --node dist\/packages\/25\.12-x86_64\/aqtizim-node-\*\.apk$/,
]

/** Words as the shell makes them of a line without expansions. */
const wordsOf = (line: string) =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '')

let lab: Lab
let aqtizim: Aqtizim
/** A router's other settings, from those that OpenWrt makes. */
let stock: TypedUci
const done: string[] = []

const router = (words: readonly string[], input?: string) => {
  const path = [join(standIns, 'bin'), dirname(process.execPath), process.env.PATH].join(':')
  const env = {
    PATH: path,
    IPKG_INSTROOT: aqtizim.root,
    UCI_CONFIG_DIR: `${aqtizim.root}/etc/config`,
    CALLS: join(lab.folder, 'calls'),
  }
  return lab.router.run(words, { env, ...(input === undefined ? {} : { input }) })
}

/** `aqtizim WORDS`: the shell command where it answers itself, else the bundle, with the lab's socket. */
async function runAqtizim(words: readonly string[]): Promise<void> {
  const placed = words.map((word) => (word.startsWith('/root/') ? `${aqtizim.root}${word}` : word))
  const password = words[0] === 'user' ? 'a long password\na long password\n' : undefined
  const general = ['--ubus', aqtizim.socket, '--root', aqtizim.root]
  const command = [
    'sh',
    join(aqtizim.root, 'usr/bin/aqtizim'),
    ...placed,
    ...(placed[0] === 'preflight' ? [] : general),
  ]
  const { status, stdout, stderr } = await router(command, password)
  assert.is(status, 0, `aqtizim ${words.join(' ')}: ${stdout}${stderr}`)
  assert.is.not(stdout, '', `aqtizim ${words.join(' ')} says nothing`)
}

async function type({ line, input }: Typed): Promise<void> {
  const [, mode, file = ''] = /^cat (>>?) (\/\S+) <<'EOT'$/.exec(line) ?? []
  const onRouter = line.replace(/^ssh root@192\.168\.1\.1 /, '').replace(/ > \S+\.(csv|txt)$/, '')
  if (line.startsWith('uci ')) stock.type(wordsOf(line.replaceAll("'", '')).slice(1))
  else if (mode !== undefined) {
    const path = join(aqtizim.root, file)
    mkdirSync(dirname(path), { recursive: true })
    ;(mode === '>' ? writeFileSync : appendFileSync)(path, input ?? '')
  } else if (onRouter.startsWith('aqtizim ')) await runAqtizim(wordsOf(onRouter).slice(1))
  else if (/^service aqtizim (start|stop|reload)$/.test(line)) {
    const { status, stderr } = await callInit({ lab, aqtizim }, 'aqtizim', line.split(' ')[2] ?? '')
    assert.is(status, 0, `${line}: ${stderr}`)
  } else
    assert.ok(
      elsewhere.some((known) => known.test(line)),
      `nobody has thought about: ${line}`,
    )
  done.push(line)
}

const test = suite('docs/router-install.md')

test.before(async () => {
  await bundle()
  lab = await startLab()
  // As it is after the installation: nobody has set anything yet.
  const shipped = aqtizimTree(entryAlone('')).get('etc/config/aqtizim')
  const settings = shipped?.type === 'file' ? shipped.content : Buffer.alloc(0)
  aqtizim = await installAqtizim(lab, (root) => writeFileSync(join(root, 'etc/config/aqtizim'), settings))
  await enrolDaemon(aqtizim.socket)
  stock = new TypedUci(join(lab.folder, 'stock'))
})
test.after(() => lab?.stop())

test('at the first start there is a key, nothing is approved, and status says what to do', async () => {
  const { stdout } = await aqtizim.command('status')
  assert.match(stdout, 'No list is approved: nothing opens.')
  assert.match(stdout, '  next: name a room')
  assert.match(stdout, '  next: write a list')
  assert.match(readFileSync(join(aqtizim.root, 'etc/aqtizim/journal.sec'), 'utf8'), /^id [0-9a-f]{16}\n/)
})

test('the feed’s own check of the version finds it, and another one not', async () => {
  const script = join(project, 'openwrt-package/aqtizim/test-version.sh')
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }
  const check = async (name: string, wanted: string) => {
    const words = ['sh', '-c', 'PATH="$1:$PATH" PKG_NAME=$3 PKG_VERSION=$4 sh "$2"', 'sh']
    return (await router([...words, join(aqtizim.root, 'usr/bin'), script, name, wanted])).status
  }
  assert.equal(
    [await check('aqtizim', version), await check('aqtizim', '9.9.9'), await check('other', version)],
    [0, 1, 1],
  )
})

test('the feed’s own test of the package passes on it, and has nothing to say of others', async () => {
  const script = join(project, 'openwrt-package/aqtizim/test.sh')
  const check = (name: string) =>
    router(['sh', '-c', 'PATH="$1:$PATH" sh "$2" "$3" 1', 'sh', join(aqtizim.root, 'usr/bin'), script, name])
  const { status, stdout } = await check('aqtizim')
  assert.is(status, 0)
  assert.match(stdout, '1 site')
  assert.equal((await check('other')).stdout, '')
})

test('every command of it runs, or is known to need a real router', async () => {
  const typed = commandsOf(text)
  for (const each of typed) await type(each)
  assert.ok(done.filter((line) => /\baqtizim (?!reload|start|stop)\w/.test(line)).length >= 12)
  assert.is(done.length, typed.length)
  const { stdout } = await aqtizim.command('status')
  assert.match(stdout, /^List 1 \(2 sites\), approved by А\. Директор on 2026-09-01\.\n {2}multimedia {2}open/)
  assert.not.match(stdout, 'next:')
})

test('the network that it makes is a lab’s: its own bridge, addresses for the PCs, a way to the internet alone', () => {
  const { device, address4 } = networkOf('media')
  const network = stock.get('network')
  assert.equal(network.br_media?.ports, ['lan4', 'eth0.20'])
  const bridges = Object.values(network).filter(({ '.type': type }) => type === 'device')
  assert.equal(bridges.find(({ name }) => name === 'br-lan')?.ports, ['lan1', 'lan2', 'lan3'])
  assert.equal([network.br_media?.name, network.media?.device, network.media?.ipaddr], [device, device, address4])
  assert.is(stock.get('dhcp').media?.interface, 'media')
  const firewall = stock.get('firewall')
  const ways = Object.values(firewall).filter(({ '.type': type, src }) => type === 'forwarding' && src === 'media')
  assert.equal(
    ways.map(({ dest }) => dest),
    ['wan'],
  )
  const ports = { tcp: [8440, 9500], udp: [9500, 123], ranges: [] }
  const place = { devices: [device], networks: ['media'] }
  assert.is(checkInput(firewall, place, ports).verdict, 'ok')
  // And without its `input` aqtizim would say so.
  const { input: _input, ...zone } = firewall.media ?? {}
  assert.is(checkInput({ ...firewall, media: zone }, place, ports).verdict, 'failed')
})

test('every line that is known to need a real router still stands there', () => {
  const lines = commandsOf(text).map(({ line }) => line)
  for (const known of elsewhere)
    assert.ok(
      lines.some((line) => known.test(line)),
      String(known),
    )
})

test('every sentence of preflight that it explains is one', () => {
  const said = ['preflight.sh']
    .map((name) => readFileSync(join(aqtizim.root, 'usr/lib/aqtizim', name), 'utf8'))
    .join('')
  const table = /\| sentence \|[\s\S]*?\n\n/.exec(text)?.[0] ?? ''
  const sentences = [...table.matchAll(/^\| (?!sentence|-)([^|]+) \|/gm)].map(([, sentence = '']) => sentence)
  assert.ok(sentences.length >= 8)
  const plain = (sentence: string) =>
    sentence.replace(/^….*$/, '').replace(/^this router has 57 MB/, 'this router has %d MB')

  for (const sentence of sentences) assert.ok(said.includes(plain(sentence)), sentence)
})

test.run()
