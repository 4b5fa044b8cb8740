/** Reads the router's time zone from UCI `system`: by name, or from a POSIX string that stands alone. */

/** The sections of UCI `system`. */
type SystemSections = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface RouterZone {
  /** IANA name of the zone in force; `UTC` where none can be read. */
  readonly zone: string
  /** `zonename` as it stands; empty where there is none. */
  readonly named: string
  /** `timezone`, a POSIX string such as `<+05>-5`, as it stands; empty where there is none. */
  readonly posix: string
}

/** Zones without whole hours, by minutes east of Greenwich: `Etc/GMT-5` and its kin are of whole hours alone. */
const partHours: Readonly<Record<number, string>> = {
  [-570]: 'Pacific/Marquesas',
  210: 'Asia/Tehran',
  270: 'Asia/Kabul',
  330: 'Asia/Kolkata',
  345: 'Asia/Kathmandu',
  390: 'Asia/Yangon',
  525: 'Australia/Eucla',
  570: 'Australia/Darwin',
}

/** Zones with summer time, as OpenWrt's list of zones writes them. */
const summerZones: Readonly<Record<string, string>> = {
  'WET0WEST,M3.5.0/1,M10.5.0': 'Europe/Lisbon',
  'GMT0BST,M3.5.0/1,M10.5.0': 'Europe/London',
  'CET-1CEST,M3.5.0,M10.5.0/3': 'Europe/Berlin',
  'EET-2EEST,M3.5.0/3,M10.5.0/4': 'Europe/Helsinki',
  'EST5EDT,M3.2.0,M11.1.0': 'America/New_York',
  'CST6CDT,M3.2.0,M11.1.0': 'America/Chicago',
  'MST7MDT,M3.2.0,M11.1.0': 'America/Denver',
  'PST8PDT,M3.2.0,M11.1.0': 'America/Los_Angeles',
}

/** `std offset` of POSIX.1-2017 8.3 without summer time. The offset counts west of Greenwich: `<+05>-5` is five hours east. */
const withoutSummer = /^(?:<[A-Za-z0-9+-]{3,}>|[A-Za-z]{3,})([+-]?)(\d{1,2})(?::([0-5]\d))?(?::00)?$/

/** An IANA zone that goes as a POSIX string says; undefined where none is known. */
export function zoneOfPosix(posix: string): string | undefined {
  if (/^(UTC|GMT)$/.test(posix)) return 'UTC'
  if (Object.hasOwn(summerZones, posix)) return summerZones[posix]
  const [, sign, hours, minutes = '0'] = withoutSummer.exec(posix) ?? []
  if (hours === undefined) return undefined
  const east = (sign === '-' ? 1 : -1) * (Number(hours) * 60 + Number(minutes))
  if (east === 0) return 'UTC'
  if (east % 60 !== 0) return partHours[east]
  const name = `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east) / 60}`
  return isKnownZone(name) ? name : undefined
}

function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** UTC under any of its names: nobody's choice for a school, but what OpenWrt comes with. */
export const isUtc = (name: string) => /^(Etc\/)?(UTC|UCT|GMT|GMT[+-]?0|Greenwich|Universal|Zulu)$/i.test(name)

/** The zone by name: Node takes the router's POSIX string `<+05>-5` for UTC. So where it stands alone it is given a name. */
export function routerZone(sections: SystemSections): RouterZone {
  const system = Object.values(sections).find((section) => section['.type'] === 'system')
  const [named = '', posix = ''] = [system?.zonename, system?.timezone].map((value) =>
    typeof value === 'string' ? value.trim() : '',
  )
  // `zonename` has blanks where IANA has underscores.
  const name = named.replaceAll(' ', '_')
  const isChosen = name !== '' && !isUtc(name) && isKnownZone(name)
  return { zone: isChosen ? name : (zoneOfPosix(posix) ?? 'UTC'), named, posix }
}
