/** Limits one operation: by a timeout, or until its caller aborts. */
import type { Clock } from './clock.ts'
import { AbortError, type ErrorPlace, TimeoutError } from './errors.ts'

export interface LimitOptions {
  /** Milliseconds; Infinity = no end. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Runs with a signal whose `reason` is the TimeoutError or AbortError to fail with. Afterwards no timer is left. */
export async function within<T>(
  clock: Clock,
  place: ErrorPlace,
  options: LimitOptions,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { timeoutMs, signal } = options
  if (signal?.aborted) throw new AbortError(place, signal.reason)
  const ended = new AbortController()
  const giveUp = () => ended.abort(new AbortError(place, signal?.reason))
  const timeOut = () => ended.abort(new TimeoutError(place, timeoutMs))
  const timer = timeoutMs <= LONGEST_TIMER_MS ? clock.setTimeout(timeOut, timeoutMs) : undefined
  signal?.addEventListener('abort', giveUp)
  try {
    return await run(ended.signal)
  } finally {
    clock.clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}
