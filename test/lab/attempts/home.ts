/** The room's home page: it answers in the rooms by its name and the router's address, and opens nothing of the router. */
import type { Attempt } from '../attempt.ts'

/** Fails unless the answer is the home page itself. */
const page = (id: string, who: string, what: string, url: string): Attempt => ({
  ...{ id, who, what, expected: 'our page' },
  async try(pc) {
    const seen = await pc.get(url, '-H', 'Accept-Language: en')
    return seen.detail === '200 Sites of this room' ? seen : { outcome: 'refused', detail: seen.detail }
  },
})

export const homeAttempts: readonly Attempt[] = [
  page('home-name', 'pc1', 'opens the home page by its name', 'http://aqtizim.room'),
  page('home-address', 'pc2', "opens the home page by the router's address", 'http://192.168.1.1'),
  page('home-other-room', 'pc3', 'opens the home page of the other room by its name', 'http://aqtizim.room'),
  page(
    'home-luci',
    'pc1',
    "asks for the router's pages under the name of the home page",
    'http://aqtizim.room/cgi-bin/luci',
  ),
  page('home-ubus', 'pc2', "asks for the router's ubus under the name of the home page", 'http://aqtizim.room/ubus'),
  {
    id: 'home-tls',
    who: 'pc1',
    what: 'opens the home page over HTTPS',
    expected: 'refused',
    answers: true,
    everywhere: true,
    try: (pc) => pc.get('https://aqtizim.room'),
  },
  {
    id: 'home-staff',
    who: 'teacher',
    what: "opens a room's home page from the staff's network",
    expected: 'refused',
    everywhere: true,
    try: (pc) => pc.get('http://aqtizim.room'),
  },
]
