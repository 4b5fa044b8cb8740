/** Identifies the visitor by a reverse proxy's header, which counts only from the proxy's address. */

import { isFrom } from './networks.ts'
import { isLogin } from './people.ts'
import type { Request } from './request.ts'

export interface Proxy {
  /** The header's name in lower case. */
  readonly header: string
  readonly networks: readonly string[]
}

/** A header that came twice, or from another address, identifies nobody. */
export function byProxy({ header, networks }: Proxy): (request: Request) => string | undefined {
  return ({ headers, address }) => {
    const name = headers[header]
    if (typeof name !== 'string' || !isLogin(name) || !isFrom(address, networks)) return undefined
    return name
  }
}
