/** Turns the lab's router into the cables of a machine: its bridges stay, without an address, with a card of the machine each. */
import type { Lab } from '../lab.ts'
import { type NetworkKey, networks } from '../map.ts'

/** A card of the machine. */
export interface Card {
  /** As the router calls it. */
  readonly name: string
  readonly mac: string
  /** The device in the lab that it is. */
  readonly tap: string
}

const card = (name: string, number: string, tap: string): Card => ({ name, tap, mac: `02:00:00:00:ee:${number}` })

export const cards: Readonly<Record<NetworkKey | 'wan', Card>> = {
  lan: card('lan0', '01', 'tap-lan'),
  media: card('media0', '02', 'tap-media'),
  staff: card('staff0', '03', 'tap-staff'),
  wan: card('wan', '04', 'tap-wan'),
}

/** Rejects where the system gives no tap devices. */
export async function makeSwitch({ router, internet }: Lab): Promise<void> {
  const plug = (tap: string, bridge: string) => [
    `ip tuntap add ${tap} mode tap`,
    `ip link set ${tap} master ${bridge} up`,
  ]
  const script = [
    'nft flush ruleset',
    'echo 0 >/proc/sys/net/ipv4/ip_forward',
    'echo 0 >/proc/sys/net/ipv6/conf/all/forwarding',
    'ip link add br-wan type bridge forward_delay 0 mcast_snooping 0',
    ...[...networks.map(({ device }) => device), 'wan', 'br-wan'].flatMap((device) => [
      `ip address flush dev ${device}`,
      `echo 1 >/proc/sys/net/ipv6/conf/${device}/disable_ipv6`,
    ]),
    // The addresses of the bridges are the machine's from here on.
    ...networks.map(({ device }, index) => `ip link set ${device} address 02:00:00:00:dd:0${index + 1}`),
    'ip link set wan master br-wan',
    'ip link set br-wan up',
    ...networks.flatMap(({ key, device }) => plug(cards[key].tap, device)),
    ...plug(cards.wan.tap, 'br-wan'),
  ]
  await router.must(['sh', '-e', '-c', script.join('\n')])
  await internet.must(['ip', 'neighbour', 'flush', 'all'])
}
