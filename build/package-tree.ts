/** Lists the files of the four packages: `openwrt-package`, the program and the built pages. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProgramFiles } from './bundle.ts'
import { readCatalogue } from './catalogue.ts'
import {
  dependencyNames,
  type FeedMakefile,
  installedFiles,
  packageFields,
  readMakefile,
  scriptOf,
  variable,
} from './feed-makefile.ts'
import { writeLmo } from './lmo.ts'
import type { Entry, Tree } from './pack/entry.ts'
import type { Dependency, Manifest } from './pack/manifest.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const feed = join(root, 'openwrt-package')
const daemonFolder = join(feed, 'aqtizim')
const pagesFolder = join(feed, 'luci-app-aqtizim')

const file = (content: Uint8Array | string, mode = 0o644): Entry => ({
  type: 'file',
  mode,
  content: Buffer.from(content),
})

const makefileOf = (folder: string): FeedMakefile => readMakefile(readFileSync(join(folder, 'Makefile'), 'utf8'))

/** What the feed does not keep, because it is built: by the path that the Makefile calls it. */
export function builtFiles(program: ProgramFiles): ReadonlyMap<string, Uint8Array> {
  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const home = 'usr/lib/aqtizim'
  const list = `files/${home}/sums`
  const built = new Map([
    ...[...program].map(([name, bytes]) => [`files/${home}/${name}`, bytes] as const),
    [`files/${home}/catalogue.json`, readFileSync(join(root, 'src/catalogue/catalogue.json'))],
  ])
  // What `sha256sum -c` reads: opkg does not look whether a file of a package that it was handed is whole.
  const sums = installedFiles(makefileOf(daemonFolder), 'aqtizim', [...built.keys()])
    .filter(({ from, to }) => from !== list && !/^etc\/(config|uci-defaults)\//.test(to))
    .map(({ from, to }) => {
      const bytes = built.get(from) ?? readFileSync(join(daemonFolder, from))
      return `${sum(bytes)}  ${relative(home, to)}\n`
    })
  return built.set(list, Buffer.from(sums.join('')))
}

/** The package `aqtizim`, with this program: what a router has, and what the lab's router gets too. */
export function aqtizimTree(program: ProgramFiles): Tree {
  const built = builtFiles(program)
  const installed = installedFiles(makefileOf(daemonFolder), 'aqtizim', [...built.keys()])
  return new Map(
    installed.map(({ from, to, mode }) => [to, file(built.get(from) ?? readFileSync(join(daemonFolder, from)), mode)]),
  )
}

/** Files below a folder, at their paths in it; git keeps of a mode only whether a file can be run. */
function filesBelow(folder: string, at: string): [string, Entry][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each): [string, Entry][] => {
    const [path, place] = [join(folder, each.name), `${at}${each.name}`]
    if (each.isDirectory()) return filesBelow(path, `${place}/`)
    return [[place, file(readFileSync(path), statSync(path).mode & 0o100 ? 0o755 : 0o644)]]
  })
}

/** Where LuCI's loader looks for a view `aqtizim/NAME`. */
export const viewsFolder = 'luci-static/resources/view/aqtizim'

/** The package `luci-app-aqtizim`: `root/` as it is, and the pages by their file names. */
export function pagesTree(pages: ReadonlyMap<string, string>): Tree {
  const views = [...pages].map(([name, text]) => [`www/${viewsFolder}/${name}`, file(text)] as const)
  return new Map([...filesBelow(join(pagesFolder, 'root'), ''), ...views])
}

/** What LuCI's list of languages shows. */
const languages = { kk: 'Қазақша (Kazakh)', ru: 'Русский (Russian)' } as const
type Language = keyof typeof languages

/** The package `luci-i18n-aqtizim-LANGUAGE`. */
export function languageTree(language: Language): Tree {
  const catalogue = writeLmo(readCatalogue(language))
  const register = `#!/bin/sh\nuci set luci.languages.${language}='${languages[language]}'\nuci commit luci\nexit 0\n`
  const tree = new Map<string, Entry>([[`etc/uci-defaults/luci-i18n-aqtizim-${language}`, file(register, 0o755)]])
  if (catalogue !== undefined) tree.set(`usr/lib/lua/luci/i18n/aqtizim.${language}.lmo`, file(catalogue))
  return tree
}

/** What LuCI's build puts behind the installation of each of its packages (luci.mk): menu and access lists anew. */
const renewLuci = `[ -n "$IPKG_INSTROOT" ] || {
	rm -f /tmp/luci-indexcache.*
	rm -rf /tmp/luci-modulecache/
	/etc/init.d/rpcd reload 2>/dev/null || true
}`

function common(makefile: FeedMakefile, name: string, release: number | undefined) {
  return {
    version: `${variable(makefile, 'PKG_VERSION')}-r${release ?? variable(makefile, 'PKG_RELEASE')}`,
    maintainer: variable(makefile, 'PKG_MAINTAINER'),
    license: variable(makefile, 'PKG_LICENSE'),
    origin: `feeds/aqtizim/${name}`,
    conffiles: [] as string[],
  }
}

/**
 * opkg is told which Node it has to be; the init script looks at it under apk, where aqtizim-node provides the name. Both
 * variants of HAProxy will do.
 */
const known: Readonly<Record<string, Dependency>> = {
  node: { name: 'node', least: '20', or: 'aqtizim-node' },
  'haproxy-nossl': { name: 'haproxy-nossl', or: 'haproxy' },
}
const dependencyOn = (name: string): Dependency => known[name] ?? { name }

/** `define Package/NAME/description` on one line, as OpenWrt's build gives it to apk. */
function descriptionOf({ blocks }: FeedMakefile, name: string): string {
  const lines = blocks.get(`Package/${name}/description`) ?? []
  return lines.map((line) => line.trim()).join(' ')
}

function daemonManifest(program: ProgramFiles, release?: number): Manifest {
  const makefile = makefileOf(daemonFolder)
  const name = variable(makefile, 'PKG_NAME')
  const fields = packageFields(makefile, name)
  const field = (key: string) => fields.get(key) ?? ''
  const scripts = Object.entries({
    postinst: scriptOf(makefile, `Package/${name}/postinst`),
    prerm: scriptOf(makefile, `Package/${name}/prerm`),
    postrm: scriptOf(makefile, `Package/${name}/postrm`),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    ...common(makefile, name, release),
    ...{ name, title: descriptionOf(makefile, name), section: field('SECTION'), url: field('URL') },
    depends: dependencyNames(field('DEPENDS')).map(dependencyOn),
    conffiles: [...(makefile.blocks.get(`Package/${name}/conffiles`) ?? [])],
    scripts: Object.fromEntries(scripts),
    tree: aqtizimTree(program),
  }
}

/**
 * The four, in the order in which they depend on each other. `release`: the N of `0.2.0-rN`, that of the Makefiles where
 * it is not said.
 */
export function manifests(program: ProgramFiles, pages: ReadonlyMap<string, string>, release?: number): Manifest[] {
  const daemon = daemonManifest(program, release)
  const makefile = makefileOf(pagesFolder)
  const name = variable(makefile, 'PKG_NAME')
  const luci = {
    ...common(makefile, name, release),
    section: 'luci',
    url: daemon.url,
    scripts: { postinst: renewLuci },
  }
  const pagesManifest: Manifest = {
    ...{ ...luci, name, title: variable(makefile, 'LUCI_TITLE'), tree: pagesTree(pages) },
    scripts: { ...luci.scripts, postrm: scriptOf(makefile, `Package/${name}/postrm`) ?? '' },
    depends: dependencyNames(variable(makefile, 'LUCI_DEPENDS')).map(dependencyOn),
  }
  const translations = (Object.keys(languages) as Language[]).map(
    (language): Manifest => ({
      ...{ ...luci, name: `luci-i18n-aqtizim-${language}`, depends: [{ name }], tree: languageTree(language) },
      title: `Translation for ${name} - ${languages[language]}`,
    }),
  )
  return [daemon, pagesManifest, ...translations]
}
