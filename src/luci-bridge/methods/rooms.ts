/** Method `rooms`: lists rooms and networks. */
import type { Rooms } from '../contract.ts'
import type { Method } from '../daemon.ts'
import type { Tools } from '../tools.ts'

export const rooms =
  ({ live, networks }: Pick<Tools, 'live' | 'networks'>): Method<'rooms'> =>
  async () => {
    const known = live()?.settings.rooms ?? []
    const all = await networks()
    const placed = all.map(({ isInternet: _, ...network }): Rooms['networks'][number] => {
      const room = known.find((each) => each.networks.includes(network.name))?.id
      return room === undefined ? network : { ...network, room }
    })
    return { rooms: known.map(({ id, name, networks: own }) => ({ id, name, networks: own })), networks: placed }
  }
