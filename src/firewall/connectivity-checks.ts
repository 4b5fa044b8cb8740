/**
 * Lists the names that systems and browsers use for connectivity checks, and the answers that they expect. A new check is one
 * line.
 */
import { lookup, type NameTable } from '../whitelist/names.ts'

/**
 * Canary names: no such name tells Firefox and Apple's private relay that the network filters, so that they keep to its
 * resolver (Mozilla: canary domain use-application-dns.net; Apple: prepare your network for iCloud Private Relay).
 */
export const canaryNames: readonly string[] = ['use-application-dns.net', 'mask.icloud.com', 'mask-h2.icloud.com']

/** Fixed addresses that a check asks for by DNS alone (Microsoft: NCSI, active DNS probe). */
export const fixedAddresses: readonly { readonly name: string; readonly addresses: readonly string[] }[] = [
  { name: 'dns.msftncsi.com', addresses: ['131.107.255.255', 'fd3e:4f5a:5b81::1'] },
]

/** What the gate answers to a GET on port 80. */
export interface ConnectivityAnswer {
  /** Lower-case letters: names the answer in the gate's configuration and its file. */
  readonly id: string
  readonly hosts: readonly string[]
  /** None: any path. */
  readonly paths: readonly string[]
  readonly status: 200 | 204
  readonly type?: string
  readonly body?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

const online: readonly (readonly [string, string])[] = [['X-NetworkManager-Status', 'online']]
const success = '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n'
const portal = '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'

export const connectivityAnswers: readonly ConnectivityAnswer[] = [
  {
    id: 'android',
    hosts: [
      ...['connectivitycheck.gstatic.com', 'connectivitycheck.android.com', 'www.gstatic.com', 'www.google.com'],
      ...['clients3.google.com', 'play.googleapis.com', 'connectivitycheck.platform.hicloud.com'],
      ...['connect.rom.miui.com', 'edge-http.microsoft.com'],
    ],
    paths: ['/generate_204', '/gen_204', '/captiveportal/generate_204'],
    status: 204,
  },
  {
    id: 'windows',
    hosts: ['www.msftconnecttest.com', 'ipv6.msftconnecttest.com'],
    paths: ['/connecttest.txt'],
    status: 200,
    type: 'text/plain',
    body: 'Microsoft Connect Test',
  },
  {
    id: 'windowsold',
    hosts: ['www.msftncsi.com', 'ipv6.msftncsi.com'],
    paths: ['/ncsi.txt'],
    status: 200,
    type: 'text/plain',
    body: 'Microsoft NCSI',
  },
  { id: 'apple', hosts: ['captive.apple.com'], paths: [], status: 200, type: 'text/html', body: success },
  {
    id: 'appleold',
    hosts: ['www.apple.com'],
    paths: ['/library/test/success.html'],
    status: 200,
    type: 'text/html',
    body: success,
  },
  {
    id: 'firefox',
    hosts: ['detectportal.firefox.com'],
    paths: ['/canonical.html'],
    status: 200,
    type: 'text/html',
    body: portal,
  },
  {
    id: 'firefoxtext',
    hosts: ['detectportal.firefox.com'],
    paths: ['/success.txt'],
    status: 200,
    type: 'text/plain',
    body: 'success\n',
  },
  {
    id: 'gnome',
    hosts: ['nmcheck.gnome.org'],
    paths: ['/check_network_status.txt'],
    status: 200,
    type: 'text/plain',
    body: 'NetworkManager is online\n',
    headers: online,
  },
  {
    id: 'debian',
    hosts: ['network-test.debian.org'],
    paths: ['/nm'],
    status: 200,
    type: 'text/plain',
    body: 'NetworkManager is online\n',
    headers: online,
  },
  { id: 'ubuntu', hosts: ['connectivity-check.ubuntu.com'], paths: [], status: 204, headers: online },
  {
    id: 'fedora',
    hosts: ['fedoraproject.org'],
    paths: ['/static/hotspot.txt'],
    status: 200,
    type: 'text/plain',
    body: 'OK\n',
  },
]

const isListed = (names: NameTable, name: string) => typeof lookup(names, name) === 'number'

/** dnsmasq lines for a list; what it lists is looked up like any other site. */
export function networkCheckLines(names: NameTable, answered: boolean): string[] {
  const canaries = canaryNames.filter((name) => !isListed(names, name)).map((name) => `address=/${name}/`)
  const fixed = answered ? fixedAddresses.filter(({ name }) => !isListed(names, name)) : []
  return [
    '# No such name: this tells browsers and devices that the network filters, and that they keep to its resolver.',
    ...canaries,
    ...fixed.flatMap(({ name, addresses }) => addresses.map((address) => `address=/${name}/${address}`)),
  ]
}
