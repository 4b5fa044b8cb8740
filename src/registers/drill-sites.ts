/**
 * Lists names that must not open in a room. A name's refusal is the whole attempt: nothing is fetched but, where a name opens
 * against all expectation, the head of an answer. Where a category's real sites had better not be named on paper, the names
 * are those that makers of filters keep for trying them out, or names that nobody can ever have (RFC 2606, `.example`).
 */
import type { Bilingual } from './school-year.ts'

export interface DrillCategory extends Bilingual {
  readonly id: string
  readonly names: readonly string[]
}

export const drillCategories: readonly DrillCategory[] = [
  {
    id: 'social',
    kk: 'әлеуметтік желілер',
    ru: 'социальные сети',
    names: ['vk.com', 'www.instagram.com', 'www.tiktok.com', 'ok.ru'],
  },
  { id: 'messengers', kk: 'мессенджерлер', ru: 'мессенджеры', names: ['web.telegram.org', 'web.whatsapp.com'] },
  { id: 'video', kk: 'бейне', ru: 'видео', names: ['www.youtube.com', 'www.twitch.tv'] },
  { id: 'games', kk: 'ойындар', ru: 'игры', names: ['www.roblox.com', 'poki.com'] },
  {
    id: 'bypass',
    kk: 'VPN және анонимайзерлер',
    ru: 'VPN и анонимайзеры',
    names: ['www.torproject.org', 'nordvpn.com', 'translate.goog'],
  },
  {
    id: 'resolvers',
    kk: 'бөтен DNS қызметтері (DoH)',
    ru: 'чужие службы DNS (DoH)',
    names: ['dns.google', 'cloudflare-dns.com'],
  },
  { id: 'files', kk: 'файл алмасу', ru: 'файлообменники', names: ['mega.nz'] },
  {
    id: 'adult',
    kk: 'ересектерге арналған контент (сынақ атаулары)',
    ru: 'контент для взрослых (проверочные имена)',
    names: ['nudity.testcategory.com', 'www.exampleadultsite.com'],
  },
  {
    id: 'malware',
    kk: 'зиянды бағдарламалар мен фишинг (сынақ атаулары)',
    ru: 'вредоносные программы и фишинг (проверочные имена)',
    names: ['malware.testcategory.com', 'phishing.testcategory.com', 'www.internetbadguys.com'],
  },
  {
    id: 'gambling',
    kk: 'құмар ойындар (сынақ атауы)',
    ru: 'азартные игры (проверочное имя)',
    names: ['gambling.aqtizim-drill.example'],
  },
  {
    id: 'violence',
    kk: 'зорлық-зомбылық, экстремизм (сынақ атаулары)',
    ru: 'насилие, экстремизм (проверочные имена)',
    names: ['violence.aqtizim-drill.example', 'extremism.aqtizim-drill.example'],
  },
  {
    id: 'drugs',
    kk: 'есірткі (сынақ атауы)',
    ru: 'наркотики (проверочное имя)',
    names: ['drugs.aqtizim-drill.example'],
  },
  // What has a name that nobody has ever heard of is shut too: that is what a white list is.
  { id: 'unknown', kk: 'ешкім білмейтін сайт', ru: 'никому не известный сайт', names: [] },
  // TEST-NET-2 (RFC 5737) belongs to nobody.
  { id: 'address', kk: 'атаусыз, тікелей мекенжай', ru: 'прямой адрес без имени', names: ['198.51.100.7'] },
]

export const listedCategory: Bilingual & { readonly id: string } = {
  id: 'listed',
  kk: 'ақ тізімдегі сайттар',
  ru: 'сайты белого списка',
}

export function categoryOf(id: string): Bilingual | undefined {
  return id === listedCategory.id ? listedCategory : drillCategories.find((category) => category.id === id)
}
