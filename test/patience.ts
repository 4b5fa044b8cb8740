/** Waits for conditions, with a bound that only a hang reaches. No test asserts a time. */

/** Beyond this nothing will come any more, however slow and busy the computer is. */
export const hangMs = 180_000

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Settles when it is so. Rejects after a hang with what it waited for, and with what `tell` knows of the reason. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  tell: () => string | Promise<string> = () => '',
  everyMs = 50,
): Promise<void> {
  for (const end = performance.now() + hangMs; !(await isSo()); await pause(everyMs))
    if (performance.now() > end) throw new Error(`it did not come about: ${what}. ${await tell()}`)
}
