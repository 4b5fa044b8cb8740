/** Calls through `/ubus` as a browser makes them. */

export interface Page {
  /** The session after a login; that of nobody before it. */
  readonly session: string
  /** The answer's data; `denied` where the session may not call it, else the status that is not OK. */
  call(object: string, method: string, args?: object): Promise<Record<string, unknown> | 'denied' | number>
}

const nobody = '0'.repeat(32)
const accessDenied = -32002

interface Reply {
  readonly result?: readonly [number, Record<string, unknown>?]
  readonly error?: { readonly code: number; readonly message: string }
}

export async function post(url: string, session: string, object: string, method: string, args: object): Promise<Reply> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: [session, object, method, args] })
  const response = await fetch(`${url}/ubus`, { method: 'POST', body })
  return (await response.json()) as Reply
}

function openPage(url: string, session: string): Page {
  return {
    session,
    async call(object, method, args = {}) {
      const { result, error } = await post(url, session, object, method, args)
      if (error?.code === accessDenied) return 'denied'
      if (error !== undefined) throw new Error(`${object}.${method}: ${error.code} ${error.message}`)
      const [status = 0, data = {}] = result ?? []
      return status === 0 ? data : status
    },
  }
}

/** Nobody has logged in. */
export const anonymous = (url: string): Page => openPage(url, nobody)

/** Rejects where the login is refused. */
export async function logIn(url: string, username: string, password: string): Promise<Page> {
  const answer = await anonymous(url).call('session', 'login', { username, password })
  if (typeof answer !== 'object') throw new Error(`${username} cannot log in: ${answer}`)
  return openPage(url, String(answer.ubus_rpc_session))
}
