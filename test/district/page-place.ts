/** What a district's page needs before it is served: a folder, a certificate, a port, its list of logins, and the settings that name them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Authority, type Signed } from '../forward/certificates.ts'
import { freePort } from '../forward/rsyslog.ts'
import { Issuer } from './issuer.ts'

const secret = 'between-the-page-and-the-issuer'

export interface PageOptions {
  /** Lines of the list of logins. */
  readonly people: string
  readonly name: string
  /** IANA name. */
  readonly zone: string
  /** More lines of the section `page`. */
  readonly more?: string
}

export class PagePlace {
  readonly folder: string
  /** PEM file of whoever signed the certificate. */
  readonly ca: string
  /** Of localhost. */
  readonly certificate: Signed
  readonly port: number
  readonly people: string
  /** The section `page` of the settings. */
  settings: string

  static async create(folder: string, options: PageOptions): Promise<PagePlace> {
    return new PagePlace(folder, await freePort(), options)
  }

  private constructor(folder: string, port: number, { people, name, zone, more = '' }: PageOptions) {
    mkdirSync(folder, { recursive: true })
    const authority = new Authority(folder, 'page')
    this.folder = folder
    this.ca = authority.ca
    this.certificate = authority.sign('page', 'DNS:localhost,IP:127.0.0.1')
    this.port = port
    this.people = join(folder, 'people.yaml')
    writeFileSync(this.people, people)
    const { cert, key } = this.certificate
    this.settings = `page:\n  port: ${port}\n  certificate: ${cert}\n  key: ${key}\n  people: ${this.people}\n  name: ${JSON.stringify(name)}\n  zone: ${zone}\n${more}`
  }

  get url(): string {
    return `https://localhost:${this.port}`
  }

  /** An issuer of OpenID Connect whose page offers these people, and the settings that name it. */
  async addIssuer(people: readonly string[]): Promise<Issuer> {
    const [cert, key] = [readFileSync(this.certificate.cert, 'utf8'), readFileSync(this.certificate.key, 'utf8')]
    const issuer = await Issuer.start({ cert, key, client: 'district-page', secret, people })
    const file = join(this.folder, 'openid.secret')
    writeFileSync(file, `${secret}\n`)
    this.settings += `  url: ${this.url}\n  openid_issuer: ${issuer.url}\n  openid_client: district-page\n  openid_secret_file: ${file}\n`
    return issuer
  }

  /** For the program that serves it: an issuer's certificate is of the same authority. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, NODE_EXTRA_CA_CERTS: this.ca }
  }
}
