/** What /sbin/sysupgrade does with our part of /lib/upgrade: it sources it, and calls what gathers the files to keep. */
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { aqtizimTree } from '../../build/package-tree.ts'
import { entryAlone } from '../build/program.ts'
import { enterOwnNamespace } from '../firewall/own-namespace.ts'
import { suite } from '../suite.ts'
import { makeRouterRoot, type RouterRoot } from './router-root.ts'

enterOwnNamespace(fileURLToPath(import.meta.url))

const test = suite('sysupgrade')
let root: RouterRoot

test.before(() => {
  root = makeRouterRoot()
  for (const [path, entry] of aqtizimTree(entryAlone("console.log('ran')\n")))
    if (entry.type === 'file') root.write(`/${path}`, entry.content, entry.mode)
})
test.after(() => root?.close())

/** As its lines stand in sysupgrade: the variable first, then our file, then what the variable names. */
const lines = [
  'gather() { echo "gather $1 $(cat /etc/aqtizim/row 2>/dev/null)" >> /calls; }',
  'sysupgrade_init_conffiles=gather',
  '. /lib/upgrade/aqtizim.sh',
  'for hook in $sysupgrade_init_conffiles; do eval "$hook /tmp/sysupgrade.conffiles"; done',
]

function gather(variables: string): string[] {
  // A daemon that writes its last row when procd has told it to end, and not at once.
  const daemon = 'while [ -e /run/procd/aqtizim ]; do sleep 0.02; done; sleep 0.4'
  const end = 'mkdir -p /etc/aqtizim; echo written > /etc/aqtizim/row; rm /run/aqtizim/daemon.lock'
  root.remove('/etc/aqtizim/row')
  root.write('/run/procd/aqtizim', 'instance')
  root.write('/run/aqtizim/daemon.lock', '')
  root.run(['sh', '-c', `(${daemon}; ${end}) >/dev/null 2>&1 & echo "boot $! 1" > /run/aqtizim/daemon.lock`])
  root.calls()
  const { status, log } = root.run(['sh', '-c', `${variables}\n${lines.join('\n')}`])
  assert.is(status, 0, log)
  const calls = root.calls()
  assert.is(root.exists('/run/procd/aqtizim'), true, 'the daemon runs')
  root.remove('/run/procd/aqtizim')
  root.run(['sh', '-c', 'while [ -e /run/aqtizim/daemon.lock ]; do sleep 0.02; done'])
  return calls
}

test('finds the journal’s last rows on flash, and leaves a daemon that runs', () => {
  const calls = gather('CONF_BACKUP_LIST=0\nCONF_BACKUP=')
  const list = 'gather /tmp/sysupgrade.conffiles written'
  assert.equal(calls, ['init aqtizim stop', 'init aqtizim start', 'procd starts aqtizim', list])
})

test('does not touch the daemon for a backup, or to list what would be kept', () => {
  for (const variables of ['CONF_BACKUP_LIST=0\nCONF_BACKUP=/tmp/backup.tar.gz', 'CONF_BACKUP_LIST=1\nCONF_BACKUP='])
    assert.equal(
      gather(variables).map((call) => call.trim()),
      ['gather /tmp/sysupgrade.conffiles'],
    )
})

test.run()
