/** What pupils asked for on the block page, grouped by site. */
import type { Requests } from '../../luci-bridge/contract.ts'
import { headline } from '../parts/badge.ts'
import { live } from '../parts/live.ts'
import { loadMay, type May } from '../parts/may.ts'
import { page } from '../parts/page.ts'
import { redraw, whenChanged } from '../parts/redraw.ts'
import { requestCard } from '../parts/requests/cards.ts'
import * as rpc from '../parts/rpc.ts'

const callStatus = rpc.declare('status')
const callRequests = rpc.declare('requests')

interface Data {
  readonly requests: Requests
  readonly now: string
  readonly streams: boolean
  readonly may: May
}

const top = (count: number) =>
  count === 0
    ? headline(_('No pupil waits for a site.'), 'good')
    : headline(N_(count, 'Pupils asked for %d site.', 'Pupils asked for %d sites.').format(count), 'warning')

export default page<Data>({
  title: () => _('Requests'),
  async load() {
    const [status, requests, may] = await Promise.all([callStatus({}), callRequests({}), loadMay()])
    return { requests, may, now: status.clock.now, streams: status.liveStream }
  },
  render({ requests: first, may, now, streams }, reload) {
    const body = E('div', {}, [])
    const refresh = async () => {
      try {
        draw(await callRequests({}))
      } catch {
        await reload()
      }
    }
    const drawChanged = whenChanged((shown: Requests) => shown)
    const draw = (shown: Requests) => drawChanged(shown, () => redraw(body, content(shown)))
    function content({ requests, ignored }: Requests): HTMLElement[] {
      const names = ignored.join(', ')
      return [
        top(requests.length),
        E(
          'div',
          { class: 'aq-cards' },
          requests.map((site) => requestCard(site, { may, now, refresh })),
        ),
        ...(ignored.length === 0
          ? []
          : [E('p', { class: 'aq-muted' }, [_('Ignored until midnight: %s').format(names)])]),
      ]
    }
    draw(first)
    live(body, { streams, onNews: (kind) => (kind === 'request' ? refresh() : undefined), poll: refresh })
    return [body]
  },
})
