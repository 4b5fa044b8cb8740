/** Attempts on port 80: requests that two programs may read in two ways. */
import { sharedAddress } from '../../map.ts'
import { type Bypass, eachVersion, evilName, freshAddress, packetTo, unlisted } from '../bypass.ts'

const each = 'the gate holds every request to the list'
export const ok = 'shared-ok.test'

/** Writes bytes to the shared address; nothing of the attempt's own unlisted name may arrive. */
export function says(
  id: string,
  what: string,
  parts: (evil: string, path: string) => readonly (string | number)[],
  more: Partial<Bypass> = {},
): Bypass {
  const name = `web-${id}`
  const { name: evil, far } = evilName(name)
  return {
    id: name,
    lines: [23],
    who: 'pc2',
    what,
    defence: each,
    expected: 'shut',
    gate: 'needed',
    // Only an answer to the unlisted request counts; the one before it may be the listed site's.
    try: (pc) =>
      pc.speak(
        sharedAddress,
        80,
        parts(evil, `/${name}`),
        new RegExp(`far-server \\w+ host=\\S*(${evil}|) path=/${name}`),
      ),
    far,
    ...more,
  }
}

const end = '\r\n\r\n'
const fine = `GET /fine HTTP/1.1\r\nHost: ${ok}\r\n\r\n`

const requests: readonly Bypass[] = [
  says('host', 'names an unlisted Host', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`], {
    journal: unlisted('web-host.vk.test'),
  }),
  says('second', 'names it in the second request', (evil, path) => [
    fine,
    150,
    `GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('pipelined', 'names it in a pipelined request', (evil, path) => [
    `${fine}GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('pipelined-ten', 'names it in the tenth of ten', (evil, path) => [
    `${fine.repeat(9)}GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('two-hosts', 'sends two Hosts, the listed one first', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${ok}\r\nHost: ${evil}${end}`,
  ]),
  says('two-hosts-turned', 'sends two Hosts, the unlisted one first', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${evil}\r\nHost: ${ok}${end}`,
  ]),
  says('comma', 'names two in one Host', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost: ${ok}, ${evil}${end}`]),
  says('fold', 'folds the Host over two lines', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost:\r\n ${evil}${end}`]),
  says('fold-after', 'folds a second name under the Host', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${ok}\r\n ${evil}${end}`,
  ]),
  says('space-colon', 'puts a space before the colon', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${ok}\r\nHost : ${evil}${end}`,
  ]),
  says('tab', 'puts a tab before the name', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost:\t${evil}${end}`]),
  says('nul', 'puts a NUL into the Host', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost: ${evil}\0.${ok}${end}`]),
  says('cr', 'puts a bare CR into the Host', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${ok}\rHost: ${evil}${end}`,
  ]),
  says('bare-lf', 'ends lines with LF alone', (evil, path) => [`GET ${path} HTTP/1.1\nHost: ${evil}\n\n`]),
  says('at', 'puts the listed name before an @', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost: ${ok}@${evil}${end}`]),
  says('port-at', 'hides the name behind a port', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${ok}:80@${evil}${end}`,
  ]),
  says('fragment', 'hides the name behind a #', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost: ${evil}#.${ok}${end}`]),
  says('slash', 'hides the name behind a slash', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${evil}/.${ok}${end}`,
  ]),
  says('backslash', 'hides the name behind a backslash', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${evil}\\.${ok}${end}`,
  ]),
  says('percent', 'escapes the name', (_evil, path) => [`GET ${path} HTTP/1.1\r\nHost: %76k.test${end}`], {
    far: [{ kind: 'request', path: '/web-percent' }],
  }),
  says('capitals', 'writes the unlisted name in capitals', (evil, path) => [
    `GET ${path} HTTP/1.1\r\nHOST: ${evil.toUpperCase()}${end}`,
  ]),
  says('dot', 'ends the unlisted name with a dot', (evil, path) => [`GET ${path} HTTP/1.1\r\nHost: ${evil}.${end}`]),
  says('no-host', 'sends no Host', (_evil, path) => [`GET ${path} HTTP/1.1${end}`]),
  says('empty-host', 'sends an empty Host', (_evil, path) => [`GET ${path} HTTP/1.1\r\nHost:${end}`]),
  says('http10', 'speaks HTTP/1.0 without a Host', (_evil, path) => [`GET ${path} HTTP/1.0${end}`]),
  says('http10-host', 'speaks HTTP/1.0 with an unlisted Host', (evil, path) => [
    `GET ${path} HTTP/1.0\r\nHost: ${evil}${end}`,
  ]),
  says('http09', 'speaks HTTP/0.9', (_evil, path) => [`GET ${path}\r\n`, 600]),
  says('address', 'names the address as the Host', (_evil, path) => [
    `GET ${path} HTTP/1.1\r\nHost: ${sharedAddress}${end}`,
  ]),
  says('octal', 'names the address as one number', (_evil, path) => [`GET ${path} HTTP/1.1\r\nHost: 3323136521${end}`]),
  says(
    'absolute',
    'asks for an unlisted URL under a listed Host',
    (evil, path) => [`GET http://${evil}${path}-x HTTP/1.1\r\nHost: ${ok}${end}`],
    { far: evilName('web-absolute').far.slice(0, 1) },
  ),
  says(
    'absolute-turned',
    'asks for a listed URL under an unlisted Host',
    (evil, path) => [`GET http://${ok}${path}-x HTTP/1.1\r\nHost: ${evil}${end}`],
    { far: evilName('web-absolute-turned').far.slice(0, 1) },
  ),
  says('connect', 'asks for a tunnel', (evil) => [`CONNECT ${evil}:443 HTTP/1.1\r\nHost: ${evil}:443${end}`], {
    lines: [24],
  }),
  says(
    'connect-listed',
    'asks for a tunnel to a listed name',
    (evil) => [
      `CONNECT ${ok}:80 HTTP/1.1\r\nHost: ${ok}:80${end}`,
      200,
      `GET /web-connect-listed HTTP/1.1\r\nHost: ${evil}${end}`,
    ],
    { lines: [24] },
  ),
  says('h2c', 'asks to go on with HTTP/2', (evil, path) => [
    `GET /fine HTTP/1.1\r\nHost: ${ok}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__${end}`,
    200,
    `GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('websocket', 'pretends a WebSocket and goes on', (evil, path) => [
    `GET /fine HTTP/1.1\r\nHost: ${ok}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13${end}`,
    200,
    `GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('length-chunked', 'gives two lengths, chunks first', (evil, path) => [
    `POST /fine HTTP/1.1\r\nHost: ${ok}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('chunked-odd', 'gives an odd transfer encoding', (evil, path) => [
    `POST /fine HTTP/1.1\r\nHost: ${ok}\r\nTransfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabcGET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('chunked-twice', 'gives two transfer encodings', (evil, path) => [
    `POST /fine HTTP/1.1\r\nHost: ${ok}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nGET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('two-lengths', 'gives two content lengths', (evil, path) => [
    `POST /fine HTTP/1.1\r\nHost: ${ok}\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\nGET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
  says('get-body', 'hides a request in the body of a GET', (evil, path) => {
    const hidden = `GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`
    return [`GET /fine HTTP/1.1\r\nHost: ${ok}\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`]
  }),
  says('trace', 'sends TRACE', (evil, path) => [`TRACE ${path} HTTP/1.1\r\nHost: ${evil}${end}`]),
  says('star', 'asks for an asterisk', (evil) => [`OPTIONS * HTTP/1.1\r\nHost: ${evil}${end}`]),
  says('forwarded', 'leads the site elsewhere by a header', (evil) => [
    `GET /fine HTTP/1.1\r\nHost: ${ok}\r\nX-Forwarded-Host: ${evil}\r\nX-Original-URL: /web-forwarded${end}`,
  ]),
  says('prior-h2', 'speaks HTTP/2 at once', () => [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    Buffer.from('000000040000000000', 'hex').toString('latin1'),
    300,
  ]),
  says('tls-on-80', 'speaks TLS to port 80', () => [
    '\x16\x03\x01\x00\x10\x01\x00\x00\x0c\x03\x03\x00\x00\x00\x00\x00',
  ]),
  says('ssh', 'speaks SSH to port 80', () => ['SSH-2.0-OpenSSH_9.2\r\n'], { lines: [25] }),
]

const tools: readonly Bypass[] = [
  ...eachVersion((v, s): Bypass => {
    const { name, far } = evilName(`curl${s}`)
    return {
      id: `curl${s}`,
      lines: [6, 23],
      who: 'pc1',
      what: 'opens an unlisted site',
      defence: each,
      expected: v === 4 ? 'our page' : 'refused',
      try: (pc) => pc.get(`http://${name}`, `--ipv${v}`),
      far,
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    const server = v === 4 ? address : `[${address}]`
    return {
      id: `address-80${s}`,
      lines: [7],
      who: 'pc1',
      what: 'types an address',
      defence: 'an address is no name',
      expected: 'our page',
      try: (pc) => pc.get(`http://${server}`),
      far: [packetTo(address)],
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    const server = v === 4 ? address : `[${address}]`
    return {
      id: `own-server${s}`,
      lines: [6, 15],
      who: 'pc1',
      what: "sends a listed site's name to a server of its own",
      defence: 'the gate goes to the address that our resolver gives',
      expected: 'opens',
      try: (pc) => pc.get('http://dual.test', '--resolve', `dual.test:80:${server}`),
      far: [packetTo(address)],
      arrives: false,
    }
  }),
  ...eachVersion((v, s): Bypass => {
    const address = freshAddress(v)
    const { name } = evilName(`proxy${s}`)
    const server = v === 4 ? address : `[${address}]`
    return {
      id: `proxy${s}`,
      lines: [24],
      who: 'pc3',
      what: 'uses a proxy on port 80',
      defence: each,
      expected: 'shut',
      try: (pc) => pc.get(`http://${name}`, '--noproxy', '', '--proxy', `http://${server}:80`),
      far: [packetTo(address), { kind: 'request', host: name }],
    }
  }),
  {
    ...says('curl-h2c', 'speaks HTTP/2 with curl', () => []),
    try: (pc) =>
      pc.get(
        'http://web-curl-h2c.vk.test',
        '--http2-prior-knowledge',
        '--resolve',
        `web-curl-h2c.vk.test:80:${sharedAddress}`,
      ),
  },
  {
    ...says('curl-upgrade', 'offers HTTP/2 with curl', () => []),
    try: (pc) =>
      pc.get('http://web-curl-upgrade.vk.test', '--http2', '--resolve', `web-curl-upgrade.vk.test:80:${sharedAddress}`),
  },
]

export const webBypasses: readonly Bypass[] = [...requests, ...tools]
