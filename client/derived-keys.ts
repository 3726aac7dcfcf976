/** How many sets of keys are remembered; a hub that makes up salts must not fill the memory. */
const most = 16

/**
 * Remembers what takes long to derive, for as long as the process runs: a password costs its
 * rounds once, not at every sync.
 */
export function rememberKeys<T>(
  derive: (password: string, salt: string) => Promise<T>,
): typeof derive {
  const known = new Map<string, Promise<T>>()
  return (password, salt) => {
    // Salts are Base64 or nothing: the two cannot run into each other.
    const name = `${salt}:${password}`
    const keys = known.get(name) ?? derive(password, salt)
    known.delete(name)
    known.set(name, keys)
    keys.catch(() => known.delete(name))
    const [oldest] = known.keys()
    if (known.size > most && oldest !== undefined) known.delete(oldest)
    return keys
  }
}
