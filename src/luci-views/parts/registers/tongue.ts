/** Texts of registers in the language of the page: Kazakh or Russian; a reader of English gets the Russian ones. */
import type { InTwoLanguages } from '../../../luci-bridge/contract.ts'

export const tongue = (): 'kk' | 'ru' => (document.documentElement.lang.startsWith('kk') ? 'kk' : 'ru')

export const said = (words: InTwoLanguages): string => words[tongue()]
