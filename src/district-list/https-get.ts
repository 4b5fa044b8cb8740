/** Gets a file over HTTPS, with the router's own authorities, and with a bound for its size and the redirects on its way. */
import { type RequestOptions, request } from 'node:https'
import { describe } from '../forward/link-errors.ts'
import type { Machine } from '../machine/machine.ts'
import { type Message, MessageError, message, reasonOf } from '../messages/message.ts'
import { quote } from '../whitelist/report.ts'

/** The octets at the address. Rejects with `MessageError`; with the reason of `signal` where that ends it. */
export type Get = (url: string, limit: number, signal: AbortSignal) => Promise<Buffer>

export interface GetTools {
  readonly machine: Pick<Machine, 'files'>
  /** A file of PEM certificates; none other is trusted. */
  readonly authorities: string
}

const MOST_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]

const no = (says: Message) => new MessageError(says)

function readAuthorities({ machine: { files }, authorities: file }: GetTools): Buffer {
  try {
    return files.readFileSync(file)
  } catch (error) {
    throw no(
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? message('district-list-no-authorities', { file })
        : message('pem-unreadable', { option: 'ca', file, reason: reasonOf(error) }),
    )
  }
}

/** Where an answer leads to: nowhere but by HTTPS. */
function redirectOf(url: string, location: string): string {
  const to = URL.canParse(location, url) ? new URL(location, url) : undefined
  if (to?.protocol !== 'https:') throw no(message('district-list-redirect', { to: quote(location) }))
  return to.href
}

type Part = { readonly body: Buffer } | { readonly location: string }

/** One question and its answer. The files are read each time: renewed certificates count at once. */
function ask(tools: GetTools, url: string, limit: number, signal: AbortSignal): Promise<Part> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      ...{ ca: readAuthorities(tools), minVersion: 'TLSv1.2', rejectUnauthorized: true, agent: false, signal },
      headers: { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': 'aqtizim' },
    }
    const asked = request(url, options, (answer) => {
      const { statusCode = 0, headers } = answer
      const chunks: Buffer[] = []
      let size = 0
      const end = (says: Message) => asked.destroy(no(says))
      if (REDIRECTS.includes(statusCode)) {
        resolve({ location: headers.location ?? '' })
        asked.destroy()
      } else if (statusCode !== 200) end(message('district-list-status', { status: statusCode }))
      else if (Number(headers['content-length'] ?? 0) > limit) end(message('district-list-large', { most: limit }))
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > limit) end(message('district-list-large', { most: limit }))
        else chunks.push(chunk)
      })
      answer.on('end', () => resolve({ body: Buffer.concat(chunks) }))
      answer.on('error', fail)
    })
    function fail(error: Error): void {
      if (signal.aborted) reject(signal.reason)
      else reject(error instanceof MessageError ? error : no(describe(error, tools.authorities).says))
    }
    asked.on('error', fail)
    // Also where a server breaks off in the middle; of what is settled already, nothing more is heard.
    asked.on('close', () => reject(no(message('server-broke-off'))))
    asked.end()
  })
}

export function createGet(tools: GetTools): Get {
  return async (url, limit, signal) => {
    let at = url
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const part = await ask(tools, at, limit, signal)
      if ('body' in part) return part.body
      at = redirectOf(at, part.location)
    }
    throw no(message('district-list-redirects', { most: MOST_REDIRECTS }))
  }
}
