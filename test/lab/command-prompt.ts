/** Lets a person type commands that run in the lab's machines, until they are done. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Aqtizim } from './aqtizim.ts'
import type { Lab } from './lab.ts'
import { stations } from './map.ts'

const machines = ['router', 'internet', ...stations.map(({ key }) => key)]

/** In a user namespace another terminal has no way in. */
export function isRealRoot(): boolean {
  const [inside, outside, count] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/)
  return inside === '0' && outside === '0' && Number(count) > 65_536
}

function help(lab: Lab, withAqtizim: boolean): string {
  const trust = `--cacert ${lab.certificate.authority}`
  return [
    '',
    'The lab is up. Type a machine and a command; Ctrl-D or Ctrl-C ends the lab. Try:',
    '  pc1 curl http://vk.test',
    `  pc1 curl ${trust} https://bilimland.test`,
    '  pc1 dig @8.8.8.8 vk.test',
    ...(withAqtizim ? ['  aqtizim status', '  aqtizim journal', '  router nft list table inet aqtizim'] : []),
    `Machines: ${machines.join(', ')}. Files: ${lab.folder}`,
    ...(isRealRoot()
      ? [`From another terminal: sudo nsenter --target=${lab.station('pc1').pid} --net --mount -- curl http://vk.test`]
      : []),
  ].join('\n')
}

/** Words are split at spaces; single and double quotes hold a word together. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}

async function runLine(line: string, lab: Lab, aqtizim: Aqtizim | undefined): Promise<string> {
  const [first = '', ...rest] = splitWords(line)
  if (first === '') return ''
  if (first === 'aqtizim' && aqtizim !== undefined) {
    const { stdout, stderr } = await aqtizim.command(...rest)
    return stdout + stderr
  }
  if (!machines.includes(first) || rest.length === 0) return help(lab, aqtizim !== undefined)
  const { stdout, stderr } = await lab.machine(first).run(rest, { timeoutMs: 30_000 })
  return stdout + stderr
}

/** Settles when the person is done. Without a terminal it never settles: a signal ends the lab then. */
export function explore(lab: Lab, aqtizim: Aqtizim | undefined, print: (text: string) => void): Promise<void> {
  print(help(lab, aqtizim !== undefined))
  if (!process.stdin.isTTY) {
    // Something has to keep the process alive.
    setInterval(() => {}, 60_000)
    return new Promise(() => {})
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'lab> ' })
  return new Promise((resolve) => {
    lines.on('SIGINT', () => lines.close())
    lines.on('close', resolve)
    lines.on('line', async (line) => {
      lines.pause()
      print((await runLine(line, lab, aqtizim)).trimEnd())
      lines.resume()
      lines.prompt()
    })
    lines.prompt()
  })
}
