/** Refreshes when procd or netifd tell of a change of the settings or the networks. */
import type { Ubus } from 'ubus-client'

/** Settings and networks change behind us; procd and netifd say so. */
export async function followChanges(ubus: Ubus, refresh: (reason: string) => Promise<void>): Promise<void> {
  const ours = ['aqtizim', 'network', 'system']
  await ubus.subscribe(
    'service',
    ({ config }, { method }) => {
      if (method === 'config.change' && typeof config === 'string' && ours.includes(config))
        void refresh(`a change of ${config}`)
    },
    { wait: true },
  )
  await ubus.listen('network.interface', () => void refresh('a change of the networks'))
}
