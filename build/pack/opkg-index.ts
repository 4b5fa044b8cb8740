/** The index of a feed for opkg: `Packages`, which is what each package says of itself and where its file is. */
import { createHash } from 'node:crypto'
import { controlFields, controlText } from './ipk.ts'
import type { Manifest } from './manifest.ts'

/** OpenWrt's index leaves these out (scripts/ipkg-make-index.sh). */
const left = ['Maintainer', 'Source', 'SourceName', 'SourceDateEpoch']

export interface Ipk {
  readonly file: string
  readonly bytes: Uint8Array
  readonly manifest: Manifest
  readonly installedSize: number
}

export function writePackages(packages: readonly Ipk[]): string {
  const sorted = [...packages].sort((a, b) => (a.file < b.file ? -1 : 1))
  return sorted
    .map(({ file, bytes, manifest, installedSize }) => {
      const fields = controlFields(manifest, installedSize, 0).filter(([key]) => !left.includes(key))
      const sum = createHash('sha256').update(bytes).digest('hex')
      const place = fields.findIndex(([key]) => key === 'Description')
      fields.splice(place, 0, ['Filename', file], ['Size', String(bytes.length)], ['SHA256sum', sum])
      return `${controlText(fields)}\n`
    })
    .join('')
}
