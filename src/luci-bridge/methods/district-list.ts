/** Methods `district_list`, `district_list_fetch` and `district_list_take`: what a district offers, and what is taken of it. */
import { compareWith, type Offer, type Offers, takeOver, valuesByName } from '../../district-list/compare.ts'
import { groupOf } from '../../district-list/signed-list.ts'
import { message } from '../../messages/message.ts'
import { sitesIn } from '../../whitelist/site-values.ts'
import type { Whitelist } from '../../whitelist/whitelist.ts'
import { failed, type Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'
import { entryOf } from './list-diff.ts'

type DistrictTools = Pick<Tools, 'districtList' | 'draft' | 'imports' | 'event' | 'breathe'>

const offersAtOnce = 300
/** The text is locked against other edits meanwhile. */
const takenAtOnce = 500

const nothing = { marked: 0, added: 0, changed: 0, removed: 0, offers: [] }

/** Undefined where the draft has mistakes. */
async function compareDraft({ draft }: DistrictTools, list: Whitelist): Promise<Offers | undefined> {
  const { whitelist } = await draft.parsed()
  return whitelist === undefined ? undefined : compareWith(list, whitelist)
}

export const districtList =
  (tools: DistrictTools): Method<'district_list'> =>
  async ({ offset = 0 }) => {
    const { districtList: follower, draft } = tools
    const url = follower.url()
    // Whoever waits for an attempt must not see its end before what it brought.
    const standing = follower.standing()
    const kept = await follower.list()
    const { sha256 } = draft.now()
    const none = { ...nothing, sha256, ...standing }
    if (url === undefined) return { ...none, fault: message('district-list-off') }
    if (kept === undefined) return { fault: message('district-list-none-yet'), ...none, url }
    const { version, date, at, whitelist } = kept
    const about = { ...none, url, list: { version, date, at, entries: whitelist.sites.length } }
    const found = await compareDraft(tools, whitelist)
    if (found === undefined) return { ...about, fault: message('bulk-draft-wrong') }
    const count = (wanted: string) => found.offers.filter(({ kind }) => kind === wanted).length
    const page = found.offers
      .slice(offset, offset + offersAtOnce)
      .flatMap(({ kind, own, name, before, after, fields }) => {
        const site = after ?? before
        if (site === undefined) return []
        const entry = entryOf(kind, site, before, after)
        // What is the school's own is no change.
        const shown = kind === 'changed' ? entry.fields.filter(({ field }) => fields.includes(field)) : entry.fields
        return [{ ...entry, fields: shown, name, own }]
      })
    return {
      ...about,
      ...{ marked: found.marked, added: count('added'), changed: count('changed'), removed: count('removed') },
      offers: page,
      ...(offset + offersAtOnce < found.offers.length ? { next: offset + offersAtOnce } : {}),
    }
  }

export const districtListFetch =
  ({ districtList: follower }: DistrictTools): Method<'district_list_fetch'> =>
  async () => {
    if (follower.url() === undefined) return failed('refused', message('district-list-off'))
    void follower.fetch()
    return { started: true }
  }

export const districtListTake =
  (tools: DistrictTools): Method<'district_list_take'> =>
  async ({ base, version, kind, name }, { user }) => {
    const { districtList: follower, draft, imports, event, breathe } = tools
    const kept = await follower.list()
    if (kept?.version !== version) return failed('refused', message('district-list-changed'))
    const conflict = draft.conflict(base)
    if (conflict !== undefined) return conflict
    const found = await compareDraft(tools, kept.whitelist)
    if (found === undefined) return failed('refused', message('bulk-draft-wrong'))
    // Whoever takes all has not read each: what the school itself wrote is asked for by its name.
    const isMeant = (offer: Offer) => (name === undefined ? !offer.own : offer.name === name)
    const wanted = found.offers.filter((offer) => offer.kind === kind && isMeant(offer))
    if (wanted.length === 0) return failed('refused', message('district-list-nothing-left'))
    const values = valuesByName(sitesIn(kept.text, 0, kept.text.length), groupOf(kept))
    let taken = 0
    const fault = await imports.change(base, user, async (before) => {
      const edited = await takeOver(before, wanted.slice(0, takenAtOnce), values, breathe)
      taken = edited.taken
      return edited.text
    })
    if (fault !== undefined) return fault
    const about = name === undefined ? {} : { site: name }
    event('district-list-taken', { version, kind, entries: taken, ...about, user })
    return { taken, left: wanted.length - taken, sha256: draft.now().sha256 }
  }

export const districtListMethods = (tools: DistrictTools) => ({
  district_list: districtList(tools),
  district_list_fetch: districtListFetch(tools),
  district_list_take: districtListTake(tools),
})
