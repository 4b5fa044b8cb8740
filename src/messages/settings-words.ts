/** What is wrong in /etc/config/aqtizim, in Kazakh and Russian. */

import type { Words } from './message.ts'
import type { settings } from './settings.ts'

export const settingsWords: Words<typeof settings> = {
  'option-wrong': {
    kk: '{option}: {value} жарамайды, керегі: {wanted}',
    ru: '{option}: {value} не подходит, нужно: {wanted}',
  },
  'option-is-list': {
    kk: '{option}: тізім жарамайды, керегі: {wanted}',
    ru: '{option}: список не подходит, нужно: {wanted}',
  },
  'option-missing': { kk: '{option} жоқ', ru: 'Нет {option}' },
  'wanted-flag': { kk: '0 немесе 1', ru: '0 или 1' },
  'wanted-text': { kk: 'мәтін', ru: 'текст' },
  'wanted-language': { kk: 'kk, ru немесе en', ru: 'kk, ru или en' },
  'wanted-number': { kk: '{low} мен {high} аралығындағы сан', ru: 'число от {low} до {high}' },
  'wanted-folder': { kk: 'қарапайым атаулардан тұратын толық жол', ru: 'полный путь к папке из простых имён' },
  'wanted-prom': { kk: '.prom деп аяқталатын жол', ru: 'путь, который кончается на .prom' },
  'wanted-mask': { kk: 'қатар тұрған төрт бит, мысалы 0x0f000000', ru: 'четыре соседних бита, например 0x0f000000' },
  'wanted-upstream': { kk: 'АДРЕС#ПОРТ', ru: 'АДРЕС#ПОРТ' },
  'wanted-day': {
    kk: 'күн: mon, tue, wed, thu, fri, sat немесе sun',
    ru: 'день: mon, tue, wed, thu, fri, sat или sun',
  },
  'wanted-time': { kk: '00:00 мен 24:00 аралығындағы уақыт', ru: 'время от 00:00 до 24:00' },
  'wanted-class': { kk: 'сынып атауы', ru: 'название класса' },
  'wanted-role': {
    kk: 'director, teacher, psychologist немесе other',
    ru: 'director, teacher, psychologist или other',
  },
  'wanted-commission': { kk: 'chair немесе member', ru: 'chair или member' },
  'wanted-network': { kk: 'желі атауы', ru: 'имя сети' },
  'wanted-mac': { kk: 'MAC-адрес', ru: 'MAC-адрес' },
  'wanted-address': { kk: 'адрес', ru: 'адрес' },
  'wanted-room': { kk: 'осы файлдағы кабинет', ru: 'кабинет из этого файла' },
  'wanted-host': { kk: 'хост атауы немесе адрес', ru: 'имя хоста или адрес' },
  'wanted-file': { kk: 'толық жол', ru: 'полный путь' },
  'wanted-port': { kk: '1 мен 65535 аралығындағы порт', ru: 'порт от 1 до 65535' },
  'wanted-printable': {
    kk: 'бос орынсыз ASCII таңбалары, ең көбі {most}',
    ru: 'печатные знаки ASCII без пробелов, не больше {most}',
  },
  'wanted-facility': { kk: 'local0 мен local7 аралығы', ru: 'от local0 до local7' },
  'hours-empty': {
    kk: '{section}: басы мен соңының арасында уақыт жоқ немесе ол түсініксіз; толық күн – 00:00–24:00',
    ru: '{section}: между началом и концом нет времени или оно неясно; весь день – это 00:00–24:00',
  },
  'room-bad-name': {
    kk: '{section}: кабинет бөлімінің атауы әріптен басталады және ең көбі 32 әріп, цифр және _ болады; оның желілері жабық',
    ru: '{section}: имя раздела кабинета начинается с буквы и содержит не больше 32 букв, цифр и _; его сети закрыты',
  },
  'uci-file-missing': { kk: '{file} жоқ', ru: 'Нет {file}' },
  'uci-file-folder': { kk: '{file} — бума', ru: '{file} — это папка' },
  'uci-file-unreadable': { kk: '{file} оқылмайды: {reason}', ru: '{file} не читается: {reason}' },
  'uci-file-large': { kk: '{file} көлемі {most} байттан асады', ru: '{file} больше {most} байтов' },
  'uci-file-wrong': { kk: '{file}:{line}: {output}', ru: '{file}:{line}: {output}' },
  'uci-main-missing': { kk: "{file}: aqtizim 'main' бөлімі жоқ", ru: "{file}: нет раздела aqtizim 'main'" },
  'settings-kept': {
    kk: '{fault}; бұған дейінгі баптаулар күшінде қалады',
    ru: '{fault}; в силе остаются прежние настройки',
  },
  'main-missing': { kk: 'main: бөлім жоқ', ru: 'main: раздела нет' },
  'forward-bad-name': {
    kk: '{section}: forward бөліміне әріп, цифр және _ таңбаларынан тұратын атау керек: журналдағы орны сол атаумен сақталады',
    ru: '{section}: разделу forward нужно имя из букв, цифр и _: под ним хранится его место в журнале',
  },
  'wanted-https': {
    kk: 'https:// деп басталатын мекенжай (логинсіз, сұрақсыз, бөліксіз)',
    ru: 'адрес, который начинается с https://, без логина, параметров и якоря',
  },
  'wanted-signify-key': {
    kk: 'signify ашық кілтінің екінші жолы',
    ru: 'вторая строка открытого ключа signify',
  },
  'district-list-too-many': {
    kk: '{section}: бір district_list бөлімі қосулы тұр; бұл бөлім ескерілмейді',
    ru: '{section}: один раздел district_list уже включён; этот не учитывается',
  },
  'forward-too-many': {
    kk: '{section}: forward бөлімдері {most}-тен көп; бұл бөлім ескерілмейді',
    ru: '{section}: разделов forward больше {most}; этот не учитывается',
  },
}
