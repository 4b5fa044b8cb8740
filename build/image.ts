/**
 * Gets an ImageBuilder of OpenWrt ready for a school's image: checks what `npm run package` has written, copies it where
 * ImageBuilder looks for packages, lays our overlay, the keys of our feed and the school's settings into FILES, and says the
 * command that makes the image.
 *
 *   npm run image -- --release 24.10 --builder FOLDER [--profile NAME] [--node FILE] [--settings FILE]
 */
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readNamed, readOptions, refuse, runOrder } from './cli-args.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** How each release names packages, keys and Node. */
const releases = {
  '24.10': {
    packageName: /^([a-z0-9.+-]+)_\d[\w.~+-]*_(?:all|[a-z0-9_]+)\.ipk$/,
    keyName: /^[0-9a-f]{16}$/,
    keyPlace: (name: string) => `etc/opkg/keys/${name}`,
    // In the official feed.
    node: 'node',
  },
  '25.12': {
    packageName: /^([a-z0-9.+_-]+)-\d[\w.~]*-r\d+\.apk$/,
    keyName: /^aqtizim\.pem$/,
    keyPlace: (name: string) => `etc/apk/keys/${name}`,
    // In no official feed: our package has to be handed in.
    node: undefined,
  },
} as const
export type Release = keyof typeof releases

/** More than this is no package of ours; octets. */
const sizeLimit = 4 * 1024 * 1024
const wanted = ['aqtizim', 'luci-app-aqtizim', 'luci-i18n-aqtizim-kk', 'luci-i18n-aqtizim-ru']

export interface ImageOrder {
  readonly release: Release
  /** Where the packages of the release lie: `dist/packages/24.10`. */
  readonly packages: string
  /** The unpacked ImageBuilder. */
  readonly builder: string
  /** As ImageBuilder's `make info` lists them. */
  readonly profile: string
  /** A package of Node for the router's processor. */
  readonly node?: string
  /** In the place of the shipped `/etc/config/aqtizim`. */
  readonly settings?: string
}

/** Checks the files against `sha256sums`, and gives the packages among them by name. */
function checkPackages({ release, packages }: ImageOrder): Map<string, string> {
  const sums = join(packages, 'sha256sums')
  if (!existsSync(sums)) refuse(`${packages} has no packages: run npm run package first`)
  const found = new Map<string, string>()
  for (const line of readFileSync(sums, 'utf8').trim().split('\n')) {
    const [sum = '', file = ''] = line.split('  ')
    const path = join(packages, file)
    if (file !== basename(file) || !existsSync(path)) refuse(`${path} is missing: run npm run package again`)
    const bytes = readFileSync(path)
    if (createHash('sha256').update(bytes).digest('hex') !== sum)
      refuse(`${path} is not what was built: run npm run package again`)
    if (!/\.[ia]pk$/.test(file)) continue
    const name = releases[release].packageName.exec(file)?.[1]
    if (name === undefined) refuse(`${file} is no name that the package manager of ${release} finds`)
    if (bytes.length === 0 || bytes.length > sizeLimit) refuse(`${file} has ${bytes.length} bytes`)
    found.set(name, path)
  }
  for (const name of wanted) if (!found.has(name)) refuse(`the package ${name} is missing in ${packages}`)
  return found
}

/** The list in the words of `make image PACKAGES=`. */
function packageWords(node: string): string[] {
  const lines = readFileSync(join(root, 'openwrt-package/image/packages.txt'), 'utf8').split('\n')
  return [node, ...lines.filter((line) => line !== '' && !line.startsWith('#'))]
}

const nodeExample: Record<Release, string> = {
  '24.10': 'aqtizim-node_24.22.3-r1_x86_64.ipk',
  '25.12': 'aqtizim-node-24.22.3-r1.apk',
}

/** The package of Node that goes into the image, by name. */
function nodeName({ release, node }: ImageOrder): string {
  const { packageName, node: official } = releases[release]
  if (node === undefined)
    return official ?? refuse(`OpenWrt ${release} has no Node: hand in a package with --node (docs/router-install.md)`)
  if (!existsSync(node)) refuse(`${node} is missing`)
  const name = packageName.exec(basename(node))?.[1]
  if (name === undefined || !/^(aqtizim-)?node\d*$/.test(name))
    refuse(`${basename(node)} is no package of Node for ${release}: its name has to be like ${nodeExample[release]}`)
  return name
}

function checkSettings(text: string): void {
  if (!/^\s*config\s+['"]?aqtizim['"]?\s+['"]?main['"]?\s*$/m.test(text))
    throw new SyntaxError('an /etc/config/aqtizim has a section main')
}

/** Copies all that is needed into the ImageBuilder; gives the command that makes the image. Throws `OrderRefused`. */
export function prepareImage(order: ImageOrder): string {
  const { release, packages, builder, profile, node, settings } = order
  if (!existsSync(join(builder, 'Makefile')) || !existsSync(join(builder, 'packages')))
    refuse(`${builder} is no ImageBuilder: it has no Makefile and no folder packages`)
  if (!/^[\w.-]+$/.test(profile)) refuse(`${profile} is no profile`)
  const found = checkPackages(order)
  const name = nodeName(order)
  if (settings !== undefined) readNamed(settings, 'the settings', checkSettings)
  const copy = (from: string, to: string) => {
    mkdirSync(dirname(join(builder, to)), { recursive: true })
    copyFileSync(from, join(builder, to))
  }
  for (const path of [...found.values(), ...(node === undefined ? [] : [node])])
    copy(path, `packages/${basename(path)}`)
  for (const file of readdirSync(packages))
    if (releases[release].keyName.test(file)) copy(join(packages, file), `files/${releases[release].keyPlace(file)}`)
  if (settings !== undefined) {
    copy(settings, 'files/etc/config/aqtizim')
    // As the package ships it: where the logs go, and with what, is nobody else's business.
    chmodSync(join(builder, 'files/etc/config/aqtizim'), 0o600)
  }
  cpSync(join(root, 'openwrt-package/image/files'), join(builder, 'files'), { recursive: true })
  return `make image PROFILE=${profile} PACKAGES="${packageWords(name).join(' ')}" FILES=files/`
}

function readOrder(): ImageOrder {
  const options = {
    release: { type: 'string' },
    builder: { type: 'string' },
    profile: { type: 'string', default: 'generic' },
    node: { type: 'string' },
    settings: { type: 'string' },
  } as const
  const { release, builder, profile, node, settings } = readOptions(options)
  if (release !== '24.10' && release !== '25.12') refuse('--release has to be 24.10 or 25.12')
  if (builder === undefined) refuse('--builder is missing: the folder of the ImageBuilder')
  const packages = join(root, 'dist/packages', release)
  return { release, packages, builder, profile, ...(node && { node }), ...(settings && { settings }) }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await runOrder(() => {
    const order = readOrder()
    const command = prepareImage(order)
    console.log(`image: ${order.builder} is ready. There, run:\n${command}`)
  })
