/** The messages of the checks in Kazakh and Russian. */
import type { health } from './health.ts'
import type { Words } from './message.ts'

export const healthWords: Words<typeof health> = {
  'table-missing': { kk: 'Ядрода inet aqtizim кестесі жоқ.', ru: 'В ядре нет таблицы inet aqtizim.' },
  'table-not-compared': { kk: 'Кесте әлі салыстырылған жоқ.', ru: 'Таблица ещё не сверена.' },
  'table-right': { kk: 'Ядродағы кесте құрылған кестемен бірдей.', ru: 'В ядре та таблица, которая была составлена.' },
  'table-differs': {
    kk: 'Ядродағы кесте құрылған кестеден өзгеше; алғашқы айырмашылық: {line}.',
    ru: 'В ядре не та таблица, которая была составлена; первое отличие: {line}.',
  },
  'table-remedy': {
    kk: 'Қызмет оны бірнеше секундта қайта жүктейді; түзелмесе, мына команданы орындаңыз: service aqtizim restart.',
    ru: 'Служба загрузит её снова за несколько секунд; если не помогло, выполните: service aqtizim restart.',
  },
  'ask-again': { kk: 'Бірнеше секундтан кейін қайта сұраңыз.', ru: 'Спросите ещё раз через несколько секунд.' },
  'route-rules-unreadable': { kk: 'Бағыттау ережелерін оқу мүмкін емес.', ru: 'Правила маршрутизации не читаются.' },
  'route-rules-remedy': {
    kk: 'ip-full немесе ip-tiny пакетін орнатыңыз.',
    ru: 'Установите пакет ip-full или ip-tiny.',
  },
  'route-lock-right': {
    kk: 'Бағыт құлпы барлық кабинетте орнында.',
    ru: 'Замок маршрутов стоит для каждого кабинета.',
  },
  'route-lock-broken': {
    kk: 'Бағыт құлпының {count} ережесі жоқ, мысалы {rule}.',
    ru: 'Не хватает правил замка маршрутов: {count}, например {rule}.',
  },
  'route-lock-remedy': {
    kk: 'Мына команданы орындаңыз: service network reload.',
    ru: 'Выполните: service network reload.',
  },
  'route-front-right': {
    kk: 'Бағыт құлпын айналып өтетін ереже жоқ.',
    ru: 'Ни одно правило не ведёт в обход замка маршрутов.',
  },
  'route-front-foreign': {
    kk: 'Бағыт құлпының алдында ереже тұр: {rule}.',
    ru: 'Перед замком маршрутов стоит правило: {rule}.',
  },
  'route-front-remedy': {
    kk: 'Оны қойылған жерінен алып тастаңыз немесе бірден: {command}.',
    ru: 'Уберите его там, где оно задано, или сразу командой: {command}.',
  },
  'resolver-silent': {
    kk: '{rooms} үшін DNS жауап бермейді ({answer}).',
    ru: 'DNS для {rooms} не отвечает ({answer}).',
  },
  'resolver-other-list': {
    kk: '{rooms} үшін DNS бекітілген тізімнен басқа тізімді ұстап тұр.',
    ru: 'DNS для {rooms} держит не тот список, который утверждён.',
  },
  'resolver-leaks': {
    kk: '{rooms} үшін DNS тізімде жоқ атауға {answer} деп жауап береді.',
    ru: 'DNS для {rooms} отвечает на имя не из списка: {answer}.',
  },
  'resolver-right': {
    kk: '{rooms} үшін DNS бекітілген тізімді ұстап тұр, қалғанын тыйым бетіне бағыттайды.',
    ru: 'DNS для {rooms} держит утверждённый список, а остальное ведёт на страницу отказа.',
  },
  'engine-remedy': {
    kk: 'Қызмет оны бірнеше секундта қайта іске қосады; түзелмесе, мынаны қараңыз: {command}.',
    ru: 'Служба перезапустит его за несколько секунд; если не помогло, посмотрите: {command}.',
  },
  'gate-silent': { kk: 'Шлюз жауап бермейді.', ru: 'Шлюз не отвечает.' },
  'gate-lists-right': { kk: 'Шлюз бекітілген тізімдерді ұстап тұр.', ru: 'Шлюз держит утверждённые списки.' },
  'gate-lists-differ': {
    kk: 'Шлюздегі тізімдер бекітілгеннен өзгеше: {files}.',
    ru: 'Списки шлюза не те, что утверждены: {files}.',
  },
  'gate-lists-remedy': {
    kk: 'Қызмет оларды бірнеше секундта қайта береді; түзелмесе, мына команданы орындаңыз: service aqtizim restart.',
    ru: 'Служба передаст их снова за несколько секунд; если не помогло, выполните: service aqtizim restart.',
  },
  'gate-answers-right': {
    kk: 'Тізімде жоқ атауға шлюз тыйым бетін көрсетеді.',
    ru: 'На имя не из списка шлюз показывает страницу отказа.',
  },
  'gate-answers-wrong': {
    kk: '{room} шлюзі тізімде жоқ атауға тыйым бетін көрсетуі керек еді, ал {status} күйімен жауап берді.',
    ru: 'Шлюз {room} должен показать страницу отказа на имя не из списка, а ответил состоянием {status}.',
  },
  'gate-answers-nothing': {
    kk: '{room} шлюзі тізімде жоқ атауға тыйым бетін көрсетуі керек еді, ал жауап келмеді ({reason}).',
    ru: 'Шлюз {room} должен показать страницу отказа на имя не из списка, а ответа не было ({reason}).',
  },
  'gate-answers-remedy': {
    kk: 'Мынаны қараңыз: logread -e haproxy, содан кейін орындаңыз: service aqtizim restart.',
    ru: 'Посмотрите: logread -e haproxy, затем выполните: service aqtizim restart.',
  },
  'firewall-unreadable': {
    kk: 'Желіаралық экран баптауларын ubus арқылы оқу мүмкін емес.',
    ru: 'Настройки межсетевого экрана не читаются через ubus.',
  },
  'firewall-unreadable-remedy': {
    kk: 'rpcd жұмыс істеп тұрғанын тексеріңіз: service rpcd restart.',
    ru: 'Проверьте, работает ли rpcd: service rpcd restart.',
  },
  'offload-covers': {
    kk: 'Ағынды жеделдету кабинеттің {device} құрылғысын қамтиды: ашық қосылымдар ережелерімізді айналып өтеді.',
    ru: 'Ускорение потоков захватывает устройство кабинета {device}: открытые соединения идут мимо наших правил.',
  },
  'offload-on': {
    kk: 'Желіаралық экран баптауларында ағынды жеделдету қосулы.',
    ru: 'В настройках межсетевого экрана включено ускорение потоков (flow offloading).',
  },
  'offload-unreadable': {
    kk: 'Ядроның flowtable кестелерін оқу мүмкін емес.',
    ru: 'Таблицы flowtable ядра не читаются.',
  },
  'offload-right': {
    kk: 'Кабинет қосылымдары жеделдетілмейді.',
    ru: 'Соединения кабинетов не ускоряются в обход правил.',
  },
  'offload-remedy': { kk: 'Оны өшіріңіз: {command}.', ru: 'Отключите его: {command}.' },
  'input-no-firewall': {
    kk: 'Маршрутизатордың өз желіаралық экран баптаулары жоқ.',
    ru: 'Своих настроек межсетевого экрана у маршрутизатора нет.',
  },
  'input-right': {
    kk: 'Маршрутизатордың желіаралық экраны кабинеттерді DNS пен шлюзге өткізеді.',
    ru: 'Межсетевой экран маршрутизатора пропускает кабинеты к DNS и шлюзу.',
  },
  'input-refused': {
    kk: 'Маршрутизатордың желіаралық экраны {zone} аймағынан кіруге тыйым салады: атаулар мен тыйым беті өтпейді.',
    ru: 'Межсетевой экран маршрутизатора закрывает вход из зоны {zone}: имена и страница отказа не проходят.',
  },
  'input-remedy': {
    kk: "/etc/config/firewall ішіне ереже қосыңыз: src '{zone}', proto 'tcp udp', dest_port '{ports}', target 'ACCEPT'; біздің кесте өзі бұрмағанның бәріне сол жерде де тыйым салады.",
    ru: "Добавьте в /etc/config/firewall правило: src '{zone}', proto 'tcp udp', dest_port '{ports}', target 'ACCEPT'; наша таблица и там отказывает во всём, что не перенаправила сама.",
  },
  'clock-right': { kk: 'Сағат қойылған: {time} UTC.', ru: 'Часы установлены: {time} UTC.' },
  'clock-unset': { kk: 'Сағат қойылмаған: {time} UTC көрсетеді.', ru: 'Часы не установлены: показывают {time} UTC.' },
  'clock-behind': {
    kk: 'Сағат артта: {time} UTC көрсетеді, бұл тізім бекітілгенге дейінгі уақыт.',
    ru: 'Часы отстают: показывают {time} UTC, раньше утверждения списка.',
  },
  'clock-remedy': {
    kk: 'Маршрутизатор уақыт серверіне жететінін тексеріңіз: service sysntpd restart.',
    ru: 'Проверьте, доступен ли сервер времени: service sysntpd restart.',
  },
  'disk-right': {
    kk: 'Журнал үшін {free} МиБ бос орын бар: {folder}.',
    ru: 'Для журнала свободно {free} МиБ в {folder}.',
  },
  'disk-low': {
    kk: 'Журнал үшін небәрі {free} МиБ бос орын бар: {folder}.',
    ru: 'Для журнала свободно только {free} МиБ в {folder}.',
  },
  'disk-low-remedy': {
    kk: 'Журналды USB дискіге көшіріңіз (main.journal_dir) немесе азырақ күн сақтаңыз (main.keep_days).',
    ru: 'Перенесите журнал на USB-диск (main.journal_dir) или храните меньше дней (main.keep_days).',
  },
  'disk-unreadable': { kk: 'Журналдың {folder} қалтасы оқылмайды.', ru: 'Папка журнала {folder} не читается.' },
  'disk-unreadable-remedy': {
    kk: 'Дискісін қосыңыз немесе main.journal_dir мәнін өзгертіңіз.',
    ru: 'Подключите его диск или измените main.journal_dir.',
  },
  'program-missing': { kk: '{program} жоқ.', ru: 'Нет программы {program}.' },
  'program-missing-remedy': { kk: '{package} пакетін орнатыңыз.', ru: 'Установите пакет {package}.' },
  'program-no-version': { kk: '{program} нұсқасын айтпайды.', ru: '{program} не сообщает свою версию.' },
  'program-no-version-remedy': {
    kk: '{package} пакеті бүтін екенін тексеріңіз.',
    ru: 'Проверьте, цел ли пакет {package}.',
  },
  'program-old': {
    kk: '{program} {version} тым ескі: кемінде {least} керек.',
    ru: '{program} {version} слишком стар: нужен не ниже {least}.',
  },
  'program-old-remedy': { kk: '{package} пакетін жаңартыңыз.', ru: 'Обновите пакет {package}.' },
  'program-right': { kk: '{program} {version} бар.', ru: '{program} {version} на месте.' },
  'nftset-unknown': { kk: 'dnsmasq қалай жиналғанын айтпайды.', ru: 'dnsmasq не сообщает, с чем он собран.' },
  'nftset-right': { kk: 'dnsmasq ядро жиындарын толтыра алады.', ru: 'dnsmasq умеет наполнять наборы ядра.' },
  'nftset-missing': {
    kk: 'Бұл dnsmasq nftset-сіз жиналған, ядро жиындарын толтыра алмайды: тізімдегі бірде-бір сайт ашылмайды.',
    ru: 'Этот dnsmasq собран без nftset и не может наполнять наборы ядра: ни один сайт списка не откроется.',
  },
  'nftset-remedy': {
    kk: 'dnsmasq пакетін dnsmasq-full пакетімен ауыстырыңыз.',
    ru: 'Замените пакет dnsmasq на dnsmasq-full.',
  },
  'version-changed': {
    kk: '{file} файлы {time} UTC өзгертілді, пайдаланушы {uid}; күшіндегі тізім сақталады.',
    ru: 'Файл {file} изменён {time} UTC пользователем {uid}; действующий список остаётся.',
  },
  'version-came': {
    kk: '{file} файлын ешкім бекітпеген, ол {time} UTC қойылды, пайдаланушы {uid}; күшіндегі тізім сақталады.',
    ru: 'Файл {file} никем не утверждён и положен {time} UTC пользователем {uid}; действующий список остаётся.',
  },
  'version-gone': {
    kk: '{file} файлы жойылды; күшіндегі тізім сақталады.',
    ru: 'Файл {file} удалён; действующий список остаётся.',
  },
  'version-not-newest': {
    kk: 'Күшіндегі тізім соңғы бекітілген тізім емес.',
    ru: 'Действует не последний утверждённый список.',
  },
  'version-remedy': {
    kk: '/etc/aqtizim/versions файлдарын кім өзгерткенін анықтап, тізімді қайта бекіттіріңіз.',
    ru: 'Выясните, кто изменил файлы в /etc/aqtizim/versions, и утвердите список заново.',
  },
  'version-none': { kk: 'Тізім бекітілмеген: ештеңе ашылмайды.', ru: 'Список не утверждён: ничего не открывается.' },
  'version-none-remedy': {
    kk: 'Тізімді бекітіңіз: «Ақ тізім» бетінде немесе aqtizim approve ФАЙЛ.',
    ru: 'Утвердите список: на странице «Белый список» или командой aqtizim approve ФАЙЛ.',
  },
  'version-right': { kk: '{version}-нұсқа күшінде, оның хеші дұрыс.', ru: 'Действует версия {version}, её хеш верен.' },
  'signature-not-asked': {
    kk: 'Қолтаңба талап етілмейді (main.require_signature).',
    ru: 'Подпись не требуется (main.require_signature).',
  },
  'signature-no-key': { kk: 'Директордың ашық кілті жоқ.', ru: 'Нет открытого ключа директора.' },
  'signature-no-key-remedy': {
    kk: 'Оны /etc/aqtizim/director.pub файлына салыңыз.',
    ru: 'Положите его в /etc/aqtizim/director.pub.',
  },
  'signature-right': {
    kk: 'Күшіндегі тізімде директордың қолтаңбасы бар.',
    ru: 'Под действующим списком есть подпись директора.',
  },
  'signature-missing': {
    kk: 'Директордың жарамды қолтаңбасы бар тізім жоқ.',
    ru: 'Нет списка с верной подписью директора.',
  },
  'signature-missing-remedy': { kk: 'Тізімге қол қойдырып, бекіттіріңіз.', ru: 'Подпишите и утвердите список.' },
  'enforced-off': {
    kk: '«Ақ тізім» өшірулі: кабинеттер қорғалмаған.',
    ru: '«Ақ тізім» выключен: кабинеты не защищены.',
  },
  'enforced-off-remedy': { kk: "Қосыңыз: main.enabled '1'.", ru: "Включите: main.enabled '1'." },
  'enforced-right': { kk: 'Бекітілген тізім күшінде.', ru: 'Утверждённое действует.' },
  'enforced-failed': {
    kk: 'Бекітілгенді күшіне енгізу мүмкін болмады.',
    ru: 'Утверждённое не удалось ввести в действие.',
  },
  'enforced-failed-remedy': { kk: 'Себебін `aqtizim status` көрсетеді.', ru: 'Почему, говорит `aqtizim status`.' },
  'settings-right': { kk: 'Баптауларда қате жоқ.', ru: 'В настройках ошибок нет.' },
  'settings-remedy': {
    kk: 'Оны /etc/config/aqtizim файлында немесе «Баптаулар» бетінде түзетіңіз.',
    ru: 'Исправьте в /etc/config/aqtizim или на странице «Настройки».',
  },
  'settings-file-right': {
    kk: 'Дискідегі баптаулар күшінде.',
    ru: 'Настройки на диске действуют.',
  },
  'settings-file-differs': {
    kk: 'Дискідегі баптаулар күшіндегілерден өзгеше.',
    ru: 'Настройки на диске не те, что действуют.',
  },
  'settings-file-remedy': {
    kk: 'Орындаңыз: service aqtizim reload; не кедергі екенін өзі айтады.',
    ru: 'Выполните: service aqtizim reload; она скажет, что мешает.',
  },
  'journal-stopped': { kk: 'Журнал жазылып жатқан жоқ.', ru: 'Журнал не пишется.' },
  'journal-stopped-remedy': {
    kk: 'Мынаны қараңыз: logread -e aqtizim, содан кейін орындаңыз: service aqtizim restart.',
    ru: 'Посмотрите: logread -e aqtizim, затем выполните: service aqtizim restart.',
  },
  'journal-right': { kk: 'Журнал жазылып жатыр.', ru: 'Журнал пишется.' },
  'journal-lags': { kk: 'Журнал кешігеді: {fault}.', ru: 'Журнал отстаёт: {fault}.' },
  'look-into-log': { kk: 'Мынаны қараңыз: logread -e aqtizim.', ru: 'Посмотрите: logread -e aqtizim.' },
  'export-right': {
    kk: 'Журналдың маршрутизатордан шығуына кедергі жоқ.',
    ru: 'Отправке журнала с маршрутизатора ничто не мешает.',
  },
  'export-remedy': {
    kk: 'Серверді және /etc/config/aqtizim файлындағы сол атаулы бөлімді қараңыз.',
    ru: 'Проверьте сервер и раздел с этим именем в /etc/config/aqtizim.',
  },
  'watch-right': { kk: 'Ядродағы бөтен өзгерістер байқалады.', ru: 'Чужие изменения в ядре замечаются.' },
  'only-fault': { kk: '{fault}.', ru: '{fault}.' },
  'first-fault': { kk: '{fault} (және тағы {more}).', ru: '{fault} (и ещё {more}).' },
  'as-said': { kk: '{output}', ru: '{output}' },
  'daemon-silent': { kk: 'Қызмет жауап бермейді: {reason}.', ru: 'Служба не отвечает: {reason}.' },
  'daemon-remedy': { kk: 'Іске қосыңыз: service aqtizim start.', ru: 'Запустите её: service aqtizim start.' },
}
