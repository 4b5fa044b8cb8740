/** Joins connections of a school's network with the district's: `tunnel.ts PORT SOCKET` listens on loopback and goes on to a Unix socket. */
import { connect, createServer, type NetConnectOpts, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'

/** Each connection goes on to `to`, with its ends as they are: a half that is closed is closed there. */
export function tunnelTo(to: NetConnectOpts): Server {
  return createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true })
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
}

const [, program, port, path = ''] = process.argv
if (program === fileURLToPath(import.meta.url))
  tunnelTo({ path }).listen(Number(port), '127.0.0.1', () => console.log('ready'))
