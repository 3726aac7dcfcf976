import { HubError } from '../lib/errors.ts'

/** In bytes of UTF-8. Longer names and paths could not be kept or mounted everywhere. */
const maxPath = 4_000
const maxName = 255
const maxDepth = 100

/**
 * Checks a path that came from outside. @returns it in NFC: names that look the same are the same
 * @throws HubError `bad_path`, with the reason
 */
export function checkedPath(text: string): string {
  if (text === '') return ''
  const path = text.normalize('NFC')
  if (Buffer.byteLength(path) > maxPath) refuse(`it is longer than ${maxPath} bytes`)
  const names = path.split('/')
  if (names.length > maxDepth) refuse(`it is more than ${maxDepth} folders deep`)
  for (const name of names) {
    const reason = problemOf(name)
    if (reason) refuse(reason)
  }
  return path
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'a name in it is empty'
  if (Buffer.byteLength(name) > maxName) return `a name in it is longer than ${maxName} bytes`
  if (!name.isWellFormed()) return 'it is not valid Unicode'
  if (/\p{Cc}/u.test(name)) return 'it holds a control character'
  if (name === '.' || name === '..') return 'it holds "." or ".." as a name'
  if (name.includes('\\')) return 'it holds a backslash'
  // Such a file could not be kept in a folder on Windows, and perhaps not be deleted there.
  if (/[. ]$/.test(name)) return 'a name in it ends with a dot or a space'
  if (reserved.test(name)) return 'a name in it is one that Windows reserves'
  return undefined
}

/** Names of devices, also with an ending and with the superscripts that Windows takes for digits. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\..*)?$/is

function refuse(reason: string): never {
  throw new HubError('bad_path', { reason })
}
