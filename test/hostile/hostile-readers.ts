/** All readers of text that somebody else wrote, each as the product calls it: with what it may begin with, and its bound. */
import { cleanReason } from '../../src/block-page/requests.ts'
import { readCatalogue } from '../../src/catalogue/catalogue.ts'
import { readConfig } from '../../src/district/config.ts'
import { readPiece } from '../../src/district/load/follow.ts'
import { readPeople } from '../../src/district/page/people.ts'
import { readDnsQuestion } from '../../src/firewall/dns-message.ts'
import { openConnections } from '../../src/firewall/gate.ts'
import { readOtherAddressName } from '../../src/firewall/other-address.ts'
import { readCounters, readRefusedElements, readSuspects } from '../../src/firewall/readings.ts'
import { rulesInFront } from '../../src/firewall/route-rules.ts'
import { createMonitorReader } from '../../src/firewall/watch.ts'
import { readLine } from '../../src/forward/syslog-message.ts'
import { parseConntrack } from '../../src/kernel/conntrack.ts'
import { parseArp, parseNeighbour } from '../../src/kernel/neighbour-table.ts'
import { readImport } from '../../src/list-import/import.ts'
import { importLimits } from '../../src/list-import/source.ts'
import { DnsLog } from '../../src/logger/dns-log.ts'
import { parseGateRecord } from '../../src/logger/gate-log.ts'
import { RingLines } from '../../src/logger/haproxy-log-reader.ts'
import { decodeRow, encodeRow } from '../../src/logger/row-codec.ts'
import { decodePublicKeys, decodeSigningKey } from '../../src/logger/signify-keys.ts'
import { keyFor } from '../../src/registers/encryption.ts'
import { readScan, scanLimits } from '../../src/registers/scan-csv.ts'
import { emptySocial } from '../../src/registers/social.ts'
import { parseSeats } from '../../src/seating/parse.ts'
import { parseUci } from '../../src/settings/uci-file.ts'
import { isClassName } from '../../src/timetable/timetable.ts'
import { createReader, decodeFields, encodeFields } from '../../src/ubus-client/index.ts'
import { checkAddress } from '../../src/whitelist/address.ts'
import { readApproval } from '../../src/whitelist/approval.ts'
import { checkName } from '../../src/whitelist/domain.ts'
import { addSite, changeSite, removeSite } from '../../src/whitelist/edit.ts'
import { meaningsOf } from '../../src/whitelist/meanings.ts'
import { DOCUMENT_LIMIT, parse } from '../../src/whitelist/parse.ts'
import { cutPasted } from '../../src/whitelist/pasted.ts'
import { readPort } from '../../src/whitelist/ports.ts'
import { findSignatureFault } from '../../src/whitelist/signify.ts'
import { lastSite, sitesIn } from '../../src/whitelist/site-values.ts'
import { facts } from '../firewall/sample.ts'
import { blobs, json, links, nestedBlob, table, words, yaml } from './growing-pieces.ts'

export interface HostileReader {
  /** May reject or throw what is no sign of exhaustion: whoever calls it expects that. */
  readonly read: (text: string) => unknown
  /** Characters that it is ever given; more than this its caller refuses. */
  readonly longest: number
  readonly heads: readonly string[]
  /** What may stand there again and again, or inside of itself. */
  readonly pieces: readonly string[]
}

const kib = 1024
const bytes = (text: string) => Buffer.from(text, 'latin1')
const options = { rooms: ['lab'] }
const emptyList = { sites: [] }
const isTotal = () => true

export const readers: Readonly<Record<string, HostileReader>> = {
  list: {
    read: (text) => parse(text, options),
    longest: DOCUMENT_LIMIT,
    heads: ['', 'sites:\n', 'sites:\n  - ', 'sites:\n  - domain: a.kz\n    needs: ', 'sites: ', 'sites:\n  - title: "'],
    pieces: yaml,
  },
  'edits of a list': {
    read: (text) => [
      addSite(text, { domain: 'b.kz' }, {}),
      changeSite(text, 'a.kz', { title: 'A' }, {}),
      removeSite(text, 'a.kz', {}),
      sitesIn(text, 0, text.length),
      lastSite(text, isTotal),
    ],
    longest: DOCUMENT_LIMIT,
    heads: ['', 'sites:\n  - domain: a.kz\n    needs: ', 'sites:\n  - domain: a.kz\n'],
    pieces: yaml,
  },
  import: {
    read: (text) => readImport(Buffer.from(text), emptyList, { rooms: [{ id: 'lab', name: 'Lab' }] }),
    longest: importLimits.bytes,
    heads: ['', 'sites:\n  - domain: a.kz\n    needs: ', 'Site;Title\n', '||a.kz^\n', '127.0.0.1 a.kz '],
    pieces: [...yaml, ...table, ...links, ...words],
  },
  'what was pasted': {
    read: (text) => [
      cutPasted({ domain: text, needs: [text] }),
      meaningsOf(text),
      checkName(text),
      checkAddress(text),
      readPort(text),
    ],
    longest: 1000,
    heads: ['', 'http://', 'https://a.kz/', '1', '::'],
    pieces: [...words, ...links],
  },
  'ready groups': { read: readCatalogue, longest: kib * kib, heads: ['', '{"format":1,"groups":'], pieces: json },
  'an approval': { read: readApproval, longest: 64 * kib, heads: ['', '{"version":'], pieces: json },
  'keys and signatures': {
    read: (text) => [findSignatureFault(Buffer.from(text), text, text), decodePublicKeys(text), decodeSigningKey(text)],
    longest: 64 * kib,
    heads: ['', 'untrusted comment: ', 'untrusted comment: a\n'],
    pieces: [...words, '\n', 'A', 'AA==', 'untrusted comment: a\n'],
  },
  "a scan's table": {
    read: (text) => readScan(emptySocial, Buffer.from(text)),
    longest: scanLimits.bytes,
    heads: ['', 'Account;Category;Count\n', 'sep=;\n', 'sep="\n', 'Account;Category;Count\n"'],
    pieces: [...table, ...words],
  },
  'a seat plan': {
    read: (text) => parseSeats(text, ['PC-01']),
    longest: 64 * kib,
    heads: ['', 'PC-01\t', 'PC-01: '],
    pieces: [...table, ...words, 'PC-01:', 'PC-01\t', 'PC 1 - '],
  },
  'the register of pupils': {
    read: (text) => keyFor(text, 'x'),
    longest: 4 * kib * kib,
    heads: ['', '{"header":'],
    pieces: json,
  },
  "a pupil's form": {
    read: (text) => cleanReason(new URLSearchParams(text).get('reason') ?? ''),
    longest: 8 * kib,
    heads: ['', 'reason='],
    pieces: [...words, '%', '%f0%9f', '&reason=', '+', '\u0301', '\u200d'],
  },
  "a class's name": { read: isClassName, longest: 1000, heads: ['', '7'], pieces: words },
  'rows of the journal': {
    read: (text) => {
      const decoded = decodeRow(text)
      readLine(Buffer.from(text), 1)
      return decoded === undefined || decoded.kind === 'unknown' ? undefined : encodeRow(decoded.row)
    },
    longest: 256 * kib,
    heads: ['', '{"n":1,"at":"x","event":"x","a":', '{"n":1,"seal":', '{"n":1,"gap":'],
    pieces: json,
  },
  "the district's spool": {
    read: (text) => readPiece({ bytes: Buffer.from(text), file: 'x', end: text.length }),
    longest: 4 * kib * kib,
    heads: [
      '',
      '127.0.0.1 school visit [aqtizim@32473 id="',
      '127.0.0.1 school visit [aqtizim@32473 journal="0123456789abcdef"]',
    ],
    pieces: [
      ...words,
      '\n',
      '[a]',
      '[a b="c"]',
      '127.0.0.1 school visit [aqtizim@32473 journal="0123456789abcdef"]',
      ...json,
    ],
  },
  "the logins of the district's page": { read: readPeople, longest: 64 * kib, heads: ['', 'a: ['], pieces: yaml },
  "the district's settings": { read: readConfig, longest: 64 * kib, heads: ['', 'a: '], pieces: yaml },
  'lines of conntrack': {
    read: (text) => text.split('\n').map((line) => parseConntrack(line, 1)),
    longest: 256 * kib,
    heads: ['', 'ipv4 2 tcp 6 ', '[NEW] ipv4 2 tcp 6 30 SYN_SENT src=1.1.1.1 '],
    pieces: [...words, 'src=1.1.1.1 ', 'id=1 ', '[NEW] ', 'packets=1 '],
  },
  "the resolver's log": {
    read: (text) => {
      const log = new DnsLog()
      for (const line of text.split('\n')) log.read(line)
      log.takeLeftOut()
    },
    longest: 256 * kib,
    heads: ['', 'Nov 23 dnsmasq[1]: 5 10.0.0.1/1 query[A] ', 'Nov 23 dnsmasq[1]: '],
    pieces: [
      ...words,
      '5 10.0.0.1/1 query[A] a.kz from 10.0.0.1\nx dnsmasq[1]: ',
      'possible DNS-rebind attack detected: ',
      '\nx dnsmasq[1]: possible DNS-rebind attack detected: a',
    ],
  },
  "the gate's records": {
    read: (text) => new RingLines().push(text).map((line) => parseGateRecord(line, 1)),
    longest: 256 * kib,
    heads: ['', '<134>1 2026-11-23T10:43:17.146087+00:00 - haproxy 1 - - aq1 t 192.168.1.7 34048 '],
    pieces: [...words, '[x ', '["\\" ', '[a="b"]', '<134>1 ', '> ', '\n<134>1 a b c d e aq1 '],
  },
  "the gate's answers": {
    read: (text) => openConnections(async () => text),
    longest: 256 * kib,
    heads: ['', '# table: a, type: string, size:1, used:1\n', '0x1: key=1 '],
    pieces: [...words, '0x55d: key=1.1.1.1:1 use=0 exp=1 gpt0=1\n', 'key=', '0x1: '],
  },
  'names that the gate asks for': {
    read: (text) => [readOtherAddressName(text), readDnsQuestion(bytes(text))],
    longest: 512,
    heads: ['', 'c612000a.c612000a.tls.l1.', '\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00'],
    pieces: [...words, '\x01a', '\x3f', '\xc0\x0c', '\x00'],
  },
  'tables of nft': {
    read: (text) => [readCounters(text), readRefusedElements(text), readSuspects(text)],
    longest: 4 * kib * kib,
    heads: ['', '{"nftables":', '{"nftables":[{"set":{"table":"aqtizim","name":"refused4","elem":'],
    pieces: json,
  },
  'what nft and ip tell': {
    read: (text) => {
      const read = createMonitorReader(
        () => false,
        () => {},
      )
      for (const line of text.split('\n')) {
        read(line)
        parseNeighbour(line)
      }
      return [parseArp(text), rulesInFront(facts(), text)]
    },
    longest: 256 * kib,
    heads: ['', 'add element inet aqtizim l1_4 { ', '# new generation ', '192.168.1.1 dev br-lan lladdr '],
    pieces: [
      ...words,
      'add element inet aqtizim l1_4 { 1.1.1.1 }\n',
      '{ ',
      ' }',
      ', ',
      '# new generation 1 by process 1 (x)\n',
      'lladdr ',
      '1:\tfrom all lookup 1\n',
    ],
  },
  'settings of the router': {
    read: parseUci,
    longest: 256 * kib,
    heads: ['', 'config a b\n', "config a b\n\toption c '"],
    pieces: [...words, "'", '"', '\\', 'config a\n', 'config a b\n', '\tlist c d\n', '#', ';', '\n', '"\'"'],
  },
  'attributes of ubus': {
    read: (text) => {
      const reader = createReader()
      reader.push(bytes(text))
      reader.push(Buffer.concat([bytes('\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00'), bytes(text)]))
      const fields = decodeFields(bytes(text))
      return encodeFields(fields)
    },
    longest: kib * kib,
    heads: ['', '\x82\x00\x10\x00\x00\x00\x00\x00'],
    pieces: blobs,
  },
  'tables in tables of ubus': {
    read: (text) => decodeFields(nestedBlob(text.length)),
    longest: 8 * kib,
    heads: [''],
    pieces: ['x'],
  },
}
