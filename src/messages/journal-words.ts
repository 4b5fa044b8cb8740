/** Messages about faults of the journal, in Kazakh and Russian. */
import type { journal } from './journal.ts'
import type { Words } from './message.ts'

export const journalWords: Words<typeof journal> = {
  'journal-lost-events': {
    kk: '{minutes} мин бұрын қосылулар оқып үлгергеннен жылдам келді: журналда ол туралы жол бар (event-loss), жетпейтіндері саналған.',
    ru: '{minutes} мин назад соединения шли быстрее, чем их успевали читать: в журнале есть об этом строка (event-loss), недостающие сосчитаны.',
  },
  'journal-lost-events-remedy': {
    kk: 'Бір рет болса — ағын. Күн сайын қайталанса, маршрутизатор өтетін трафикке баяу: health тағы не айтатынын қараңыз.',
    ru: 'Один раз — это всплеск. Если повторяется каждый день, маршрутизатор слишком медленный для своего трафика: посмотрите, что ещё говорит health.',
  },
  'journal-nearly-full': {
    kk: 'журнал {most} МБ шегіне жақындады, келесіде ең ескі күндер жойылады: көшіріп алыңыз немесе main.journal_max_mb мәнін үлкейтіңіз',
    ru: 'журнал приближается к пределу {most} МБ, следующими уйдут самые старые дни: скопируйте их или увеличьте main.journal_max_mb',
  },
  'journal-disk': { kk: 'журнал: диск: {reason}', ru: 'журнал: диск: {reason}' },
  'journal-ram': { kk: 'журнал: RAM: {reason}', ru: 'журнал: RAM: {reason}' },
  'disk-not-mounted': {
    kk: '{folder} орнына ештеңе қосылмаған: журнал дискісі жоқ, онда {rows} жазба бар',
    ru: 'в {folder} ничего не подключено: диска журнала нет, на нём записей: {rows}',
  },
  'disk-file-gone': { kk: '{file} жоқ: журнал дискісі ажыратылған', ru: '{file} нет: диск журнала отключён' },
  'disk-file-shorter': {
    kk: '{file} жазылғаннан қысқа: бұл басқа диск емес пе?',
    ru: '{file} короче записанного: не другой ли это диск?',
  },
  'disk-newest-compressed': {
    kk: 'соңғы күннің файлы қысылған болмауы керек: {file}',
    ru: 'файл последнего дня не должен быть сжат: {file}',
  },
  'journal-lacks-rows': {
    kk: 'журналда соңғы {rows} жазба жоқ, бұл маршрутизатор барлығы {last} жазба жазған',
    ru: 'в журнале нет последних {rows} записей из {last}, сделанных этим маршрутизатором',
  },
  'journal-other-rows': {
    kk: 'журнал соңындағы жазбалар осы маршрутизатор жазғандар емес (№ {last} жазбаға дейін)',
    ru: 'записи в конце журнала не те, что сделал этот маршрутизатор (до записи № {last})',
  },
  'conntrack-missing': { kk: 'conntrack бағдарламасы жоқ', ru: 'нет программы conntrack' },
  'conntrack-ended': { kk: 'conntrack {status} күйімен аяқталды', ru: 'conntrack завершился с кодом {status}' },
  'conntrack-said': { kk: 'conntrack: {output}', ru: 'conntrack: {output}' },
  'conntrack-list': { kk: 'conntrack -L: {reason}', ru: 'conntrack -L: {reason}' },
  'counters-unreadable': { kk: 'ядро санауыштары оқылмайды: {reason}', ru: 'счётчики ядра не читаются: {reason}' },
  'background-line': { kk: 'background.txt: {line}-жол: {fault}', ru: 'background.txt: строка {line}: {fault}' },
  'background-no-name': { kk: '{name} — кемінде екі бөлікті атау емес', ru: '{name} — не имя хотя бы из двух частей' },
  'background-not-ours': {
    kk: '{name} біздің кестеде жоқ, сондықтан алып тастайтын ештеңе жоқ',
    ru: '{name} нет в нашей таблице, исключать нечего',
  },
  'background-more': { kk: 'background.txt: тағы {count} жол қате', ru: 'background.txt: неверных строк ещё {count}' },
  'background-too-long': { kk: 'background.txt тым ұзын', ru: 'background.txt слишком длинный' },
  'background-unreadable': { kk: 'background.txt оқылмайды: {reason}', ru: 'background.txt не читается: {reason}' },
  'register-damaged': {
    kk: '{file} оқылмайды; {aside} атауымен сақталды, тізілім қайта басталды',
    ru: '{file} не читается; сохранено как {aside}, реестр начат заново',
  },
  'register-stuck': {
    kk: '{file} файлын оқу да, шетке қою да мүмкін емес: {reason}',
    ru: '{file} не удаётся ни прочитать, ни отложить: {reason}',
  },
  'register-unreadable': { kk: '{file} оқылмайды', ru: '{file} не читается' },
  'metrics-unwritable': { kk: 'main.metrics_file: {file}: {reason}', ru: 'main.metrics_file: {file}: {reason}' },
  'forward-away': {
    kk: '{target}: журнал {server} серверіне жетпей тұр, {time} UTC бастап: {reason}; кезектегі жол саны: {rows}',
    ru: '{target}: журнал не доходит до {server} с {time} UTC: {reason}; ждут строк: {rows}',
  },
  'forward-cursor': { kk: '{target}: {file} жазылмайды: {reason}', ru: '{target}: {file} не записывается: {reason}' },
  'server-refuses': { kk: 'онда қосылымды ешкім қабылдамайды', ru: 'там никто не принимает соединения' },
  'server-broke-off': { kk: 'ол қосылымды үзді', ru: 'он оборвал соединение' },
  'server-silent': { kk: 'жауап бермейді', ru: 'не отвечает' },
  'server-no-way': { kk: 'оған жол жоқ', ru: 'к нему нет пути' },
  'server-unknown-name': { kk: 'оның атауы DNS-те белгісіз', ru: 'его имя не известно в DNS' },
  'server-name-fails': {
    kk: 'оның атауын қазір DNS-тен табу мүмкін емес',
    ru: 'его имя сейчас не удаётся найти в DNS',
  },
  'server-closes-at-once': { kk: 'ол қосылымды бірден жабады', ru: 'он сразу закрывает соединение' },
  'server-closed': { kk: 'ол қосылымды жапты', ru: 'он закрыл соединение' },
  'server-ended': { kk: 'қосылым аяқталды', ru: 'соединение завершилось' },
  'server-wants-certificate': {
    kk: '{reason}; біздің сертификатымыз керек емес пе? cert және key параметрлері',
    ru: '{reason}; не нужен ли ему наш сертификат? Параметры cert и key',
  },
  'server-takes-nothing': { kk: 'ол енді ештеңе қабылдамайды', ru: 'он больше ничего не принимает' },
  'server-no-end': { kk: 'ол қосылымның аяқталуына жауап бермейді', ru: 'он не отвечает на завершение соединения' },
  'server-no-tls': {
    kk: 'ол жерде TLS жоқ немесе тек ескі нұсқасы бар',
    ru: 'там нет TLS или только старая его версия',
  },
  'server-refuses-certificate': {
    kk: 'ол біздің сертификатты қабылдамайды немесе сертификат талап етеді: cert және key параметрлері',
    ru: 'он не принимает наш сертификат или требует его: параметры cert и key',
  },
  'certificate-expired': {
    kk: 'оның сертификатының мерзімі өткен (немесе мұндағы сағат қате)',
    ru: 'срок его сертификата истёк (или здесь неверные часы)',
  },
  'certificate-not-yet': {
    kk: 'оның сертификаты әлі күшіне енбеген (немесе мұндағы сағат қате)',
    ru: 'его сертификат ещё не действует (или здесь неверные часы)',
  },
  'certificate-revoked': { kk: 'оның сертификаты қайтарып алынған', ru: 'его сертификат отозван' },
  'certificate-other-name': { kk: 'оның сертификаты басқа атауға берілген', ru: 'его сертификат выдан на другое имя' },
  'certificate-self-signed': {
    kk: 'оның сертификатына өзі қол қойған, мұнда сенімді орталық емес',
    ru: 'его сертификат подписан им самим, а не центром, которому здесь доверяют',
  },
  'certificate-untrusted': {
    kk: 'оның сертификатына Node білетін орталық қол қоймаған; өз орталығыңызды ca параметрінде көрсетіңіз',
    ru: 'его сертификат подписан не центром, который знает Node; свой укажите в параметре ca',
  },
  'certificate-other-authority': {
    kk: 'оның сертификатына {file} ішіндегі орталық қол қоймаған',
    ru: 'его сертификат подписан не центром из {file}',
  },
  'pem-unreadable': { kk: '{option}: {file} оқылмайды: {reason}', ru: '{option}: {file} не читается: {reason}' },
  'pem-wrong': { kk: '{option}: {file} — PEM файлы емес', ru: '{option}: {file} — не файл PEM' },
  'journal-changed': { kk: 'журнал бұрынғысынан басқа', ru: 'журнал не тот, что был' },
  'journal-unreadable': { kk: 'журнал оқылмайды: {reason}', ru: 'журнал не читается: {reason}' },
}
