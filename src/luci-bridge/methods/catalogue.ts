/** Methods `catalogue` and `catalogue_read`: ready groups, and one of them as a list that waits to be added. */
import { asList } from '../../catalogue/catalogue.ts'
import { compare } from '../../catalogue/compare.ts'
import { message } from '../../messages/message.ts'
import { sitesIn } from '../../whitelist/site-values.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { readingOf } from './import.ts'

type CatalogueTools = Pick<Tools, 'catalogue' | 'draft' | 'imports'>

export const catalogue =
  ({ catalogue: read, draft }: CatalogueTools): Method<'catalogue'> =>
  async () => {
    const found = await read()
    const { text } = draft.now()
    const isBroken = 'fault' in found
    const { groups, vanished } = compare(isBroken ? { groups: [] } : found, sitesIn(text, 0, text.length))
    if (isBroken) return { fault: found.fault, groups: [], vanished: [] }
    return { groups: groups.map(({ group, ...state }) => ({ ...group, ...state })), vanished }
  }

export const catalogueRead =
  ({ catalogue: read, imports }: CatalogueTools): Method<'catalogue_read'> =>
  async ({ group: id }, { user }) => {
    const found = await read()
    if ('fault' in found) return { fault: found.fault }
    const group = found.groups.find((each) => each.id === id)
    if (group === undefined)
      return failed('missing', message('catalogue-no-group', { group: id }), { argument: 'group' })
    const reading = await imports.read(Buffer.from(asList(group)), user, 'utf-8')
    return 'fault' in reading ? { fault: reading.fault } : { read: readingOf(reading) }
  }
