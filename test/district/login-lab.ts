/** An issuer of OpenID Connect for a page of the tests, and the settings that name it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Issuer } from './issuer.ts'
import type { PageLab } from './page-lab.ts'

const secret = 'between-the-page-and-the-issuer'

/** Before the page is served. `people`: whom its page offers. */
export async function issuerOf(lab: PageLab, people: readonly string[]): Promise<Issuer> {
  const [cert, key] = [readFileSync(lab.certificate.cert, 'utf8'), readFileSync(lab.certificate.key, 'utf8')]
  const issuer = await Issuer.start({ cert, key, client: 'district-page', secret, people })
  const file = join(lab.district.folder, 'openid.secret')
  writeFileSync(file, `${secret}\n`)
  lab.addSettings(
    `  url: ${lab.url}\n  openid_issuer: ${issuer.url}\n  openid_client: district-page\n  openid_secret_file: ${file}\n`,
  )
  return issuer
}
