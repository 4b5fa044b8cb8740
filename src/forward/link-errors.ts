/** Makes the message about a failed connection, with what to do. */
import { type Code, type Message, MessageError, message } from '../messages/message.ts'

/** What Node's error says (tls.html, errors.html, openssl's X509_V_ERR names), as far as it is known. */
const known = {
  ECONNREFUSED: 'server-refuses',
  ECONNRESET: 'server-broke-off',
  EPIPE: 'server-broke-off',
  ETIMEDOUT: 'server-silent',
  EHOSTUNREACH: 'server-no-way',
  ENETUNREACH: 'server-no-way',
  ENOTFOUND: 'server-unknown-name',
  EAI_AGAIN: 'server-name-fails',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet',
  CERT_REVOKED: 'certificate-revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-other-name',
  HOSTNAME_MISMATCH: 'certificate-other-name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
} as const satisfies Readonly<Record<string, Code>>

const untrusted = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]

/** Nobody but the administrator can put these right: no use waiting before it is said. */
const certificate = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|HOSTNAME_|ERR_TLS_|ERR_SSL_|ERR_OSSL_)/

export interface Trouble {
  readonly says: Message
  /** Waiting does not help. */
  readonly isCertificate: boolean
}

export class LinkError extends MessageError {
  readonly isCertificate: boolean

  constructor({ says, isCertificate }: Trouble) {
    super(says)
    this.isCertificate = isCertificate
  }
}

/** `error` may bear what the other side has sent: only its code is taken, and of its text what is plain. */
export function describe(error: Error, ca: string | undefined): Trouble {
  if (error instanceof LinkError) return { says: error.says, isCertificate: error.isCertificate }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const isCertificate = certificate.test(code)
  if (untrusted.includes(code)) {
    const says =
      ca === undefined ? message('certificate-untrusted') : message('certificate-other-authority', { file: ca })
    return { says, isCertificate }
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(code))
    return { says: message('server-no-tls'), isCertificate }
  if (/ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)/.test(code))
    return { says: message('server-refuses-certificate'), isCertificate }
  const says = isKnown(code) ? message(known[code]) : message('as-said', { output: plain(code || error.message) })
  return { says, isCertificate }
}

const isKnown = (code: string): code is keyof typeof known => Object.hasOwn(known, code)
const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
