/** Words that stand in many papers. */
import type { Texts } from './model.ts'

/** Under the lines of a signature. */
export const signatureWords: Texts<{ signature: string; name: string; date: string }> = {
  kk: { signature: '(қолы)', name: '(аты-жөні)', date: '(күні)' },
  ru: { signature: '(подпись)', name: '(Ф.И.О.)', date: '(дата)' },
  en: { signature: '(signature)', name: '(name)', date: '(date)' },
}
