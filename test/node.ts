/** Gives the command that runs one of our TypeScript programs in a process of its own. */
export const node: readonly string[] = [
  process.execPath,
  '--import',
  new URL('../build/typescript/register.mjs', import.meta.url).href,
]
