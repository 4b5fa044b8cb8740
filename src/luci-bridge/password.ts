/** Checks whether a password is strong enough for a login. */
import { type Message, message } from '../messages/message.ts'

const shortest = 10
/** crypt(3) of musl takes 256 bytes, and LuCI's form is no place for a letter. */
const longest = 100
/** What people in our schools try first; the rest of the password has to stand by itself. */
const common = [
  ...[
    'password',
    'passw0rd',
    'qwerty',
    'qwertyuiop',
    'asdfgh',
    'zxcvbn',
    'admin',
    'root',
    'welcome',
    'letmein',
    'openwrt',
  ],
  ...['aqtizim', 'teacher', 'director', 'school', 'mektep', 'kazakhstan', 'qazaqstan', 'internat'],
  ...[
    'пароль',
    'йцукен',
    'админ',
    'учитель',
    'директор',
    'школа',
    'казахстан',
    'құпиясөз',
    'мұғалім',
    'мектеп',
    'қазақстан',
  ],
  ...['0123456789', '1234567890', '123456789', '12345678', '1234567', '123456', '12345', '1234', '123', '987654321'],
]

/** What is wrong with it; undefined where it will do. */
export function weakness(password: string, user: string): Message | undefined {
  const text = password.normalize('NFC')
  const letters = [...text]
  if (/\p{Cc}/u.test(text)) return message('password-unprintable')
  if (letters.length < shortest) return message('password-short', { least: shortest })
  if (Buffer.byteLength(password) > 2 * longest || letters.length > longest)
    return message('password-long', { most: longest })
  if (/^[\d\s.+-]*$/.test(text)) return message('password-digits')
  if (new Set(letters).size < 5) return message('password-repeats')
  let rest = text.toLowerCase()
  if (user.length > 2) rest = rest.replaceAll(user.toLowerCase(), '')
  for (const word of common) rest = rest.replaceAll(word, '')
  if ([...rest].length < 6) return message('password-common')
  return undefined
}
