/** Two rooms full of PCs: each a cable to the room's bridge, a MAC and an address, so that no cap by PC is met. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Lab } from '../lab.ts'
import { networkOf, type StationKey, stationOf } from '../map.ts'
import type { Job, Sent } from './load.ts'

/** PCs of each room. */
export const pcsPerRoom = 22

export interface Classroom {
  /** Both rooms share the job evenly; settles when all is sent. */
  send(job: Job): Promise<Sent>
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

async function plugIn(lab: Lab, key: StationKey): Promise<string[]> {
  const { network } = stationOf(key)
  const { device, address4 } = networkOf(network)
  const [holder, base] = [lab.station(key), address4.replace(/\.1$/, '')]
  const numbers = Array.from({ length: pcsPerRoom }, (_, index) => 130 + index)
  const mac = (number: number) => `02:00:00:0${network === 'lan' ? 1 : 2}:01:${number.toString(16)}`
  const cables = numbers.flatMap((number) => [
    `link add ${key}n${number} type veth peer name pc${number} address ${mac(number)} netns ${holder.pid}`,
    `link set ${key}n${number} master ${device} up`,
  ])
  // One machine with many addresses answers for each only where it has it, and takes what comes by each cable.
  const settings = ['all.arp_ignore=1', 'all.arp_announce=2', 'all.rp_filter=0', 'default.rp_filter=0']
  await holder.must(['sysctl', '-q', '-w', ...settings.map((setting) => `net.ipv4.conf.${setting}`)])
  await lab.router.must(['ip', '-batch', '-'], { input: `${cables.join('\n')}\n` })
  const own = numbers.flatMap((number) => [
    `link set pc${number} addrgenmode none up`,
    `address add ${base}.${number}/32 dev pc${number}`,
    `route add ${address4}/32 dev pc${number} src ${base}.${number} table ${number}`,
    `route add default via ${address4} dev pc${number} src ${base}.${number} table ${number}`,
    `rule add from ${base}.${number} table ${number}`,
  ])
  await holder.must(['ip', '-batch', '-'], { input: `${own.join('\n')}\n` })
  return numbers.map((number) => `${base}.${number}`)
}

async function startLoad(lab: Lab, key: StationKey, program: string) {
  const addresses = await plugIn(lab, key)
  let settle: (sent: Sent) => void = () => {}
  const said: string[] = []
  const load = await lab.station(key).start([process.execPath, program, ...addresses], {
    ready: /^ready$/,
    onErrorLine: (line) => said.push(line),
    onLine: (line) => line.startsWith('{') && settle(JSON.parse(line) as Sent),
  })
  return (job: Job) =>
    new Promise<Sent>((resolve, reject) => {
      settle = resolve
      void load.ended.then(() => reject(new Error(`the load ended: ${said.join(' / ')}`)))
      load.send(JSON.stringify(job))
    })
}

export async function fillClassrooms(lab: Lab): Promise<Classroom> {
  const outfile = join(lab.folder, 'programs/journal-load.mjs')
  await build({
    entryPoints: [here('load.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  // The far servers need not answer each: nothing but the router is to be the narrow place.
  const quiet = 'table inet quiet { chain in { type filter hook prerouting priority raw; udp dport 5060 drop; }; }\n'
  await lab.internet.must(['nft', '-f', '-'], { input: quiet })
  const loads = await Promise.all((['pc1', 'pc3'] as const).map((key) => startLoad(lab, key, outfile)))
  return {
    async send(job) {
      const half = { ...job, flows: Math.ceil(job.flows / loads.length), rate: job.rate / loads.length }
      const sent = await Promise.all(loads.map((load) => load(half)))
      return { sent: sent.reduce((sum, each) => sum + each.sent, 0), ms: Math.max(...sent.map(({ ms }) => ms)) }
    },
  }
}
