/** A real browser on a PC of the lab. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { browserProgram, browserWords } from '../browser-program.ts'
import { hangMs } from '../patience.ts'
import type { Lab } from './lab.ts'
import type { StationKey } from './map.ts'

/** The browser runs inside the PC; its control comes over pipes, which need no network. */
export async function browserOn(lab: Lab, key: StationKey, more: readonly string[] = []): Promise<Browser> {
  const wrapper = join(lab.folder, `browser-${key}`)
  const words = lab.station(key).argv([browserProgram])
  writeFileSync(wrapper, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`)
  chmodSync(wrapper, 0o755)
  const browser = await chromium.launch({
    timeout: hangMs,
    executablePath: wrapper,
    args: [...browserWords, '--ignore-certificate-errors', ...more],
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
