/** Whether a name or address in a URL stands for this very machine. */
const isLoopback = (hostname: string): boolean =>
  /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)

/**
 * Whether what is sent there stays secret: HTTPS, or plain HTTP that never leaves this machine.
 * Codes, client secrets and tokens go nowhere else.
 */
export function isSecureAddress(address: string): boolean {
  const url = URL.parse(address)
  if (!url || url.username || url.password) return false
  return url.protocol === 'https:' || isLocalAddress(address)
}

/** Whether this is plain HTTP that never leaves this machine. */
export function isLocalAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'http:' && isLoopback(url.hostname)
}
