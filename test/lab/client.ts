/** Tries to open things from a PC of the lab, and tells what came of it. */
import { hangMs, pause } from '../patience.ts'
import type { Lab } from './lab.ts'
import { networks } from './map.ts'
import type { Namespace } from './namespace.ts'
import type { Ended, RunSettings } from './program.ts'

/** `our page`: a page of aqtizim's came instead of the site's. */
export type Outcome = 'opens' | 'refused' | 'our page' | 'cut' | 'stays'

export interface Observation {
  readonly outcome: Outcome
  /** What the person saw, in a few words. */
  readonly detail: string
}

/** A download that goes on until somebody ends it. */
export interface Held {
  /**
   * Waits for its end where a `cut` is expected, else until it has gone on for three seconds more. `since`, ms since the
   * epoch, is what the observation counts from.
   */
  look(expected: 'cut' | 'stays', since: number): Promise<Observation>
  stop(): void
}

/** How long tools wait for an answer, in ms. What comes is taken at once. */
export interface Patience {
  readonly web: number
  readonly dns: number
  readonly probe: number
}

/** For what has to answer. */
export const generous: Patience = { web: 90_000, dns: 30_000, probe: 90_000 }
/** For what may be met by silence, which nobody can tell from an answer that is late; the far side judges it. */
export const short: Patience = { web: 4000, dns: 2000, probe: 1500 }

export interface Hands {
  /** Opens a URL (without a final slash) as a browser does; `words` are more of curl's. */
  get(url: string, ...words: string[]): Promise<Observation>
  /** Looks a name up; `words` are dig's, e.g. `@8.8.8.8` or `+tcp`. `opens`: an address that is not the router's. */
  ask(name: string, type?: string, ...words: string[]): Promise<Observation>
  tcp(address: string, port: number): Promise<Observation>
  udp(address: string, port: number): Promise<Observation>
  /**
   * Connects and writes bytes; a number is a pause in ms. `opens`: what comes back has `sign` in it, or is the beginning of
   * a TLS server's answer.
   */
  speak(
    address: string,
    port: number,
    parts: readonly (Buffer | string | number)[],
    sign?: RegExp,
  ): Promise<Observation>
  /** Sends each as a datagram; gives the answers. */
  datagrams(address: string, port: number, messages: readonly Buffer[]): Promise<Buffer[]>
  /** Puts whole Ethernet frames on the wire. What comes back is not seen. */
  frames(frames: readonly Buffer[]): Promise<Observation>
  /** Begins a download and returns when its first bytes are there. Rejects where none come. */
  hold(url: string, ...words: string[]): Promise<Held>
  /** Runs a program there. */
  run(program: readonly string[], settings?: RunSettings): Promise<Ended>
}

const greeting = 'far-server'
const ownAddresses: readonly string[] = networks.flatMap(({ address4, address6 }) => [address4, address6])

function seeWeb(ended: Ended): Observation {
  const [status = '000', seconds = ''] = ended.stdout.split('\n').pop()?.split(' ') ?? []
  const body = ended.stdout.slice(0, ended.stdout.lastIndexOf('\n'))
  // Somebody showed a certificate, though not for this name: the packets got through.
  if (ended.status === 60) return { outcome: 'opens', detail: 'a certificate that does not fit' }
  if (ended.status !== 0) {
    const error = ended.stderr.replace(/^curl: /, '').split('\n')[0] ?? ''
    return { outcome: 'refused', detail: `${error.replace(/ in connection to \S+| port \d+ after \d+ ms/, '')}` }
  }
  if (body.startsWith(greeting))
    return {
      outcome: 'opens',
      detail: `${status} from ${body.split(' ')[1]} in ${Math.ceil(Number(seconds) * 1000)} ms`,
    }
  const title = /<title>([^<]*)</.exec(body)?.[1] ?? body.slice(0, 40)
  return { outcome: 'our page', detail: `${status} ${title.trim()}` }
}

function seeAnswer(ended: Ended): Observation {
  const status = /status: (\w+)/.exec(ended.stdout)?.[1]
  if (status === undefined) return { outcome: 'refused', detail: 'no answer' }
  const answers = ended.stdout.split('\n').flatMap((line) => {
    const record = /^[^;\s]\S*\s+\d+\s+IN\s+\S+\s+(.+)$/.exec(line)?.[1]
    return record === undefined ? [] : [record]
  })
  const isReal = answers.some((answer) => !ownAddresses.includes(answer))
  return { outcome: isReal ? 'opens' : 'refused', detail: [status, ...answers].join(' ') }
}

function seeProbe(ended: Ended): Observation {
  const result = JSON.parse(ended.stdout || '{"error":"the probe said nothing"}') as { answer?: string; error?: string }
  if (result.answer?.startsWith(greeting))
    return { outcome: 'opens', detail: `answer of ${result.answer.split(' ')[1]}` }
  return { outcome: 'refused', detail: result.error ?? `answer of somebody else: ${result.answer}` }
}

function seeSpeech(ended: Ended, sign: RegExp): Observation {
  const { answer, error } = JSON.parse(ended.stdout || '{"error":"the probe said nothing"}') as {
    answer?: string
    error?: string
  }
  if (answer === undefined) return { outcome: 'refused', detail: error ?? '' }
  if (sign.test(answer)) return { outcome: 'opens', detail: `answer: ${sign.exec(answer)?.[0]}` }
  if (answer.startsWith('\x16\x03')) return { outcome: 'opens', detail: 'a TLS server answers' }
  if (answer.startsWith('\x15\x03')) return { outcome: 'refused', detail: 'a TLS alert' }
  const title = /<title>([^<]*)</.exec(answer)
  const line = answer.split(/\r?\n/)[0]?.replace(/[^ -~]/g, '.') ?? ''
  return title === null ? { outcome: 'refused', detail: line } : { outcome: 'our page', detail: line }
}

const hexLines = (parts: readonly (Buffer | string | number)[]) =>
  parts.map((part) => {
    if (typeof part === 'number') return `~${part}`
    return (typeof part === 'string' ? Buffer.from(part, 'latin1') : part).toString('hex')
  })

/** Parts of the trickle that come in three seconds. */
const wentOn = 30

async function hold(namespace: Namespace, curl: readonly string[]): Promise<Held> {
  let [last, lines, over] = [0, 0, false]
  const onLine = () => {
    last = Date.now()
    lines += 1
  }
  const download = await namespace.start([...curl, '--no-buffer'], { ready: /\./, onLine })
  void download.ended.then(() => {
    over = true
  })
  return {
    async look(expected, since) {
      const seen = lines
      const goesOn = () => expected === 'stays' && lines >= seen + wentOn
      for (const end = performance.now() + hangMs; !over && !goesOn() && performance.now() < end; ) await pause(20)
      if (!over) return lines > seen ? { outcome: 'stays', detail: 'goes on' } : { outcome: 'cut', detail: 'it hangs' }
      const after = last - since
      return { outcome: 'cut', detail: after > 0 ? `last byte after ${after} ms` : 'no byte since' }
    },
    stop: () => download.stop('SIGKILL'),
  }
}

/** `id` is in every HTTP path and payload, so that the far side can tell one attempt from another. */
export function handsAt(lab: Lab, machine: string, id: string, patience = generous): Hands {
  const namespace = lab.machine(machine)
  const trust = ['--cacert', lab.certificate.authority, '--noproxy', '*']
  const runProbe = (words: readonly string[], input = '') => {
    const env = { PROBE_PATIENCE_MS: String(patience.probe) }
    return namespace.run([process.execPath, lab.programs.probe, ...words], { input, env })
  }
  const probe = async (protocol: string, address: string, port: number) =>
    seeProbe(await runProbe([protocol, address, String(port), id]))
  return {
    get: async (url, ...words) => {
      const written = [
        '--silent',
        '--show-error',
        '--max-time',
        String(patience.web / 1000),
        '--write-out',
        '\n%{http_code} %{time_total}',
      ]
      return seeWeb(await namespace.run(['curl', ...trust, ...written, ...words, `${url}/${id}`]))
    },
    ask: async (name, type = 'A', ...words) =>
      seeAnswer(await namespace.run(['dig', `+time=${patience.dns / 1000}`, '+tries=1', ...words, name, type])),
    tcp: (address, port) => probe('tcp', address, port),
    udp: (address, port) => probe('udp', address, port),
    speak: async (address, port, parts, sign = /far-server \w+/) => {
      const words = ['speak', address, String(port), sign.source]
      return seeSpeech(await runProbe(words, hexLines(parts).join('\n')), sign)
    },
    datagrams: async (address, port, messages) => {
      const ended = await runProbe(['datagrams', address, String(port)], hexLines(messages).join('\n'))
      const { answer = '' } = JSON.parse(ended.stdout || '{}') as { answer?: string }
      return answer === '' ? [] : answer.split(' ').map((hex) => Buffer.from(hex, 'hex'))
    },
    frames: async (frames) => {
      const ended = await runProbe(['frames', 'eth0'], hexLines(frames).join('\n'))
      const { error } = JSON.parse(ended.stdout || '{"error":"nothing was sent"}') as { error: string }
      if (!/frames sent/.test(error)) throw new Error(error)
      return { outcome: 'refused', detail: error }
    },
    hold: (url, ...words) => hold(namespace, ['curl', ...trust, '--silent', ...words, `${url}/trickle-${id}`]),
    run: (program, settings) => namespace.run(program, settings),
  }
}
