/** Plays a day in the lab's school: a list is approved, pupils open sites and ask for others. */
import { fileURLToPath } from 'node:url'
import { connect } from 'ubus-client'
import type { StationKey } from '../lab/map.ts'
import { until } from '../patience.ts'
import type { School } from './school.ts'

const listFile = fileURLToPath(new URL('../lab/lists/first.yaml', import.meta.url))

function inLab(school: School) {
  if (school.lab === undefined || school.aqtizim === undefined) throw new Error('only the lab has PCs')
  return { lab: school.lab, aqtizim: school.aqtizim }
}

export async function approveList(school: School, file: string = listFile): Promise<void> {
  const words = ['--by', 'А. Директор', '--post', 'директор', '--order', '12', '--date', '2026-09-01']
  const { status, stderr } = await inLab(school).aqtizim.command('approve', file, ...words)
  if (status !== 0) throw new Error(`approve: ${stderr}`)
}

/** Opens URLs one after the other in one go; `http://s[1-9].vk.test/` is nine. */
export const open = (school: School, pc: StationKey, ...urls: string[]) => {
  const { lab } = inLab(school)
  return lab.station(pc).run(['curl', '-s', '--cacert', lab.certificate.authority, '-o', '/dev/null', ...urls])
}

/** Sends the block page's form. */
export const askFor = (school: School, pc: StationKey, name: string, reason: string) =>
  inLab(school)
    .lab.station(pc)
    .run(['curl', '-s', '--data-urlencode', `reason=${reason}`, `http://${name}/.aqtizim/ask`])

/** The gate's records may come a moment after its answers: waits until visits that go on have these names. */
export async function waitForVisits(school: School, ...sites: string[]): Promise<void> {
  const bus = connect({ path: inLab(school).aqtizim.socket })
  let seen = ''
  const isThere = async () => {
    seen = JSON.stringify((await bus.call('aqtizim', 'journal', { open: true })).rows)
    return sites.every((site) => seen.includes(`"${site}"`)) && !seen.includes('"site":"192.')
  }
  await until(`visits of ${sites.join(', ')}`, isThere, () => seen)
  await bus.close()
}

export async function killDaemon(school: School): Promise<void> {
  const { daemon } = inLab(school).aqtizim
  process.kill(daemon.pid, 'SIGKILL')
  await daemon.ended
}

/** As procd stops it: what went on is written into the journal. */
export async function stopDaemon(school: School): Promise<void> {
  const { daemon } = inLab(school).aqtizim
  daemon.stop('SIGTERM')
  await daemon.ended
}

export async function startDaemon(school: School): Promise<void> {
  const { lab, aqtizim } = inLab(school)
  const bundle = fileURLToPath(new URL('../../dist/aqtizim.js', import.meta.url))
  await lab.router.start([process.execPath, bundle, 'daemon', '--ubus', aqtizim.socket, '--root', aqtizim.root], {})
}
