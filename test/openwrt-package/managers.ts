/** What opkg and apk do with a package, in their order: files, edited conffiles, scripts. Of each, what matters here. */
import { createHash } from 'node:crypto'
import type { Entry } from '../../build/pack/entry.ts'
import { readApk } from '../build/read-apk.ts'
import { readIpk } from '../build/read-ipk.ts'
import type { Said } from './package-root.ts'
import type { RouterRoot } from './router-root.ts'

export interface Manager {
  readonly name: 'opkg' | 'apk'
  /** Installs, or updates what is there. Throws for a damaged package, and has then changed nothing. */
  install(root: RouterRoot, bytes: Uint8Array): Said[]
  /** What ImageBuilder does with it in the folder `image`, by the shell of the computer that builds. */
  bake(root: RouterRoot, bytes: Uint8Array, image: string): Said[]
  remove(root: RouterRoot, name: string): Said[]
  /** Where the shipped version of an edited file goes. */
  readonly besideName: string
}

const info = (name: string) => `/usr/lib/opkg/info/${name}`
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')
/** Sums of the conffiles as they were shipped: what opkg keeps in its status file, and apk in its database. */
const sumsFile = (name: string) => `/shipped-${name}`

function writeFiles(
  root: RouterRoot,
  name: string,
  tree: ReadonlyMap<string, Entry>,
  beside: string,
  isProtected: (path: string) => boolean,
): void {
  const shipped = JSON.parse(root.read(sumsFile(name)) ?? '{}') as Record<string, string>
  const now: Record<string, string> = {}
  for (const [path, entry] of tree) {
    if (entry.type !== 'file') continue
    const place = `/${path}`
    now[place] = sha256(entry.content)
    const there = root.read(place)
    const isEdited = isProtected(place) && there !== undefined && sha256(there) !== shipped[place]
    root.write(isEdited && sha256(there) !== now[place] ? `${place}${beside}` : place, entry.content, entry.mode)
  }
  for (const place of Object.keys(shipped)) if (!(place in now)) root.remove(place)
  root.write(sumsFile(name), JSON.stringify(now))
}

/** apk takes the shipped version of an edited file away with the package, and opkg does not. */
function removeFiles(root: RouterRoot, name: string, isProtected: (path: string) => boolean, beside?: string): void {
  const shipped = JSON.parse(root.read(sumsFile(name)) ?? '{}') as Record<string, string>
  for (const [place, sum] of Object.entries(shipped)) {
    if (beside !== undefined) root.remove(`${place}${beside}`)
    const there = root.read(place)
    if (there !== undefined && isProtected(place) && sha256(there) !== sum) continue
    root.remove(place)
  }
  root.remove(sumsFile(name))
}

export const opkg: Manager = {
  name: 'opkg',
  besideName: '-opkg',
  install(root, bytes) {
    const { fields, control, tree } = readIpk(bytes)
    const name = fields.Package ?? ''
    const isUpdate = root.exists(`${info(name)}.list`)
    const env = isUpdate ? { PKG_UPGRADE: '1' } : {}
    const said = isUpdate ? [root.run([`${info(name)}.prerm`, 'upgrade'], env)] : []
    const conffiles = control.get('conffiles')?.text.split('\n') ?? []
    writeFiles(root, name, tree, this.besideName, (path) => conffiles.includes(path))
    for (const [member, { mode, text }] of control) root.write(`${info(name)}.${member}`, text, mode)
    const files = [...tree].filter(([, { type }]) => type !== 'folder').map(([path]) => `/${path}\n`)
    root.write(`${info(name)}.list`, files.join(''))
    return [...said, root.run([`${info(name)}.postinst`, 'configure'], env)]
  },
  bake(root, bytes, image) {
    const { fields, control, tree } = readIpk(bytes)
    const base = `${image}${info(fields.Package ?? '')}`
    for (const [path, entry] of tree)
      if (entry.type === 'file') root.write(`${image}/${path}`, entry.content, entry.mode)
    for (const [member, { mode, text }] of control) root.write(`${base}.${member}`, text, mode)
    root.write(`${base}.list`, [...tree].map(([path]) => `/${path}\n`).join(''))
    return [root.run(['bash', `${base}.postinst`, 'configure'], { IPKG_INSTROOT: image })]
  },
  remove(root, name) {
    const conffiles = root.read(`${info(name)}.conffiles`)?.split('\n') ?? []
    const said = [root.run([`${info(name)}.prerm`, 'remove'])]
    removeFiles(root, name, (path) => conffiles.includes(path))
    if (root.exists(`${info(name)}.postrm`)) said.push(root.run([`${info(name)}.postrm`, 'remove']))
    for (const member of ['list', 'prerm', 'prerm-pkg', 'postinst', 'postinst-pkg', 'postrm', 'conffiles'])
      root.remove(`${info(name)}.${member}`)
    return said
  },
}

/** All of /etc is protected; updating runs no script of the old package. */
const inEtc = (path: string) => path.startsWith('/etc/')
const scriptAt = (name: string, slot: number) => `/apk-scripts/${name}.${slot}`

export const apk: Manager = {
  name: 'apk',
  besideName: '.apk-new',
  install(root, bytes) {
    const { info: about, tree, scripts } = readApk(bytes)
    const isUpdate = root.exists(sumsFile(about.name))
    writeFiles(root, about.name, tree, this.besideName, inEtc)
    for (const [slot, text] of Object.entries(scripts)) root.write(scriptAt(about.name, Number(slot)), text, 0o755)
    return [root.run([scriptAt(about.name, isUpdate ? 7 : 3), about.version])]
  },
  bake(root, bytes, image) {
    const { info: about, tree, scripts } = readApk(bytes)
    for (const [path, entry] of tree)
      if (entry.type === 'file') root.write(`${image}/${path}`, entry.content, entry.mode)
    root.write('/post-install', scripts[3] ?? '', 0o755)
    return [root.run(['bash', '/post-install', about.version], { IPKG_INSTROOT: image })]
  },
  remove(root, name) {
    const said = [root.run([scriptAt(name, 4)])]
    removeFiles(root, name, inEtc, this.besideName)
    if (root.exists(scriptAt(name, 5))) said.push(root.run([scriptAt(name, 5)]))
    return said
  },
}
