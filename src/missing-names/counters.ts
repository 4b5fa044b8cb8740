/**
 * Lists names of visitor counters and advertisements, without which pages lack nothing. Each stands for
 * itself and every name below.
 */
const names = [
  // Google: Analytics, Tag Manager and advertising hosts
  'google-analytics.com googletagmanager.com doubleclick.net googlesyndication.com googleadservices.com',
  // Yandex: Metrica and advertising hosts
  'mc.yandex.ru mc.yandex.com mc.yandex.kz an.yandex.ru adfox.ru yabs.yandex.ru yandexadexchange.net',
  // Mail.ru: counters; LiveInternet; Rambler; Zero.kz
  'top-fwz1.mail.ru top-mail.ru ad.mail.ru counter.yadro.ru counter.rambler.ru c.zero.kz zero.kz tns-counter.ru',
  // Meta pixel, LinkedIn insight, Microsoft Clarity, Hotjar, New Relic, Sentry
  'connect.facebook.net px.ads.linkedin.com clarity.ms hotjar.com nr-data.net sentry.io scorecardresearch.com',
  'adriver.ru criteo.com taboola.com outbrain.com amplitude.com mixpanel.com',
]
const counters: ReadonlySet<string> = new Set(names.flatMap((line) => line.split(' ')))

/** Compares whole labels. */
export function isCounter(name: string): boolean {
  for (let rest = name; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    if (counters.has(rest)) return true
  }
  return false
}
