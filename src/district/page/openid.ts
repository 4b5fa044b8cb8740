/** Asks an issuer of OpenID Connect who somebody is: code flow with PKCE, state and nonce, the ID token's signature checked. */
import * as openid from 'openid-client'
import type { Attempt } from './attempt.ts'

export interface IssuerSettings {
  /** `https://login.edu.kz/realms/district`. */
  readonly issuer: string
  readonly client: string
  /** The client secret; undefined: PKCE alone. */
  readonly secret: string | undefined
  /** The claim of the ID token that names the login. An `email` has to be verified. */
  readonly claim: string
  /** `https://district.example.kz`: this page's own URL, as browsers see it. */
  readonly page: string
}

export const backPath = '/login/back'

export interface Issuer {
  /** The URL to send the browser to, and what has to be remembered until it comes back. */
  begin(to: string): Promise<{ readonly url: string; readonly attempt: Attempt }>
  /** The login, after the issuer sent the browser back. `question`: that URL's query, with its `?`. Rejects where any check fails. */
  finish(question: string, attempt: Attempt): Promise<string>
  /** The URL at which a browser logs out of the issuer too, where the issuer has one. */
  leaving(): Promise<string | undefined>
}

/** The issuer's metadata is fetched again after this time. */
const STALE_MS = 24 * 3_600_000

const scopeOf = (claim: string) => (claim === 'sub' ? 'openid' : claim === 'email' ? 'openid email' : 'openid profile')

/** Basic where the issuer supports it, which is the default (OpenID Connect Discovery 1.0, section 3). */
function authenticate(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None()
  const [basic, post] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)]
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const way = ways.includes('client_secret_basic') ? basic : post
    way(server, ...rest)
  }
}

function loginOf(claims: Readonly<Record<string, unknown>>, claim: string): string {
  const value = claims[claim]
  if (typeof value !== 'string') throw new Error(`the ID token has no ${claim}`)
  if (claim === 'email' && claims.email_verified !== true) throw new Error('the ID token has no verified email')
  return value
}

export function createIssuer(settings: IssuerSettings, now: () => number): Issuer {
  const { issuer, client, secret, claim, page } = settings
  let known: { readonly at: number; readonly found: Promise<openid.Configuration> } | undefined
  const discover = (): Promise<openid.Configuration> => {
    if (known !== undefined && now() - known.at < STALE_MS) return known.found
    const found = openid.discovery(new URL(issuer), client, undefined, authenticate(secret), {
      // Otherwise the library would not check the signature of what came over TLS.
      execute: [openid.enableNonRepudiationChecks],
    })
    known = { at: now(), found }
    found.catch(() => {
      known = undefined
    })
    return found
  }
  return {
    async begin(to) {
      const configuration = await discover()
      const verifier = openid.randomPKCECodeVerifier()
      const [state, nonce] = [openid.randomState(), openid.randomNonce()]
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: `${page}${backPath}`,
        scope: scopeOf(claim),
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      })
      return { url: url.href, attempt: { state, nonce, verifier, to } }
    },
    async finish(question, { state, nonce, verifier }) {
      const tokens = await openid.authorizationCodeGrant(await discover(), new URL(`${page}${backPath}${question}`), {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      })
      return loginOf(tokens.claims() ?? {}, claim)
    },
    async leaving() {
      const configuration = await discover()
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined
      return openid.buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${page}/` }).href
    },
  }
}
