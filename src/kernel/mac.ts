/** MAC addresses as text: six octets in hexadecimal (IEEE 802). */

/** `AA-BB-CC-DD-EE-FF` or with colons, in any case -> lower case with colons; undefined for what is no MAC. */
export function normaliseMac(text: string): string | undefined {
  const plain = macText(text)
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(plain) ? plain : undefined
}

/** The same, of a text that may be no MAC: what somebody else wrote is compared by it. */
export const macText = (text: string): string => text.toLowerCase().replaceAll('-', ':')
