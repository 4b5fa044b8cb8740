/** Whether a password is good enough for a login that opens sites for a school. */

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

/** What is wrong with it, in words; undefined where it will do. */
export function weakness(password: string, user: string): string | undefined {
  const text = password.normalize('NFC')
  const letters = [...text]
  if (/\p{Cc}/u.test(text)) return 'control characters cannot be typed into a form'
  if (letters.length < shortest) return `it is too short: at least ${shortest} characters, four words are best`
  if (Buffer.byteLength(password) > 2 * longest || letters.length > longest)
    return `it is too long: at most ${longest} characters`
  if (/^[\d\s.+-]*$/.test(text)) return 'digits alone are a telephone number or a day of birth: add words'
  if (new Set(letters).size < 5) return 'it repeats the same few characters'
  let rest = text.toLowerCase()
  if (user.length > 2) rest = rest.replaceAll(user.toLowerCase(), '')
  for (const word of common) rest = rest.replaceAll(word, '')
  if ([...rest].length < 6) return 'it is made of the login’s name or of words that everybody tries first'
  return undefined
}
