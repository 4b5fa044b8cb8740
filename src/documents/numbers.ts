/** Writes numbers with their nouns. Kazakh words stay as they are behind a number, Russian ones have three forms. */

/** `1 234 567`, with blanks at which no line breaks. */
export function formatNumber(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0')
}

/** `[1 запись, 2 записи, 5 записей]` */
export function russian(value: number, forms: readonly [one: string, few: string, many: string]): string {
  const [tens, ones] = [value % 100, value % 10]
  if (tens >= 11 && tens <= 14) return forms[2]
  return ones === 1 ? forms[0] : ones >= 2 && ones <= 4 ? forms[1] : forms[2]
}

/** Seconds as `2 сағ 5 мин`, `2 ч 5 мин`, `2 h 5 min`; under a minute in seconds. */
export function duration(seconds: number, language: 'kk' | 'ru' | 'en'): string {
  const units = {
    kk: ['тәул', 'сағ', 'мин', 'с'],
    ru: ['сут', 'ч', 'мин', 'с'],
    en: ['d', 'h', 'min', 's'],
  }[language]
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} ${units[3]}`
  const parts = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3600), Math.floor((whole % 3600) / 60)]
  return parts.flatMap((value, at) => (value > 0 ? [`${value} ${units[at]}`] : [])).join(' ')
}
