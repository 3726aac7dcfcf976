/** The hub takes no password that is shorter. */
export const minPasswordLength = 10

export type Strength = 'short' | 'weak' | 'fair' | 'good'

const common =
  /^(.*?)(password|passwort|qwert|asdf|letmein|welcome|admin|sxncd|12345|abcd|hunter2)/i

/** A hint for the person who chooses, not a gate: length counts most, sameness counts against. */
export function strengthOf(password: string, name = ''): Strength {
  const length = [...password].length
  if (length < minPasswordLength) return 'short'
  const guessable = common.test(password) || (name.length > 2 && holds(password, name))
  const different = new Set(password.toLowerCase()).size
  if (guessable || different < 6) return 'weak'
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password))
  if (length >= 16 || (length >= 13 && kinds.length >= 3)) return 'good'
  return length >= 12 || kinds.length >= 3 ? 'fair' : 'weak'
}

function holds(password: string, name: string): boolean {
  return password.toLowerCase().includes(name.toLowerCase())
}
