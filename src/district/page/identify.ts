/** Says who asks: by a reverse proxy's header, from the proxy's address alone. */

import { isFrom } from './networks.ts'
import { isLogin } from './people.ts'
import type { Request } from './request.ts'

export interface Proxy {
  /** In small letters. */
  readonly header: string
  readonly networks: readonly string[]
}

/** A header that came twice, or from anywhere else, names nobody. */
export function byProxy({ header, networks }: Proxy): (request: Request) => string | undefined {
  return ({ headers, address }) => {
    const name = headers[header]
    if (typeof name !== 'string' || !isLogin(name) || !isFrom(address, networks)) return undefined
    return name
  }
}
