/** Gives the methods that pages alone call what these need besides the rest: loaded when the first of them is called. */
import { type InterfaceStatus, internetOf } from '../firewall/facts.ts'
import { breathe } from '../machine/timers.ts'
import type { Call } from '../machine/ubus-call.ts'
import { openSeats } from '../seating/store.ts'
import { readSettings, type UciValues } from '../settings/settings.ts'
import { dayNames } from '../timetable/hours.ts'
import type { DaemonParts } from './create-tools.ts'
import { openIgnoredNeeds } from './ignored-needs.ts'
import { Imports } from './imports.ts'
import { Jobs } from './jobs.ts'
import type { CoreTools, PageTools, Tools } from './tools.ts'
import { Uci } from './uci.ts'
import { VersionHistory } from './version-history.ts'

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const timetable: Tools['timetable'] = (sections) =>
  readSettings(sections as UciValues).settings.timetables.flatMap(({ room, hours }) =>
    hours.map(({ days, from, until, class: name }) => ({
      room,
      days: days.flatMap((day) => dayNames[day] ?? []),
      from: clock(from),
      until: clock(until),
      ...(name === undefined ? {} : { class: name }),
    })),
  )

type Network = InterfaceStatus & { readonly up?: boolean }

async function networks(call: Call): ReturnType<Tools['networks']> {
  const { interface: dump = [] } = (await call('network.interface', 'dump')) as { interface?: Network[] }
  const internet = new Set(internetOf(dump))
  return dump
    .filter(({ interface: name }) => name !== 'loopback')
    .map((one) => {
      const addresses = [...(one['ipv4-address'] ?? []), ...(one['ipv6-address'] ?? [])]
      return {
        name: one.interface,
        device: one.l3_device ?? '',
        up: one.up === true,
        addresses: addresses.map(({ address, mask }) => `${address}/${mask}`),
        isInternet: internet.has(one),
      }
    })
}

/** Any PC can call itself anything. */
const hostname = (text: string) => [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')].slice(0, 64).join('')

/** What rpcd's own module for LuCI knows; nothing where it is not installed. */
async function hostnames(call: Call): ReturnType<Tools['hostnames']> {
  const answer = await call('luci-rpc', 'getDHCPLeases').catch(() => ({}))
  const leases = (answer as { dhcp_leases?: unknown }).dhcp_leases
  const known = (Array.isArray(leases) ? leases : []) as { macaddr?: unknown; hostname?: unknown }[]
  return new Map(
    known.flatMap(({ macaddr, hostname: text }): [string, string][] =>
      typeof macaddr === 'string' && typeof text === 'string' ? [[macaddr.toLowerCase(), hostname(text)]] : [],
    ),
  )
}

export function createPageTools(
  { machine, paths, ubus, call, controller }: DaemonParts,
  { draft }: Pick<CoreTools, 'draft'>,
): PageTools {
  const callUci = (method: string, args: Record<string, unknown>) => call('uci', method, args)
  const uci = new Uci(callUci as ConstructorParameters<typeof Uci>[0])
  return {
    uci,
    /** The lists that wait to come into the draft. */
    imports: new Imports({
      ...{ machine, draft, undoPath: paths.draftUndo, breathe },
      rooms: () => controller.state()?.settings.rooms ?? [],
      today: () => controller.state()?.today,
    }),
    async catalogue() {
      const { loadCatalogue } = await import('../catalogue/catalogue.ts')
      return loadCatalogue(machine.files, paths.catalogue)
    },
    history: new VersionHistory({ files: machine.files, dir: paths.versions, breathe }),
    jobs: new Jobs({ ...machine, breathe }),
    timetable,
    networks: () => networks(call),
    hostnames: () => hostnames(call),
    users: {
      uci,
      session: (method, args) => ubus.call('session', method, args),
      sessions: () => ubus.callForAll('session', 'list'),
    },
    seats: openSeats(machine, paths.seats),
    ignoredNeeds: openIgnoredNeeds(machine, paths.ignoredNeeds),
  }
}
