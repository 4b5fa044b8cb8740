/** Reads the UCI section `district_list`: where the district's signed list lies, and the key that signs it. */
import { type Message, message } from '../messages/message.ts'
import { isPublicKey } from '../whitelist/signify.ts'
import { flag, missing, OptionReader, type Section } from './option-reader.ts'

export interface DistrictListSettings {
  /** Of the list; its signature lies at the same address with `.sig` behind it. HTTPS. */
  readonly url: string
  /** The base64 of a signify public key. */
  readonly key: string
}

const httpsUrl = (text: string): string | undefined => {
  if (!/^https:\/\/[\x21-\x7e]{1,500}$/i.test(text) || !URL.canParse(text)) return undefined
  const { username, password, hash, search } = new URL(text)
  return username + password + hash + search === '' ? text : undefined
}
const signifyKey = (text: string) => (isPublicKey(`untrusted comment:\n${text}\n`) ? text : undefined)

/** Without a right address and key nothing is fetched: what nobody signs is not read. Only the first section that is on counts. */
export function readDistrictList(sections: readonly (readonly [string, Section])[]): {
  districtList: DistrictListSettings | undefined
  faults: Message[]
} {
  let districtList: DistrictListSettings | undefined
  const faults: Message[] = []
  for (const [id, section] of sections) {
    const read = new OptionReader(section, id)
    if (read.option('enabled', true, message('wanted-flag'), flag)) {
      const url = read.option<string | undefined>('url', undefined, message('wanted-https'), httpsUrl)
      const key = read.option<string | undefined>('key', undefined, message('wanted-signify-key'), signifyKey)
      for (const name of ['url', 'key']) if (section[name] === undefined) faults.push(missing(`${id}.${name}`))
      if (districtList !== undefined) faults.push(message('district-list-too-many', { section: id }))
      else if (url !== undefined && key !== undefined) districtList = { url, key }
    }
    faults.push(...read.faults)
  }
  return { districtList, faults }
}
