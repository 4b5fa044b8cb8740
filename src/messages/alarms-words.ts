/** Alarms about devices, in Kazakh and Russian. */
import type { alarms } from './alarms.ts'
import type { Words } from './message.ts'

export const alarmsWords: Words<typeof alarms> = {
  'address-claimed-twice': {
    kk: '{address} адресін ({room}) екі құрылғы кезек-кезек иемденеді: {mac} және {other}.',
    ru: 'Адрес {address} ({room}) по очереди занимают два устройства: {mac} и {other}.',
  },
  'mac-twice': {
    kk: '{bridge} желісінде екі құрылғының MAC мекенжайы бірдей: {mac}.',
    ru: 'В сети {bridge} у двух устройств одинаковый MAC {mac}.',
  },
  'mac-twice-named': {
    kk: '{bridge} желісінде екі құрылғының MAC мекенжайы бірдей: {mac} ({name}).',
    ru: 'В сети {bridge} у двух устройств одинаковый MAC {mac} ({name}).',
  },
  'unknown-device-random': {
    kk: '{room}: тізімде жоқ құрылғы: {mac}, адресі {address}. MAC мекенжайын ол өзі ойлап тапқан, кез келген күні ауыстыруы мүмкін.',
    ru: '{room}: устройство, которого нет в списке: {mac}, адрес {address}. Этот MAC оно придумало само и может сменить в любой день.',
  },
  'unknown-device': {
    kk: 'Тізімде жоқ құрылғы ({room}): {mac}, адресі {address}.',
    ru: 'Неизвестное устройство ({room}): {mac} с адресом {address}.',
  },
  'foreign-address-set': {
    kk: '{name} ({room}) бөтен адрес қойған: {address}.',
    ru: '{name} ({room}) поставил себе чужой адрес {address}.',
  },
  'exempt-copied': {
    kk: '{name} компьютерінің MAC мекенжайы ({room}) басқа адреспен көрінді, {address}: бұл басқа біреу болуы мүмкін.',
    ru: 'MAC компьютера {name} виден ({room}) с другим адресом, {address}: возможно, это кто-то другой.',
  },
  'rogue-server': {
    kk: '{name} өзін DHCP сервері не маршрутизатор етіп көрсетеді: тыйым салынды.',
    ru: '{name} выдаёт себя за сервер DHCP или маршрутизатор: отказано.',
  },
  'foreign-address-used': {
    kk: '{name} бөтен адрестен пакет жібереді: тыйым салынды.',
    ru: '{name} шлёт пакеты с чужого адреса: отказано.',
  },
  'questions-dropped-by': {
    kk: '{name} рұқсат етілгеннен көп атау сұрап, тоқтамай отыр: артығы жауапсыз қалады.',
    ru: '{name} запрашивает больше имён, чем разрешено, и не прекращает: лишнее остаётся без ответа.',
  },
  'more-alarms': { kk: 'Мұндайлар бір-бірлеп көрсетуге тым көп.', ru: 'Таких больше, чем можно показать по одному.' },
}
