/** What people put into passwords most, and what they would put into one for a hub. */
const words = [
  ...['password', 'passwort', 'passw', 'kennwort', 'geheim', 'secret', 'qwertyuiop', 'qwertzuiop'],
  ...['qwerty', 'qwertz', 'asdfghjkl', 'asdfgh', 'asdf', 'zxcvbnm', 'yxcvbnm', 'qazwsx', 'azerty'],
  ...['iloveyou', 'loveyou', 'love', 'liebe', 'letmein', 'welcome', 'willkommen', 'hello', 'hallo'],
  ...['admin', 'administrator', 'root', 'user', 'guest', 'login', 'access', 'master', 'default'],
  ...[
    'changeme',
    'test',
    'abc',
    'monkey',
    'dragon',
    'football',
    'baseball',
    'basketball',
    'soccer',
  ],
  ...['sunshine', 'princess', 'superman', 'batman', 'pokemon', 'starwars', 'shadow', 'killer'],
  ...[
    'michael',
    'jordan',
    'jessica',
    'jennifer',
    'charlie',
    'ashley',
    'daniel',
    'thomas',
    'andrew',
  ],
  ...[
    'summer',
    'winter',
    'spring',
    'autumn',
    'sommer',
    'computer',
    'internet',
    'samsung',
    'google',
  ],
  ...['trustno', 'whatever', 'freedom', 'forever', 'fuckyou', 'hunter', 'mustang', 'cheese'],
  ...['sxncd', 'hub', 'sync', 'obtainium', 'homeserver', 'nas', 'my', 'the', 'is', 'i'],
]

/** Rows of keys and of the alphabet, which a finger follows forwards or backwards. */
const rows = ['1234567890', 'qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm'].concat(
  'abcdefghijklmnopqrstuvwxyz',
  '1q2w3e4r5t6y7u8i9o0p',
  'qaywsxedcrfvtgb',
)
const runs = rows.flatMap((row) => [row, [...row].reverse().join('')])

/** Digits and signs that stand for letters. */
const disguises: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
}

/** So many letters of a person's own make a password more than what everybody has. */
const enough = 4

/**
 * Whether a password is among the first that anybody would try: made of common words, of rows of
 * keys, of the same few characters, or of what is known of the person, with digits and signs around.
 */
export function isCommon(password: string, about: readonly string[] = []): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (new Set(text).size <= 3) return true
  const known = [...about.map((one) => one.normalize('NFKC').toLowerCase()), ...words]
    .filter((one) => one !== '')
    .sort((a, b) => b.length - a.length)
  const plain = text.replace(/[0134578@$!]/g, (sign) => disguises[sign] ?? sign)
  return [text, plain].some((one) => lettersLeft(one, known) < enough)
}

/** How many letters are left once words and runs are taken out. */
function lettersLeft(text: string, known: readonly string[]): number {
  let left = 0
  for (let at = 0; at < text.length; ) {
    const length = Math.max(runAt(text, at), wordAt(text, at, known))
    if (length === 0 && /\p{L}/u.test(text[at] ?? '')) left += 1
    at += Math.max(1, length)
  }
  return left
}

const wordAt = (text: string, at: number, known: readonly string[]): number =>
  known.find((word) => text.startsWith(word, at))?.length ?? 0

/** How many characters from here on lie in one row; fewer than four are chance. */
function runAt(text: string, at: number): number {
  const start = text.slice(at, at + 4)
  if (start.length < 4) return 0
  const lengths = runs.map((run) => {
    const from = run.indexOf(start)
    let length = 0
    while (from >= 0 && text[at + length] !== undefined && text[at + length] === run[from + length])
      length += 1
    return length
  })
  return Math.max(...lengths)
}
