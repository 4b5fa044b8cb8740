/**
 * Lists names that must not open in a room. A name's refusal is the whole attempt: nothing is fetched but, where a name opens
 * against all expectation, the head of an answer. Where a category's real sites had better not be named on paper, the names
 * are those that makers of filters keep for trying them out, or names that nobody can ever have (RFC 2606, `.example`).
 */
import type { Trilingual } from './school-year.ts'

export interface DrillCategory extends Trilingual {
  readonly id: string
  readonly names: readonly string[]
}

export const drillCategories: readonly DrillCategory[] = [
  {
    id: 'social',
    kk: 'әлеуметтік желілер',
    ru: 'социальные сети',
    en: 'social networks',
    names: ['vk.com', 'www.instagram.com', 'www.tiktok.com', 'ok.ru'],
  },
  {
    id: 'messengers',
    kk: 'мессенджерлер',
    ru: 'мессенджеры',
    en: 'messengers',
    names: ['web.telegram.org', 'web.whatsapp.com'],
  },
  { id: 'video', kk: 'бейне', ru: 'видео', en: 'video', names: ['www.youtube.com', 'www.twitch.tv'] },
  { id: 'games', kk: 'ойындар', ru: 'игры', en: 'games', names: ['www.roblox.com', 'poki.com'] },
  {
    id: 'bypass',
    kk: 'VPN және анонимайзерлер',
    ru: 'VPN и анонимайзеры',
    en: 'VPN and anonymisers',
    names: ['www.torproject.org', 'nordvpn.com', 'translate.goog'],
  },
  {
    id: 'resolvers',
    kk: 'бөтен DNS қызметтері (DoH)',
    ru: 'чужие службы DNS (DoH)',
    en: 'foreign DNS services (DoH)',
    names: ['dns.google', 'cloudflare-dns.com'],
  },
  { id: 'files', kk: 'файл алмасу', ru: 'файлообменники', en: 'file sharing', names: ['mega.nz'] },
  {
    id: 'adult',
    kk: 'ересектерге арналған контент (сынақ атаулары)',
    ru: 'контент для взрослых (проверочные имена)',
    en: 'adult content (test names)',
    names: ['nudity.testcategory.com', 'www.exampleadultsite.com'],
  },
  {
    id: 'malware',
    kk: 'зиянды бағдарламалар мен фишинг (сынақ атаулары)',
    ru: 'вредоносные программы и фишинг (проверочные имена)',
    en: 'malware and phishing (test names)',
    names: ['malware.testcategory.com', 'phishing.testcategory.com', 'www.internetbadguys.com'],
  },
  {
    id: 'gambling',
    kk: 'құмар ойындар (сынақ атауы)',
    ru: 'азартные игры (проверочное имя)',
    en: 'gambling (test name)',
    names: ['gambling.aqtizim-drill.example'],
  },
  {
    id: 'violence',
    kk: 'зорлық-зомбылық, экстремизм (сынақ атаулары)',
    ru: 'насилие, экстремизм (проверочные имена)',
    en: 'violence, extremism (test names)',
    names: ['violence.aqtizim-drill.example', 'extremism.aqtizim-drill.example'],
  },
  {
    id: 'drugs',
    kk: 'есірткі (сынақ атауы)',
    ru: 'наркотики (проверочное имя)',
    en: 'drugs (test name)',
    names: ['drugs.aqtizim-drill.example'],
  },
  // What has a name that nobody has ever heard of is shut too: that is what a white list is.
  {
    id: 'unknown',
    kk: 'ешкім білмейтін сайт',
    ru: 'никому не известный сайт',
    en: 'a site that nobody knows',
    names: [],
  },
  // TEST-NET-2 (RFC 5737) belongs to nobody.
  {
    id: 'address',
    kk: 'атаусыз, тікелей мекенжай',
    ru: 'прямой адрес без имени',
    en: 'an address without a name',
    names: ['198.51.100.7'],
  },
]

export const listedCategory: Trilingual & { readonly id: string } = {
  id: 'listed',
  kk: 'ақ тізімдегі сайттар',
  ru: 'сайты белого списка',
  en: 'sites of the white list',
}

export function categoryOf(id: string): Trilingual | undefined {
  return id === listedCategory.id ? listedCategory : drillCategories.find((category) => category.id === id)
}
