/** What pupils asked for. */
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'

const callStatus = rpc.declare({ object: 'aqtizim', method: 'status', params: [] })

export default page({ title: () => _('Requests'), load: () => callStatus({}), render: () => [] })
