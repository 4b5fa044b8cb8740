/** The words that run one of our TypeScript programs in a process of its own: put the file and its arguments after them. */
export const node: readonly string[] = [
  process.execPath,
  '--import',
  new URL('../build/typescript/register.mjs', import.meta.url).href,
]
