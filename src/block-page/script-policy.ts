/** Prints the Content-Security-Policy of a page with one script and one style of its own (CSP level 3). */
import { createHash } from 'node:crypto'

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** `connect`: the sources that the script may ask, such as `'self'`. */
export function scriptPolicy(css: string, script: string, connect: string): string {
  return [
    "default-src 'none'",
    `style-src ${hash(css)}`,
    `script-src ${hash(script)}`,
    `connect-src ${connect}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
