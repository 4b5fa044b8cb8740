/** What src/settings/settings.ts takes for a value, said where it is typed. */

export type Check = (section: string, value: string) => true | string

const when =
  (isRight: (value: string) => boolean, words: () => string): Check =>
  (_section, value) =>
    // LuCI hands an empty field over as null, too.
    (value ?? '') === '' || isRight(value) || words()

export const whole = (low: number, high: number): Check =>
  when(
    (value) => /^\d{1,9}$/.test(value) && Number(value) >= low && Number(value) <= high,
    () => _('Write a whole number from %d to %d.').format(low, high),
  )

export const folder = when(
  (value) => /^(\/[\w.-]+)+$/.test(value) && !value.includes('/..'),
  () => _('Write an absolute folder of letters, digits, dots and dashes, as in /mnt/usb/journal.'),
)

export const metricsFile = when(
  (value) => /^(\/[\w.-]+)+\.prom$/.test(value) && !value.includes('/..'),
  () => _('Write an absolute path that ends in .prom.'),
)

/** Four neighbouring bits. */
export const mask = when(
  (value) =>
    /^0x[0-9a-f]{1,8}$/i.test(value) && /^0*10*$/.test((Number(value) / 15).toString(2)) && Number(value) % 15 === 0,
  () => _('Write four neighbouring bits, as in 0x0f000000.'),
)

export const macAddress = when(
  (value) => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  () => _('Write it as in 02:00:00:00:00:07.'),
)

const isFour = (text: string) =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255)
const isSix = (text: string) =>
  /^[0-9a-f:]{2,39}$/i.test(text) && text.split(':').length > 2 && !/:::|::.*::/.test(text)
const isAddress = (text: string) => isFour(text) || isSix(text)

export const address = when(isAddress, () => _('Write an address, as in 192.168.1.10.'))

export const upstream = when(
  (value) => {
    const [host = '', port, ...rest] = value.split('#')
    return (
      rest.length === 0 &&
      isAddress(host) &&
      (port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    )
  },
  () => _('Write ADDRESS or ADDRESS#PORT, as in 127.0.0.1#53.'),
)

export const network = when(
  (value) => /^[\w.-]{1,32}$/.test(value) && value !== 'loopback',
  () => _('Write the name of a network of the router, as in lan.'),
)

export const host = when(
  (value) =>
    value.length <= 253 && (/^([0-9a-z_]([0-9a-z_-]{0,62})\.?)+$/i.test(value) || /^[0-9a-f:.]+$/i.test(value)),
  () => _('Write a host name or an address.'),
)

export const file = when(
  (value) => /^(\/[\w.@+-]+)+$/.test(value) && !value.split('/').includes('..'),
  () => _('Write an absolute path.'),
)

function isHttps(text: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]{1,500}$/i.test(text)) return false
  try {
    const { username, password, hash, search } = new URL(text)
    return username + password + hash + search === ''
  } catch {
    return false
  }
}

export const httpsUrl = when(isHttps, () =>
  _('Write an address that begins with https://, without a login, a question or a fragment.'),
)

/** 42 octets in base64, of which the first two are `Ed`. */
export const signifyKey = when(
  (value) => /^RW[Q-T][A-Za-z0-9+/]{53}$/.test(value),
  () => _('Write the second line of the public key: it begins with RW and has 56 characters.'),
)
