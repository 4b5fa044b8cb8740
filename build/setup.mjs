// Makes a bare clone able to run one of our TypeScript programs, then runs it:
//   node build/setup.mjs [--no-programs | --lab | --boot | --bench | --district] FILE.ts [arguments]
// Plain JavaScript without packages, because it is what installs them.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isInstalled } from './installed.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The programs that the lab runs, and the Debian packages that bring them. */
const lab = {
  nft: 'nftables',
  dnsmasq: 'dnsmasq-base',
  haproxy: 'haproxy',
  conntrack: 'conntrack',
  ip: 'iproute2',
  curl: 'curl',
  dig: 'bind9-dnsutils',
  openssl: 'openssl',
  ps: 'procps',
}

/** What `npm run lab:boot` needs besides: an emulated machine, and what makes its disks. */
const booting = {
  'qemu-system-x86_64': 'qemu-system-x86',
  mksquashfs: 'squashfs-tools',
  mke2fs: 'e2fsprogs',
  depmod: 'kmod',
  cpio: 'cpio',
  busybox: 'busybox',
}

/** What a district's server runs. */
const district = {
  rsyslogd: 'rsyslog rsyslog-gnutls',
  openssl: 'openssl',
  'clickhouse-server': 'clickhouse-server',
  'clickhouse-client': 'clickhouse-client',
}

/** What the tests need besides: what tries to get past it, a browser for the pages, a syslog to forward to, a router's shell. */
const testing = {
  socat: 'socat',
  nmap: 'nmap',
  iodine: 'iodine',
  ping: 'iputils-ping',
  ssh: 'openssh-client',
  'chromium-headless-shell': 'chromium-headless-shell fonts-dejavu-core',
  busybox: 'busybox',
  'signify-openbsd': 'signify-openbsd',
  ...district,
  'qemu-aarch64-static': 'qemu-user-static',
}

/** What does as well where a system has no package of the first. */
const instead = { 'chromium-headless-shell': { program: 'chromium', packages: 'chromium fonts-dejavu-core' } }

/** A browser for the pages, and what the bench of recording stands beside. */
const rivals = {
  'chromium-headless-shell': testing['chromium-headless-shell'],
  ulogd: 'ulogd2 ulogd2-json',
  ...district,
}

function fail(message) {
  console.error(`aqtizim: ${message}`)
  process.exit(1)
}

// Debian keeps nft, ip and haproxy in sbin, which an ordinary user's PATH leaves out.
process.env.PATH = `${process.env.PATH ?? ''}${delimiter}/usr/local/sbin${delimiter}/usr/sbin${delimiter}/sbin`

function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function checkMachine() {
  if (process.platform !== 'linux')
    fail(
      `this needs Linux (network namespaces, nftables); this is ${process.platform}. A virtual machine with Debian 12 will do.`,
    )
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) fail(`this needs Node.js 20 or newer; this is ${process.versions.node}.`)
}

function installModules() {
  const read = (file) => readFileSync(join(root, file), 'utf8')
  // npm writes its note last: an install that was cut off is made again.
  const note = 'node_modules/.package-lock.json'
  if (existsSync(join(root, note)) && isInstalled(read('package-lock.json'), read(note))) return
  console.error('aqtizim: installing node_modules (npm ci) ...')
  const ci = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (ci.status !== 0) fail('npm ci failed, see above.')
}

function installPrograms(programs) {
  const wanted = Object.keys(programs).filter((program) => !onPath(program))
  const missing = () => wanted.filter((program) => !onPath(program) && !onPath(instead[program]?.program ?? program))
  if (wanted.length === 0) return
  const all = wanted.map((program) => programs[program]).join(' ')
  if (process.getuid() !== 0 || !onPath('apt-get')) {
    if (missing().length === 0) return
    fail(
      `missing: ${missing().join(', ')}. On Debian or Ubuntu type: sudo apt-get install --no-install-recommends ${all}`,
    )
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...words) => spawnSync('apt-get', ['-q', ...words], { stdio: ['ignore', 'ignore', 2], env })
  const install = (packages) => {
    console.error(`aqtizim: installing ${packages} ...`)
    apt('install', '-y', '--no-install-recommends', ...packages.split(' '))
  }
  apt('update')
  install(all)
  // Where apt-get does not know one package, it installs none.
  const rest = missing()
  if (rest.length > 0) install(rest.map((program) => instead[program]?.packages ?? programs[program]).join(' '))
  if (missing().length > 0) fail(`could not install: ${missing().join(', ')} (packages ${all}).`)
}

/** Words to put before a command so that it may make network namespaces: none as root, else a user namespace. */
function namespaceWords() {
  if (process.getuid() === 0) return []
  // Besides root the lab needs the users of the gate and the resolver, so a whole range of users has to be mapped.
  const words = [
    'unshare',
    '--user',
    '--map-root-user',
    '--map-auto',
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--mount-proc',
    '--kill-child',
  ]
  const script = 'mount -t tmpfs tmpfs /run && mkdir -p /run/netns && exec "$@"'
  const wrapped = [...words, 'sh', '-c', script, 'sh']
  if (spawnSync(wrapped[0], [...wrapped.slice(1), 'true'], { stdio: 'ignore' }).status === 0) return wrapped
  fail(
    'making network namespaces needs root here. Type: sudo npm start (or sudo npm test). ' +
      'Without root it needs the package uidmap, a range for you in /etc/subuid, and user namespaces that the system allows.',
  )
}

checkMachine()
const words = process.argv.slice(2)
const option = words[0]?.startsWith('--') ? words.shift() : undefined
const [file, ...rest] = words
if (file === undefined || ![undefined, '--no-programs', '--lab', '--boot', '--bench', '--district'].includes(option))
  fail('usage: node build/setup.mjs [--no-programs | --lab | --boot | --bench | --district] FILE.ts [arguments]')
const withPrograms = option !== '--no-programs'
installModules()
const sets = {
  '--lab': lab,
  '--boot': { ...lab, ...booting },
  '--bench': { ...lab, ...rivals },
  '--district': district,
}
if (withPrograms) installPrograms(sets[option] ?? { ...lab, ...testing })

// A district's programs speak over loopback with ports of their own.
const inNamespace = withPrograms && option !== '--district' ? namespaceWords() : []
const typescript = ['--import', pathToFileURL(join(root, 'build', 'typescript', 'register.mjs')).href]
// A user's namespaces have no way out: what a test packs is got before. Where that fails the test says why.
if (
  inNamespace.length > 0 &&
  file === 'test/run.ts' &&
  (rest.length === 0 || rest.some((part) => part.includes('bare')))
)
  spawnSync(process.execPath, [...typescript, join(root, 'test/bare-root/get-parts.ts')], { stdio: 'ignore' })

const command = [...inNamespace, process.execPath, ...typescript, join(root, file), ...rest]
const child = spawn(command[0], command.slice(1), { cwd: root, stdio: 'inherit' })
// Ctrl-C reaches the child as well, by the terminal: it cleans up, and this process only waits for it.
process.on('SIGINT', () => {})
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (status, signal) => process.exit(signal ? 1 : (status ?? 1)))
