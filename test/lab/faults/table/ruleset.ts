/** Faults that another program makes in the kernel's tables and rules. */

import { stationOf } from '../../map.ts'
import { firewall } from '../../router.ts'
import type { Fault } from '../fault.ts'
import type { Scene } from '../scene.ts'
import { unlisted } from '../targets.ts'
import { signal } from './processes.ts'

const table = 'inet aqtizim'
const pupil = stationOf('pc1')

/** What `service firewall stop` does: every table goes. */
export async function deleteTables({ must, nft }: Scene): Promise<void> {
  const tables = (await must('nft', 'list', 'tables')).split('\n').filter((line) => line !== '')
  await nft(tables.map((line) => `delete ${line}\n`).join(''))
}

/** What fw4 loads: its own table, and nothing of ours. */
export const startFirewall = ({ nft }: Scene) => nft(`table inet fw4 { }\ndelete table inet fw4\n${firewall}`)

const onlyNft = (script: string) => (scene: Scene) => scene.nft(script)

/** Lets a room through to one unlisted address, round both locks. */
const opening = `insert rule ${table} route_informatics ip daddr ${unlisted.v4} meta mark set 0x01000000 accept\n`

/** Each rule that is there once: what comes back meanwhile stays. */
async function deleteRules(scene: Scene, priority: string): Promise<void> {
  for (const family of ['-4', '-6']) {
    const shown = await scene.must('ip', family, 'rule', 'show', 'priority', priority)
    const rules = shown.split('\n').filter((line) => line !== '')
    await scene.must('sh', '-c', rules.map(() => `ip ${family} rule del priority ${priority}`).join('; '))
  }
}

async function deleteUciRules({ ubus }: Scene): Promise<void> {
  const { values = {} } = (await ubus.call('uci', 'get', { config: 'network' })) as { values?: Record<string, unknown> }
  for (const section of Object.keys(values).filter((name) => name.startsWith('aqtizim_')))
    await ubus.call('uci', 'delete', { config: 'network', section })
  await ubus.call('uci', 'commit', { config: 'network' })
}

export const rulesetFaults: readonly Fault[] = [
  {
    id: 'flush-ruleset',
    what: 'nft flush ruleset, and fw4 again at once',
    inject: async (scene) => {
      await scene.must('nft', 'flush', 'ruleset')
      await startFirewall(scene)
    },
    short: true,
  },
  {
    id: 'delete-table',
    what: 'nft delete table inet aqtizim',
    inject: (scene) => scene.nft(`delete table ${table}\n`),
  },
  ...(['route_informatics', 'forward_informatics', 'nat_informatics', 'input_informatics', 'gate_out'] as const).map(
    (chain): Fault => ({
      id: `flush-${chain.replace('_', '-')}`,
      what: `nft flush chain ${chain}`,
      inject: onlyNft(`flush chain ${table} ${chain}\n`),
    }),
  ),
  {
    id: 'deleted-set',
    what: 'all rules flushed and a set deleted',
    inject: onlyNft(`flush table ${table}\ndelete set ${table} exempt4\n`),
  },
  {
    id: 'flushed-set',
    what: 'the set of exempt devices flushed',
    inject: onlyNft(`flush set ${table} exempt4\n`),
  },
  {
    id: 'flushed-never',
    what: 'the set of addresses that never open flushed',
    inject: onlyNft(`flush set ${table} never4\n`),
    stays: true,
  },
  ...(['route_informatics', 'forward', 'nat_informatics', 'input_informatics', 'early_rooms'] as const).map(
    (chain): Fault => ({
      id: `accept-${chain.replace('_', '-')}`,
      what: `an accept in front of all rules of ${chain}`,
      inject: onlyNft(`insert rule ${table} ${chain} accept\n`),
      short: chain === 'route_informatics',
    }),
  ),
  {
    id: 'stranger',
    what: "a stranger's table that accepts all in every hook",
    inject: onlyNft(
      `table inet stranger {\n${['prerouting', 'input', 'forward', 'output', 'postrouting']
        .map((hook) => `chain ${hook} { type filter hook ${hook} priority -400; policy accept; accept; }\n`)
        .join('')}}\n`,
    ),
    lastsMs: 2000,
    undo: onlyNft('delete table inet stranger\n'),
    stays: true,
  },
  {
    id: 'fw4-restart',
    what: 'fw4 restart: its table goes and comes',
    inject: startFirewall,
    stays: true,
  },
  {
    id: 'firewall-stop',
    what: 'service firewall stop: every table deleted, fw4 again after 3 s',
    inject: deleteTables,
    lastsMs: 3000,
    undo: startFirewall,
  },
  {
    id: 'firewall-stop-daemon-dead',
    what: 'every table deleted while the daemon is dead',
    inject: async (scene) => {
      await signal(scene, 'SIGKILL', 'daemon')
      await deleteTables(scene)
      await startFirewall(scene)
    },
  },
  {
    id: 'flush-ten-times',
    what: 'the table deleted ten times, every 150 ms',
    inject: async (scene) => {
      for (let turn = 0; turn < 10; turn += 1) {
        await scene.lab.router.run(['nft', 'delete', 'table', 'inet', 'aqtizim'])
        await new Promise((resolve) => setTimeout(resolve, 150))
      }
    },
  },
  ...(['900', '901'] as const).map(
    (priority): Fault => ({
      id: `ip-rule-${priority}`,
      what: `ip rule del priority ${priority}, both IP versions`,
      inject: (scene) => deleteRules(scene, priority),
      stays: priority === '901',
      short: priority === '901',
    }),
  ),
  {
    id: 'ip-rule-daemon-dead',
    what: 'ip rule del priority 900 and 901 while the daemon is dead',
    inject: async (scene) => {
      await signal(scene, 'SIGKILL', 'daemon')
      for (const priority of ['900', '901']) await deleteRules(scene, priority)
    },
  },
  { id: 'uci-rules', what: 'the sections of the route lock deleted from UCI', inject: deleteUciRules },
  {
    id: 'opened-exempt',
    what: "by hand: a pupil's PC added to the exempt devices",
    inject: onlyNft(`add element ${table} exempt4 { ${pupil.mac} . ${pupil.address4} }\n`),
    opens: true,
  },
  {
    id: 'opened-rule',
    what: 'by hand: a rule in our table that lets an unlisted address through',
    inject: onlyNft(opening),
    stays: true,
    opens: true,
  },
  {
    id: 'opened-unwatched',
    what: 'by hand: the same while the daemon stands still for 1 s',
    inject: async (scene) => {
      await signal(scene, 'SIGSTOP', 'daemon')
      await scene.nft(opening)
    },
    lastsMs: 1000,
    undo: (scene) => signal(scene, 'SIGCONT', 'daemon'),
    stays: true,
    opens: true,
    short: true,
  },
]
