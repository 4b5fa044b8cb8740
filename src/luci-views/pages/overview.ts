/** The first page: does it work, and what has to be done. */
import { headline } from '../parts/badge.ts'
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'

const callStatus = rpc.declare({ object: 'aqtizim', method: 'status', params: [] })

export default page({
  title: () => _('Overview'),
  load: () => callStatus({}),
  render: (status) => [headline(status.enforced ? _('Works.') : _('Does not work.'), status.enforced ? 'good' : 'bad')],
})
