/** Reads and normalises MAC addresses: six octets in hexadecimal (IEEE 802). */

/** `AA-BB-CC-DD-EE-FF` or with colons, in any case -> lower case with colons; undefined for what is no MAC. */
export function normaliseMac(text: string): string | undefined {
  const plain = macText(text)
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(plain) ? plain : undefined
}

/** The same for a text that may be no MAC, to compare what other programs wrote. */
export const macText = (text: string): string => text.toLowerCase().replace(/-/g, ':')

/**
 * Whether a device, or its user, made the MAC up: the second-least bit of the first octet says that no maker gave it out
 * (IEEE 802c). Telephones and Windows do so for each network, and may take another one any day.
 */
export const isRandomMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0
