/** The router's time zone. */
import type { Call } from './ubus-call.ts'

/** The zone by name: Node takes the router's POSIX string `<+05>-5` for UTC. `UTC` where none can be read. */
export async function zoneName(call: Call): Promise<string> {
  try {
    const { values = {} } = (await call('uci', 'get', { config: 'system', type: 'system' })) as {
      values?: Record<string, { zonename?: string }>
    }
    const zone = Object.values(values)[0]?.zonename?.replaceAll(' ', '_')
    if (zone !== undefined) new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone ?? 'UTC'
  } catch {
    return 'UTC'
  }
}
