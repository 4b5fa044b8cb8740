/**
 * Keeps a page up to date: `poll` is asked every few seconds, or the object's notifications come as server-sent events.
 * uhttpd wants a Bearer header, so it is `fetch` and not `EventSource`. uhttpd (ubus.c, `uh_ubus_handle_get_subscribe`, of
 * 24.10 and 25.12) never lets go of a stream's connection; a hundred page views later it answers nobody. So a stream has to
 * be allowed.
 */
import poll from 'luci:poll'
import luci from 'luci:rpc'
import type { Notifications } from '../../luci-bridge/contract.ts'
import { createParser } from './event-stream.ts'

export interface LiveSpec {
  /** `live_stream` of the settings. */
  readonly streams: boolean
  onNews<Kind extends keyof Notifications>(kind: Kind, data: Notifications[Kind]): unknown
  /** Asked every few seconds while there is no stream. */
  poll(): unknown
  /** Told when the stream comes and goes. */
  onStream?(up: boolean): unknown
}

export interface Live {
  stop(): void
}

const pollSeconds = 5
const retryMs = 3000

async function readStream(signal: AbortSignal, spec: LiveSpec): Promise<void> {
  const url = `${luci.getBaseURL().replace(/\/$/, '')}/subscribe/aqtizim`
  const response = await fetch(url, { headers: { Authorization: `Bearer ${luci.getSessionID()}` }, signal })
  const type = response.headers.get('Content-Type') ?? ''
  if (!response.ok || response.body === null || !type.startsWith('text/event-stream')) return
  spec.onStream?.(true)
  const parse = createParser((event, data) => spec.onNews(event as keyof Notifications, JSON.parse(data)))
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  for (let part = await reader.read(); !part.done; part = await reader.read())
    parse(decoder.decode(part.value, { stream: true }))
}

/** Goes on until it is stopped, or `node` has left the page. */
export function live(node: Node, spec: LiveSpec): Live {
  const abort = new AbortController()
  let seen = false
  const stop = () => {
    abort.abort()
    poll.remove(ask)
  }
  /** A view is drawn before it stands in the page. */
  const isOver = () => {
    seen ||= node.isConnected
    if (seen && !node.isConnected) stop()
    return abort.signal.aborted
  }
  const ask = async () => (isOver() ? undefined : spec.poll())
  const watched: LiveSpec = {
    ...spec,
    onNews: (kind, data) => (isOver() ? undefined : spec.onNews(kind, data)),
    onStream: () => {
      poll.remove(ask)
      spec.onStream?.(true)
    },
  }
  async function follow(): Promise<void> {
    if (!spec.streams) {
      spec.onStream?.(false)
      poll.add(ask, pollSeconds)
      return
    }
    while (!isOver()) {
      await readStream(abort.signal, watched).catch(() => {})
      if (isOver()) return
      spec.onStream?.(false)
      poll.add(ask, pollSeconds)
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
  void follow()
  return { stop }
}
