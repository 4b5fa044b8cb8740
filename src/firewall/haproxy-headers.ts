/**
 * Prints the rules for headers of requests and answers (RFC 9110, 7.6; RFC 6455, 4).
 * A header that the gate, HAProxy or a server may read in two ways is refused, removed, or written anew.
 */

const rule = 'http-request'

/** RFC 6455, 1.3: a server joins it to the key, and answers with the SHA-1 of both. */
const webSocketGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/**
 * By these a server or a proxy before it may be led to another site, or to another request, than the gate has read. The
 * values are HAProxy's ways to match a name, which it keeps in lower case.
 */
const misleading: readonly (readonly [name: string, match: 'str' | 'beg' | 'reg'])[] = [
  // CGI and its heirs read X_Forwarded_Host and, some of them, X.Forwarded.Host as X-Forwarded-Host (RFC 3875, 4.1.18).
  ['[^a-z0-9-]', 'reg'],
  // Host itself is written anew. X-Forwarded-Host, X-Host, X-HTTP-Host-Override, X-Original-Host ...
  ['(^|-)(v?host(name)?|authority|server-name)($|-)', 'reg'],
  ['^(x-(original|rewrite|proxy|override)|base|http|request)-ur[il]$', 'reg'],
  ['forwarded', 'str'],
  ['x-forwarded', 'beg'],
  ['via', 'str'],
  // `Proxy` becomes HTTP_PROXY in CGI; Proxy-Connection and Proxy-Authorization are for proxies, and the site is none.
  ['proxy', 'str'],
  ['proxy-', 'beg'],
  // Of one hop alone; HAProxy writes the next hop's own.
  ['keep-alive', 'str'],
  ['te', 'str'],
  ['trailer', 'str'],
  ['http2-settings', 'str'],
]

/** For the frontend: what may be asked of a site, beyond its name. */
export const headerAcls: readonly string[] = [
  'acl has_length req.fhdr_cnt(content-length) gt 0',
  'acl has_coding req.fhdr_cnt(transfer-encoding) gt 0',
  'acl one_coding req.fhdr_cnt(transfer-encoding) eq 1',
  'acl chunked req.fhdr(transfer-encoding) -m str -i chunked',
  'acl empty_body req.fhdr(content-length) -m str 0',
  'acl expects req.fhdr_cnt(expect) gt 0',
  'acl one_upgrade req.fhdr_cnt(upgrade) eq 1',
  'acl to_websocket req.fhdr(upgrade) -m str -i websocket',
  'acl says_upgrade req.hdr(connection) -m str -i upgrade',
  'acl one_key req.fhdr_cnt(sec-websocket-key) eq 1',
  'acl key_shape req.fhdr(sec-websocket-key) -m reg ^[A-Za-z0-9+/]{22}==$',
  'acl one_version req.fhdr_cnt(sec-websocket-version) eq 1',
  'acl version_13 req.fhdr(sec-websocket-version) -m str 13',
  'acl websocket var(txn.accept) -m found',
]

/**
 * Bodies whose end two programs may see at two places are refused: a coding that is not plain `chunked`, any in HTTP/1.0
 * (RFC 9112, 6.1), and a body of a GET. Fields after a chunked body would be sent on unread; HAProxy drops them from 3.2 on,
 * and before that such a body is refused with "length required", as RFC 9112, 6.3 allows. Browsers always give a length.
 */
export function bodyRules(when: string): string[] {
  const bodyless = ['METH_GET', 'METH_HEAD', 'METH_TRACE']
  const odd = [
    ...['!one_coding', '!chunked', 'has_length', 'HTTP_1.0', ...bodyless].map((fault) => `${when} has_coding ${fault}`),
    ...bodyless.map((method) => `${when} has_length !empty_body ${method}`),
  ].join(' or ')
  const record = (condition: string) => `${rule} set-var(txn.verdict) str(refused:body) if ${condition}`
  return [
    record(odd),
    `${rule} deny deny_status 400 if ${odd}`,
    '.if !version_atleast(3.2)',
    record(`${when} has_coding`),
    `${rule} return status 411 content-type text/plain string "length required" if ${when} has_coding`,
    '.endif',
  ]
}

/** For the backend: see `bodyRules`. */
export const trailerRules: readonly string[] = [
  '.if version_atleast(3.2)',
  'option http-drop-request-trailers',
  '.endif',
]

/**
 * `Expect` is answered here and goes no further: a server and a proxy that wait differently for the body lose each other.
 * `Upgrade` and `Connection` are written by the gate itself, and only for a WebSocket that was asked for as a browser does.
 */
export function passHeaderRules(when: string): string[] {
  const asked = 'METH_GET HTTP_1.1 one_upgrade to_websocket says_upgrade one_key key_shape one_version version_13'
  const accept = `req.fhdr(sec-websocket-key),concat(${webSocketGuid}),sha1,base64`
  return [
    `${rule} wait-for-body time 2s if ${when} expects`,
    `${rule} del-header Expect`,
    `${rule} set-var(txn.accept) ${accept} if ${when} ${asked}`,
    `${rule} del-header Upgrade`,
    // A server that is a proxy drops what Connection names (RFC 9110, 7.6.1), be it the Host. HAProxy adds its own.
    `${rule} del-header Connection`,
    `${rule} set-header Upgrade websocket if websocket`,
    `${rule} set-header Connection Upgrade if websocket`,
    `${rule} del-header sec-websocket- -m beg if !websocket`,
    ...misleading.map(([name, match]) => `${rule} del-header ${name} -m ${match} if ${when}`),
    `${rule} set-header Host %[var(txn.name)] if ${when}`,
  ]
}

/** Nothing is checked after a switch of protocols: it has to be to the WebSocket that was asked for, and to no other. */
export const switchRules: readonly string[] = [
  'acl switches status 101',
  'acl one_switch res.fhdr_cnt(upgrade) eq 1',
  'acl switches_to_websocket res.fhdr(upgrade) -m str -i websocket',
  'acl accepted res.fhdr(sec-websocket-accept),strcmp(txn.accept) eq 0',
  ...['!one_switch', '!switches_to_websocket', '!{ var(txn.accept) -m found }', '!accepted'].map(
    (fault) => `http-response return status 502 content-type text/plain string "unasked upgrade" if switches ${fault}`,
  ),
]
