/** `/etc/config/aqtizim` as LuCI's form. */
import form from 'luci:form'
import uci from 'luci:uci'
import { warn } from '../failure.ts'
import * as checks from './checks.ts'

type Map = InstanceType<typeof form.Map>
type Section = ReturnType<Map['section']>
type Kind = Parameters<Section['option']>[0]

interface Extra {
  readonly validate?: checks.Check
  readonly standard?: string
  readonly placeholder?: string
  readonly needed?: boolean
}

function add(section: Section, kind: Kind, name: string, title: string, help: string, extra: Extra = {}) {
  const option = section.option(kind, name, title, help)
  if (extra.validate !== undefined) option.validate = extra.validate
  if (extra.standard !== undefined) {
    option.default = extra.standard
    // What is not in the file counts as its standard: to write that down would be a change that nobody made.
    option.write = (id, value) => {
      if (value !== (uci.get('aqtizim', id, name) ?? extra.standard)) uci.set('aqtizim', id, name, value)
    }
  }
  if (extra.placeholder !== undefined) option.placeholder = extra.placeholder
  if (extra.needed === true) option.rmempty = false
  return option
}

/**
 * Sections that people name themselves. UCI knows no two sections of one name: rpcd would turn the one that is there into one of
 * this type, and a room would be none any more.
 */
function letAdd(section: Section): void {
  section.addremove = true
  const addIt = section.handleAdd
  section.handleAdd = function (event, name) {
    if (name === undefined || (uci.get('aqtizim', name) ?? undefined) === undefined)
      return addIt.call(this, event, name)
    return warn(_('The settings have a section “%s” already. Choose another name.').format(name))
  }
}

function school(map: Map): void {
  const main = map.section(form.NamedSection, 'main', 'aqtizim', _('School'))
  add(main, form.Value, 'school', _('Name of the school'), _('As it stands in the papers.'))
  const language = add(
    main,
    form.ListValue,
    'language',
    _('Language'),
    _('Of the block page and the papers. These pages follow LuCI’s own language.'),
    { standard: 'kk' },
  )
  language.value('kk', 'Қазақша')
  language.value('ru', 'Русский')
  language.value('en', 'English')
}

function addConnectivity(main: Parameters<typeof add>[0]): void {
  add(
    main,
    form.Flag,
    'connectivity_answers',
    _('Answer connectivity checks'),
    _(
      'The router itself tells Windows, telephones and browsers that there is a network, so that they show no warning and open no page.',
    ),
    { standard: '1', needed: true },
  )
}

function guard(map: Map): void {
  const main = map.section(form.NamedSection, 'main', 'aqtizim', _('Guard'))
  add(
    main,
    form.Flag,
    'enabled',
    _('Switched on'),
    _('Switched off, the rooms are no longer guarded and nothing is journalled.'),
    { standard: '1', needed: true },
  )
  add(
    main,
    form.Flag,
    'name_check',
    _('Check names on the wire'),
    _(
      'The gate looks at the name of every connection. Without it, all sites on a shared address of a listed one open as well: only for very slow routers.',
    ),
    { standard: '1', needed: true },
  )
  addConnectivity(main)
  add(
    main,
    form.Flag,
    'require_signature',
    _('Ask for the director’s signature'),
    _('A list holds only with a signature file that fits /etc/aqtizim/director.pub.'),
    { standard: '0', needed: true },
  )
  add(
    main,
    form.DynamicList,
    'upstream',
    _('Resolvers'),
    _('Where listed names are looked up. Empty: the router’s own resolver.'),
    { validate: checks.upstream, placeholder: '127.0.0.1#53' },
  )
  add(
    main,
    form.Flag,
    'live_stream',
    _('Show news at once'),
    _(
      'Otherwise the pages ask every few seconds. Only for a web server that frees its streams: uhttpd keeps each of them, and answers nobody after a hundred.',
    ),
    { standard: '0', needed: true },
  )
  add(
    main,
    form.Value,
    'mark_mask',
    _('Bits of the connection mark'),
    _('Change it only if another program of this router uses the same bits.'),
    { validate: checks.mask, placeholder: '0x0f000000' },
  )
}

function journal(map: Map): void {
  const main = map.section(form.NamedSection, 'main', 'aqtizim', _('Access journal'))
  add(
    main,
    form.Value,
    'journal_dir',
    _('Folder'),
    _('On the router’s flash, or better on a USB stick. What is in the old folder stays there.'),
    { validate: checks.folder, placeholder: '/etc/aqtizim/journal' },
  )
  add(
    main,
    form.Value,
    'flush_seconds',
    _('Seconds between writes'),
    _('So much a power cut may cost. Fewer wear the flash out.'),
    { validate: checks.whole(1, 3600), placeholder: '60' },
  )
  add(main, form.Value, 'keep_days', _('Days to keep'), _('Older days are deleted.'), {
    validate: checks.whole(1, 3660),
    placeholder: '400',
  })
  add(
    main,
    form.Value,
    'journal_max_mb',
    _('Megabytes at most'),
    _('When the journal is larger, its oldest days go.'),
    { validate: checks.whole(1, 1_000_000), placeholder: '200' },
  )
  add(
    main,
    form.Value,
    'metrics_file',
    _('File of metrics'),
    _('For the textfile collector of node-exporter. Empty: none.'),
    { validate: checks.metricsFile },
  )
}

function rooms(map: Map): void {
  const section = map.section(
    form.TypedSection,
    'room',
    _('Rooms'),
    _(
      'A room is one or more networks of the router. Its short name stands in the white list and begins with a letter.',
    ),
  )
  letAdd(section)
  add(section, form.Value, 'name', _('Name'), _('As people call it.'))
  add(section, form.DynamicList, 'network', _('Networks'), _('All PCs in these networks are guarded.'), {
    validate: checks.network,
    placeholder: 'lan',
  })
}

function exempt(map: Map): void {
  const section = map.section(
    form.TypedSection,
    'exempt',
    _('Exempt machines'),
    _('The teacher’s own machine opens every site and is never journalled.'),
  )
  section.addremove = true
  section.anonymous = true
  add(section, form.Value, 'name', _('Name'), '')
  add(section, form.Value, 'mac', _('MAC address'), '', { validate: checks.macAddress, needed: true })
  add(section, form.DynamicList, 'ip', _('Addresses'), _('When given, MAC and address must both fit, IPv4 and IPv6.'), {
    validate: checks.address,
  })
}

function people(map: Map): void {
  const section = map.section(
    form.TypedSection,
    'person',
    _('People'),
    _('Who stands in the papers. This makes no login.'),
  )
  section.addremove = true
  section.anonymous = true
  add(section, form.Value, 'name', _('Name'), '', { needed: true })
  add(section, form.Value, 'post', _('Post'), '')
  const role = add(section, form.ListValue, 'role', _('Part'), '', { standard: 'other' })
  role.value('director', _('director'))
  role.value('teacher', _('answers for the rooms'))
  role.value('psychologist', _('makes the monthly report'))
  role.value('other', _('other'))
  const commission = add(section, form.ListValue, 'commission', _('Commission'), '', { standard: '' })
  commission.value('', '—')
  commission.value('chair', _('chair'))
  commission.value('member', _('member'))
}

function forward(map: Map): void {
  const section = map.section(
    form.TypedSection,
    'forward',
    _('Send the journal to a server'),
    _('Every row goes to a syslog server as well (RFC 5424).'),
  )
  letAdd(section)
  add(section, form.Value, 'host', _('Server'), '', { validate: checks.host, needed: true })
  add(section, form.Flag, 'tls', _('Encrypted'), _('TLS. Without it anybody on the way can read and forge.'), {
    standard: '1',
    needed: true,
  })
  add(section, form.Value, 'port', _('Port'), _('Empty: 6514, or 514 without encryption.'), {
    validate: checks.whole(1, 65_535),
  })
  add(section, form.Value, 'ca', _('Certificate of the authority'), _('PEM file on the router.'), {
    validate: checks.file,
  })
}

function districtList(map: Map): void {
  const section = map.section(
    form.TypedSection,
    'district_list',
    _('District’s list'),
    _(
      'The router fetches it each day, and the teacher sees on the page of the white list what it would change. Only the first one that is switched on counts.',
    ),
  )
  section.addremove = true
  section.anonymous = true
  add(section, form.Flag, 'enabled', _('Switched on'), '', { standard: '1', needed: true })
  add(section, form.Value, 'url', _('Address of the list'), _('The district says it.'), {
    validate: checks.httpsUrl,
    placeholder: 'https://lists.example.kz/aqtizim/list.yaml',
    needed: true,
  })
  add(
    section,
    form.Value,
    'key',
    _('The district’s public key'),
    _('The second line of its file list.sec.pub. A list that another key signed is refused.'),
    { validate: checks.signifyKey, needed: true },
  )
}

/** Not yet drawn. */
export function settingsMap(): Map {
  const map = new form.Map('aqtizim')
  for (const part of [school, guard, journal, rooms, exempt, people, forward, districtList]) part(map)
  return map
}
