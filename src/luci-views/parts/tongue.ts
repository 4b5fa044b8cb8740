/** The language of the page, and of what comes with its words in all three. */
import type { InThreeLanguages } from '../../luci-bridge/contract.ts'

const languageOfPage = (): 'kk' | 'ru' | 'en' => {
  const { lang } = document.documentElement
  return lang.startsWith('kk') ? 'kk' : lang.startsWith('ru') ? 'ru' : 'en'
}

/** Of papers that exist in Kazakh and Russian: a reader of English gets the Russian one. */
export const tongue = (): 'kk' | 'ru' => (languageOfPage() === 'kk' ? 'kk' : 'ru')

export const said = (words: InThreeLanguages): string => words[languageOfPage()]
