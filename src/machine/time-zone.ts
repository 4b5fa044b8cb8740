/** The router's time zone. */

/** The sections of UCI `system`. */
type SystemSections = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The zone by name: Node takes the router's POSIX string `<+05>-5` for UTC. `UTC` where none can be read. */
export function zoneName(sections: SystemSections): string {
  const system = Object.values(sections).find((section) => section['.type'] === 'system')
  const zone = system?.zonename
  if (typeof zone !== 'string') return 'UTC'
  const name = zone.replaceAll(' ', '_')
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name
  } catch {
    return 'UTC'
  }
}
