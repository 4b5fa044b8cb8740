/** What was visited and what was refused. */
import { page } from '../parts/page.ts'
import * as rpc from '../parts/rpc.ts'

const callStatus = rpc.declare({ object: 'aqtizim', method: 'status', params: [] })

export default page({ title: () => _('Access journal'), load: () => callStatus({}), render: () => [] })
