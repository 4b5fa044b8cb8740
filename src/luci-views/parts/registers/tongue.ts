/** What registers say in Kazakh and Russian, in the language of the page; who reads English finds the Russian words. */
import type { InTwoLanguages } from '../../../luci-bridge/contract.ts'

export const tongue = (): 'kk' | 'ru' => (document.documentElement.lang.startsWith('kk') ? 'kk' : 'ru')

export const said = (words: InTwoLanguages): string => words[tongue()]
