/** A district's web server on loopback, with a certificate of an authority of its own, and what it publishes. */
import { createHash, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { publicLine } from '../../src/district/publish/publish.ts'
import { headed } from '../../src/district-list/signed-list.ts'
import { createSigningKey, type SigningKey } from '../../src/logger/signify-keys.ts'
import { Authority } from '../forward/certificates.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** `key`: what a school has in its settings. */
export interface Publisher {
  readonly key: string
  sign(text: string | Buffer): string
}

export function publisher(own: SigningKey = createSigningKey()): Publisher {
  const body = (text: string | Buffer) =>
    Buffer.concat([Buffer.from('Ed'), Buffer.from(own.id, 'hex'), sign(null, Buffer.from(text), own.privateKey)])
  return {
    key: publicLine(own),
    sign: (text) => `untrusted comment: a list\n${body(text).toString('base64')}\n`,
  }
}

export class Web {
  /** Of the authorities that a router trusts. */
  readonly ca: string
  /** `https://localhost:8443` */
  readonly url: string
  /** By path; what is not here is answered with 404. */
  readonly answers = new Map<string, Answer>()
  /** Paths in the order in which they were asked for. */
  readonly asked: string[] = []
  readonly stop: () => void

  private constructor(ca: string, port: number, stop: () => void) {
    this.ca = ca
    this.url = `https://localhost:${port}`
    this.stop = stop
  }

  /** `folder`: for keys and certificates. */
  static async start(folder: string): Promise<Web> {
    const authority = new Authority(folder, 'web')
    const { cert, key } = authority.sign('server', 'DNS:localhost')
    const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const web = new Web(authority.ca, (server.address() as AddressInfo).port, () => {
      server.close()
      server.closeAllConnections()
    })
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const path = request.url ?? ''
      web.asked.push(path)
      const answer = web.answers.get(path)
      if (answer === undefined) response.writeHead(404).end()
      else answer(request, response)
    })
    return web
  }

  serve(path: string, body: string | Buffer): void {
    this.answers.set(path, (_request, response) => response.end(body))
  }

  /** Gives the published text. */
  publish({ sign: signed }: Publisher, version: number, sites: string, date = '2026-11-30'): string {
    const text = headed(`sites:\n${sites}`, version, date)
    this.serve('/list.yaml', text)
    this.serve('/list.yaml.sig', signed(text))
    return text
  }
}

export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
