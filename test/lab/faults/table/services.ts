/** The router's own services go and come, in any order, as updates and `service ... restart` have it. */
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'
import { restartNetwork } from './links.ts'
import { startFirewall } from './ruleset.ts'

/** The router's own resolver and time server, as our package's installation has set them. */
const restartResolver = ({ lab }: Scene) => lab.services.restart({ enableServer: true, dnsForwardMax: '1500' })

const steps = {
  ubus: (scene: Scene) => scene.restartOwn('ubusd'),
  rpcd: (scene: Scene) => scene.restartOwn('rpcd'),
  uhttpd: (scene: Scene) => scene.restartOwn('uhttpd'),
  firewall: startFirewall,
  resolver: restartResolver,
  network: restartNetwork,
}
type Step = keyof typeof steps

const inTurn = (order: readonly Step[]) => async (scene: Scene) => {
  for (const step of order) await steps[step](scene)
}

const all: readonly Step[] = ['ubus', 'rpcd', 'network', 'firewall', 'resolver', 'uhttpd']

export const serviceFaults: readonly Fault[] = [
  {
    id: 'rpcd-twice',
    what: 'rpcd alone is restarted, and again at once',
    inject: inTurn(['rpcd', 'rpcd']),
    stays: true,
    short: true,
  },
  {
    id: 'uhttpd-twice',
    what: 'uhttpd alone is restarted, and again at once',
    inject: inTurn(['uhttpd', 'uhttpd']),
    stays: true,
  },
  {
    id: 'bus-without-rpcd',
    what: 'ubusd is restarted, and rpcd is away as soon as it is back',
    inject: async (scene) => {
      await Promise.all([scene.restartOwn('ubusd'), scene.restartOwn('rpcd')])
    },
    stays: true,
  },
  {
    id: 'services-forth',
    what: `each restarted twice in a row: ${all.join(', ')}`,
    inject: inTurn(all.flatMap((step) => [step, step])),
  },
  {
    id: 'services-back',
    what: `all restarted one after the other, and again: ${all.toReversed().join(', ')}`,
    inject: inTurn([...all.toReversed(), ...all.toReversed()]),
  },
  {
    id: 'services-mixed',
    what: 'restarted in another order: firewall, rpcd, ubus, resolver, uhttpd, network, rpcd, firewall, ubus',
    inject: inTurn(['firewall', 'rpcd', 'ubus', 'resolver', 'uhttpd', 'network', 'rpcd', 'firewall', 'ubus']),
  },
]
