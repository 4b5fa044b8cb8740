/** Takes rules out of the kernel's table by hand, to show that the attempts notice. */
import type { Namespace } from '../namespace.ts'

/** Where rules stand whose text has `part` in it: as `nft -a list table` prints them. */
export function findRules(listed: string, part: string): { chain: string; handle: string; text: string }[] {
  let chain = ''
  return listed.split('\n').flatMap((line) => {
    chain = /^\s*chain (\S+) \{/.exec(line)?.[1] ?? chain
    const [, text = '', handle] = /^\s*(.*) # handle (\d+)$/.exec(line) ?? []
    const isRule = handle !== undefined && !/^(chain|set|map|table|counter) /.test(text)
    return isRule && `${chain}: ${text}`.includes(part) ? [{ chain, handle, text }] : []
  })
}

/** Returns the rules that were deleted; rejects where there is none. */
export async function breakRules(router: Namespace, part: string): Promise<string[]> {
  const found = findRules(await router.must(['nft', '-a', 'list', 'table', 'inet', 'aqtizim']), part)
  if (found.length === 0) throw new Error(`no rule of the table has "${part}" in it`)
  for (const { chain, handle } of found)
    await router.must(['nft', 'delete', 'rule', 'inet', 'aqtizim', chain, 'handle', handle])
  return found.map(({ chain, text }) => `${chain}: ${text}`)
}
