/** The browser that tests start, and how it is kept from doing anything that nobody asked for. */
import { existsSync } from 'node:fs'

/** Chromium without windows needs half the work of the one that draws its own, which does where a system has no other. */
const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** Path of the program. `CHROMIUM` names another one. */
export const browserProgram = process.env.CHROMIUM ?? programs.find((path) => existsSync(path)) ?? 'chromium'

/** No sandbox, since tests run as root; no QUIC, which would go past a test's server; and nothing of its own over the network. */
export const browserWords: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]
