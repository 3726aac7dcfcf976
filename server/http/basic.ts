/** A name and a password, as HTTP Basic carries them. */
export interface BasicCredentials {
  readonly name: string
  readonly password: string
}

/** Reads an Authorization header (RFC 7617); undefined where it is not Basic. */
export function readBasic(header: string): BasicCredentials | undefined {
  const [, encoded] = /^basic\s+(.*)$/is.exec(header.trim()) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  if (at < 0) return { name: text, password: '' }
  return { name: text.slice(0, at), password: text.slice(at + 1) }
}
