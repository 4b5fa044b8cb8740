/** A real browser on a PC of the lab. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { hangMs } from '../patience.ts'
import type { Lab } from './lab.ts'
import type { StationKey } from './map.ts'

/** The browser runs inside the PC; its control comes over pipes, which need no network. */
export async function browserOn(lab: Lab, key: StationKey, more: readonly string[] = []): Promise<Browser> {
  const wrapper = join(lab.folder, `browser-${key}`)
  const words = lab.station(key).argv([process.env.CHROMIUM ?? '/usr/bin/chromium'])
  writeFileSync(wrapper, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(wrapper, 0o755)
  const calm = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  const browser = await chromium.launch({
    timeout: hangMs,
    executablePath: wrapper,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--ignore-certificate-errors', ...calm, ...more],
    env: { ...process.env, AQTIZIM_LAB: lab.folder },
  })
  const { newPage } = browser
  browser.newPage = async (...settings) => {
    const page = await newPage.apply(browser, settings)
    page.setDefaultTimeout(hangMs)
    return page
  }
  return browser
}
