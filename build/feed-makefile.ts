/**
 * Reads a package's Makefile of the feed as OpenWrt's SDK would, as far as ours go: so that what we build without an SDK
 * and what an SDK builds come from one text.
 */
import { basename, dirname } from 'node:path'

export interface FeedMakefile {
  /** `KEY:=value` at the top, by key. */
  readonly variables: ReadonlyMap<string, string>
  /** Lines of `define NAME ... endef`, by name, as they stand there. */
  readonly blocks: ReadonlyMap<string, readonly string[]>
}

export function readMakefile(text: string): FeedMakefile {
  const variables = new Map<string, string>()
  const blocks = new Map<string, string[]>()
  let block: string[] | undefined
  for (const line of text.split('\n')) {
    const [, name] = /^define (\S+)$/.exec(line) ?? []
    const [, key, value] = /^([A-Za-z_.]+):?=(.*)$/.exec(line) ?? []
    if (line === 'endef') block = undefined
    else if (block !== undefined) block.push(line)
    else if (name !== undefined) {
      block = []
      blocks.set(name, block)
    } else if (key !== undefined && value !== undefined) variables.set(key, value.trim())
  }
  return { variables, blocks }
}

/** Throws `Error` where there is none. */
export function variable({ variables }: FeedMakefile, key: string): string {
  const value = variables.get(key)
  if (value === undefined) throw new Error(`the Makefile sets no ${key}`)
  return value
}

/** The fields of `define Package/NAME`; a line that ends in a backslash goes on in the next. */
export function packageFields({ blocks }: FeedMakefile, name: string): ReadonlyMap<string, string> {
  const text = (blocks.get(`Package/${name}`) ?? []).map((line) => line.trim()).join('\n')
  return readMakefile(text.replaceAll('\\\n', '')).variables
}

/** `+name` of DEPENDS, without the plus. */
export const dependencyNames = (depends: string): string[] =>
  depends
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/^\+/, ''))

/** A script without its first line, with make's doubled dollars as the shell sees them; undefined where there is none. */
export function scriptOf({ blocks }: FeedMakefile, name: string): string | undefined {
  const lines = blocks.get(name)
  if (lines === undefined) return undefined
  return lines
    .filter((line, at) => at > 0 || !line.startsWith('#!'))
    .map((line) => line.replaceAll('$$', '$'))
    .join('\n')
}

/** Modes of include/package.mk's INSTALL_BIN, INSTALL_DATA and INSTALL_CONF. */
const modes: Readonly<Record<string, number>> = { INSTALL_BIN: 0o755, INSTALL_DATA: 0o644, INSTALL_CONF: 0o600 }

export interface Installed {
  /** In the package's folder of the feed. */
  readonly from: string
  /** On the router, without the slash in front. */
  readonly to: string
  readonly mode: number
}

/**
 * What the recipe `Package/NAME/install` puts where. `built`: what `*.js` stands for there. Throws `Error` for a line that it does
 * not know.
 */
export function installedFiles({ blocks }: FeedMakefile, name: string, built: readonly string[]): Installed[] {
  return (blocks.get(`Package/${name}/install`) ?? []).flatMap((line) => {
    if (/^\t\$\(INSTALL_DIR\) \$\(1\)\/\S+$/.test(line)) return []
    const [, kind = '', from, to] = /^\t\$\((INSTALL_\w+)\) \.\/(\S+) \$\(1\)\/(\S+)$/.exec(line) ?? []
    const mode = modes[kind]
    if (from === undefined || to === undefined || mode === undefined) throw new Error(`a recipe unknown here: ${line}`)
    if (!from.endsWith('/*.js')) return [{ from, to, mode }]
    const folder = dirname(from)
    const found = built.filter((path) => dirname(path) === folder && path.endsWith('.js')).sort()
    return found.map((path) => ({ from: path, to: `${to}${basename(path)}`, mode }))
  })
}
