/** What is said of the list of a district, in Kazakh and Russian. */
import type { districtList } from './district-list.ts'
import type { Words } from './message.ts'

export const districtListWords: Words<typeof districtList> = {
  'district-list-off': {
    kk: 'Аудан тізімі берілмеген. Оны әкімші «Баптаулар» бетінде немесе /etc/config/aqtizim файлының district_list бөлімінде көрсетеді.',
    ru: 'Список района не задан. Его задаёт администратор на странице «Настройки» или в разделе district_list файла /etc/config/aqtizim.',
  },
  'district-list-none-yet': { kk: 'Аудан тізімі әлі келген жоқ.', ru: 'Список района ещё не получен.' },
  'district-list-refused': {
    kk: 'Аудан тізімі қабылданбады, бұрынғысы сақталды: {fault}.',
    ru: 'Список района не принят, остаётся прежний: {fault}.',
  },
  'district-list-unreached': {
    kk: 'Аудан тізімін алу мүмкін болмады: {fault}.',
    ru: 'Список района не удалось получить: {fault}.',
  },
  'district-list-stale': {
    kk: 'Аудан тізімі туралы {days} күннен бері хабар жоқ. Себебі «Ақ тізім» бетінде; мұндағы тізім өзгермейді.',
    ru: 'О списке района ничего не слышно уже {days} дн. Причина — на странице «Белый список»; то, что есть здесь, остаётся.',
  },
  'district-list-no-signature': {
    kk: '{url} мекенжайындағы файл қолтаңба емес',
    ru: 'по адресу {url} лежит не подпись',
  },
  'district-list-bad-key': {
    kk: 'баптаулардағы аудан кілті signify кілті емес',
    ru: 'ключ района в настройках — не ключ signify',
  },
  'district-list-other-key': {
    kk: 'оған {key} кілтімен қол қойылған, ал ауданның кілті — {wanted}',
    ru: 'он подписан ключом {key}, а ключ района — {wanted}',
  },
  'district-list-wrong-signature': {
    kk: 'қолтаңбасы оған сәйкес емес: ол өзгертілген немесе бір бөлігі ғана келген',
    ru: 'подпись к нему не подходит: он изменён или пришёл не целиком',
  },
  'district-list-no-list': {
    kk: 'онда жатқан файл аудан тізімі емес: ол былай басталады: {text}',
    ru: 'там лежит не список района: начинается с {text}',
  },
  'district-list-not-utf8': { kk: 'ол UTF-8 мәтіні емес', ru: 'это не текст в UTF-8' },
  'district-list-older': {
    kk: 'бұл — {version}-нұсқа, ал роутерде {known}-нұсқа болған',
    ru: 'это версия {version}, а на роутере уже была версия {known}',
  },
  'district-list-other-content': {
    kk: 'бұл мәтін роутердегі {version}-нұсқадан өзгеше',
    ru: 'это другой текст, чем версия {version} на роутере',
  },
  'district-list-wrong': { kk: '{line}-жол: {fault}', ru: 'строка {line}: {fault}' },
  'district-list-own-key': {
    kk: '{line}-жол: {key} тек мектептің өз тізіміне арналған',
    ru: 'строка {line}: {key} — только для списка самой школы',
  },
  'district-list-large': { kk: 'онда {most} октеттен көп', ru: 'в нём больше {most} октетов' },
  'district-list-status': {
    kk: 'сервер {status} мәртебесімен жауап береді',
    ru: 'сервер отвечает статусом {status}',
  },
  'district-list-redirect': {
    kk: 'сервер {to} мекенжайына жібереді, ал ол HTTPS емес',
    ru: 'сервер направляет на {to}, а это не HTTPS',
  },
  'district-list-redirects': {
    kk: 'сервер {most} реттен көп басқа мекенжайға жібереді',
    ru: 'сервер направляет дальше больше {most} раз',
  },
  'district-list-slow': {
    kk: 'ол {seconds} секундта келіп үлгермеді',
    ru: 'он не пришёл за {seconds} секунд',
  },
  'district-list-no-authorities': {
    kk: 'куәландыру орталықтарының сертификаттары жоқ ({file}): ca-bundle пакетін орнатыңыз',
    ru: 'нет сертификатов удостоверяющих центров ({file}): установите пакет ca-bundle',
  },
  'district-list-unkept': {
    kk: 'Аудан тізімін сақтау мүмкін емес: {reason}.',
    ru: 'Список района не удаётся сохранить: {reason}.',
  },
  'district-list-damaged': {
    kk: 'Сақталған аудан тізімі оқылмайды; ол қайта алынады.',
    ru: 'Сохранённый список района не читается; он будет получен заново.',
  },
  'district-list-changed': {
    kk: 'Аудан тізімі өзгерді: оны қайта қараңыз.',
    ru: 'Список района уже другой: посмотрите его ещё раз.',
  },
  'district-list-nothing-left': {
    kk: 'Бұдан алатын ештеңе қалмады.',
    ru: 'Переносить отсюда больше нечего.',
  },
}
