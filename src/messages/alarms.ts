/** Alarms about devices in the rooms. */

export const alarms = {
  'address-claimed-twice': '{address} in {room} is claimed by two devices in turn: {mac} and {other}.',
  'mac-twice': 'Two devices on {bridge} have the MAC {mac}.',
  'mac-twice-named': 'Two devices on {bridge} have the MAC {mac} of {name}.',
  'unknown-device': 'A device that nobody has listed is in {room}: {mac} with {address}.',
  'unknown-device-random':
    'A device that nobody has listed is in {room}: {mac} with {address}. It has made this MAC up and may take another one any day.',
  'foreign-address-set': '{name} in {room} has set the foreign address {address}.',
  'exempt-copied': "The MAC of {name} speaks in {room} with another address, {address}: it may be somebody else's.",
  'rogue-server': '{name} plays the DHCP server or the router: refused.',
  'foreign-address-used': '{name} sends packets from a foreign address: refused.',
  'questions-dropped-by': '{name} asks for more names than the rooms allow, and goes on: what is too much is dropped.',
  'more-alarms': 'There are more of these than can be listed one by one.',
} as const
