/** What went wrong with a connection, in words that say what to do. */

/** What Node's error says (tls.html, errors.html, openssl's X509_V_ERR names), as far as it is known. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up at present',
  CERT_HAS_EXPIRED: 'its certificate has expired (or the clock here is wrong)',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (or the clock here is wrong)',
  CERT_REVOKED: 'its certificate is revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  HOSTNAME_MISMATCH: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, and not by an authority that is trusted here',
}

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
  readonly words: string
  /** Waiting does not help. */
  readonly isCertificate: boolean
}

export class LinkError extends Error {
  readonly isCertificate: boolean

  constructor({ words, isCertificate }: Trouble) {
    super(words)
    this.isCertificate = isCertificate
  }
}

/** `error` may bear what the other side has sent: only its code is taken, and of its text what is plain. */
export function describe(error: Error, ca: string | undefined): Trouble {
  if (error instanceof LinkError) return { words: error.message, isCertificate: error.isCertificate }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const isCertificate = certificate.test(code)
  if (untrusted.includes(code)) {
    const trusted =
      ca === undefined ? 'an authority that Node knows; name your own with the option ca' : `the authority in ${ca}`
    return { words: `its certificate is not signed by ${trusted}`, isCertificate }
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(code))
    return { words: 'it does not speak TLS there, or only an old version of it', isCertificate }
  if (/ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)/.test(code))
    return { words: 'it does not take our certificate, or wants one: options cert and key', isCertificate }
  return { words: words[code] ?? plain(code || error.message), isCertificate }
}

const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
