/** The router's own services go and come, in any order, as updates and `service ... restart` have it. */
import { pause, until } from '../../../patience.ts'
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'
import { restartNetwork } from './links.ts'
import { startFirewall } from './ruleset.ts'

/** ubusd, and with it every object and subscriber, is gone for a second. */
async function restartUbus({ procdSignal, ubus }: Scene): Promise<void> {
  await procdSignal('SIGHUP')
  await pause(200)
  await until('ubusd is back', async () => (await ubus.list('service').catch(() => [])).length > 0)
}

/** The router's own resolver and time server, as our package's installation has set them. */
const restartResolver = ({ lab }: Scene) => lab.services.restart({ enableServer: true, dnsForwardMax: '1500' })

const steps = { ubus: restartUbus, firewall: startFirewall, resolver: restartResolver, network: restartNetwork }

const inOrder = (id: string, order: readonly (keyof typeof steps)[]): Fault => ({
  id: `services-${id}`,
  what: `restarted one after the other, and all of it twice: ${order.join(', ')}`,
  inject: async (scene) => {
    for (const step of [...order, ...order]) await steps[step](scene)
  },
})

export const serviceFaults: readonly Fault[] = [
  inOrder('forth', ['ubus', 'network', 'firewall', 'resolver']),
  inOrder('back', ['resolver', 'firewall', 'network', 'ubus']),
]
