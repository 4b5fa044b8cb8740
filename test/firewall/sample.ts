/** A school to compile for: two rooms that share a list, one with a list of its own. */
import { type Facts, makePlan, type Plan, type RoomFacts } from '../../src/firewall/plan.ts'
import { parse } from '../../src/whitelist/parse.ts'

export function room(id: string, number: number, more: Partial<RoomFacts> = {}): RoomFacts {
  return {
    id,
    title: id,
    devices: [`br-${id.slice(0, 8)}`],
    interfaces: [id],
    networks4: [`192.168.${number}.0/24`],
    networks6: [`2001:2:0:10${number}::/64`],
    addresses4: [`192.168.${number}.1`],
    addresses6: [`2001:2:0:10${number}::1`],
    paused: false,
    ...more,
  }
}

export const rooms = [room('informatics', 1), room('multimedia', 2), room('library', 3)]

export function facts(more: Partial<Facts> = {}): Facts {
  return {
    rooms,
    lockedNetworks: rooms.map(({ id }) => id),
    wanDevices: ['wan'],
    exempt: [{ mac: '02:00:00:00:01:01', addresses4: ['192.168.1.10'], addresses6: ['2001:2:0:101::10'] }],
    upstreams: ['127.0.0.1#53'],
    markMask: 0x0f000000,
    nameCheck: true,
    gateUid: 6101,
    runDir: '/var/run/aqtizim',
    requestsPort: 9515,
    school: 'Балқаш қаласы, № 2 мектеп-интернат',
    language: 'kk',
    ...more,
  }
}

export const listText = `sites:
  - domain: bilimland.kz
    needs: [cdn.bilimland.net]
    except: [games.bilimland.kz]
  - domain: www.gov.kz
    subdomains: false
  - domain: school.kz
    ports: [443, 8443]
  - domain: kitap.kz
    rooms: [library]
  - address: 198.18.4.0/24
    ports: [tcp/443, udp/5060]
  - address: 198.18.4.4
    ports: [tcp/443, tcp/2222]
`

export function plan(more: Partial<Facts> = {}, text = listText): Plan {
  const all = facts(more)
  const { whitelist, problems } = parse(text, { rooms: all.rooms.map(({ id }) => id) })
  if (whitelist === undefined) throw new Error(`the sample list has problems: ${JSON.stringify(problems)}`)
  return makePlan(all, whitelist)
}
