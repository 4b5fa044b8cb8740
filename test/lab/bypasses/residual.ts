/** Lists bypasses that no router can stop. */
import type { Residual } from './bypass.ts'

export const residuals: readonly Residual[] = [
  {
    lines: [19],
    what: 'fronting: another site behind a listed name on one CDN',
    why: 'it is inside the encryption; the reviewer of the list warns',
  },
  {
    lines: [20],
    what: 'HTTP/2 asks for another name over a connection to a listed one',
    why: 'it is inside the encryption',
  },
  {
    lines: [19],
    what: 'a second hello with another name, after a retry by the server',
    why: 'the gate has handed the connection over by then; it ends at the listed address',
  },
  {
    lines: [9],
    what: 'a slow tunnel in the names below a listed one',
    why: 'its owner sees them; 40 questions a second after 400 at once, and `subdomains: false` ends it',
  },
  {
    lines: [16],
    what: "another site on a listed site's extra port",
    why: 'only 80 and 443 pass the gate: list extra ports for addresses of their own',
  },
  {
    lines: [24, 26, 27, 29, 31, 32, 34],
    what: 'a listed site that shows others: translators, caches, shares, proxies',
    why: 'a matter of the list: the reviewer warns, `except` shuts what is known',
  },
  {
    lines: [45],
    what: "the teacher's MAC and address together",
    why: 'the kernel cannot tell them apart; two of one MAC are an alarm',
  },
  {
    lines: [44, 47],
    what: "frames between PCs of one network, also through the exempt device's proxy",
    why: 'they pass the switch, not the router: isolate its ports, or give the teacher a network',
  },
  {
    lines: [12],
    what: 'a rogue DHCP server among the PCs',
    why: 'its answers pass the switch; whoever believes it reaches nothing, and it is an alarm',
  },
  {
    lines: [49],
    what: "a phone's hotspot",
    why: 'another way to the internet; a PC that goes dark shows in the report',
  },
  { lines: [50], what: 'cabling round the router', why: 'a matter of locks on doors' },
  { lines: [67], what: 'USB sticks and saved pages', why: 'no network has a part in it' },
]
