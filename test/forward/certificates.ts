/** Two certificate authorities and what they signed, in a folder. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export interface Signed {
  readonly cert: string
  readonly key: string
}

export class Authority {
  readonly ca: string
  readonly #folder: string
  readonly #key: string

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.ca = join(folder, `${name}-ca.pem`)
    this.#key = join(folder, `${name}-ca.key`)
    openssl(['req', '-x509', ...curve, '-keyout', this.#key, '-out', this.ca, '-days', '2', '-subj', `/CN=${name}`])
  }

  /** `names` as openssl writes them: `DNS:localhost,IP:127.0.0.1`. */
  sign(name: string, names: string): Signed {
    const file = (end: string) => join(this.#folder, `${name}.${end}`)
    openssl(['req', '-new', ...curve, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`])
    writeFileSync(file('ext'), `subjectAltName=${names}\n`)
    const signer = ['-CA', this.ca, '-CAkey', this.#key, '-CAcreateserial', '-days', '2', '-extfile', file('ext')]
    openssl(['x509', '-req', '-in', file('csr'), '-out', file('pem'), ...signer])
    return { cert: file('pem'), key: file('key') }
  }
}

function openssl(argv: readonly string[]): void {
  execFileSync('openssl', argv, { stdio: ['ignore', 'ignore', 'pipe'] })
}
