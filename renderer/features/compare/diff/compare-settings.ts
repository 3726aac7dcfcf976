import { readPair } from '../read/read-pair.ts'
import { type Change, compare } from './compare.ts'
import { type Node, parseNode } from './node.ts'
import { type IsVolatile, volatileMatcher } from './volatile.ts'

/** What settings are, as far as the window can read them. */
export type Content =
  | { kind: 'json'; node: Node }
  | { kind: 'text'; text: string }
  | { kind: 'encrypted' }

export type Comparison =
  /** The very same text. */
  | { kind: 'same' }
  /** The same settings, only written in another order or with other spaces. */
  | { kind: 'rewritten' }
  /** By entries; `texts` where they were not written as JSON, and lines may tell more. */
  | { kind: 'settings'; changes: Change[]; texts?: { before: string; after: string } }
  | { kind: 'text'; before: string; after: string }
  /** One or both cannot be read here. */
  | { kind: 'opaque'; before: Content['kind']; after: Content['kind'] }

/** Compares two versions as far as they can be read. */
export function compareSettings(
  before: string,
  after: string,
  volatile: readonly string[],
  fileName?: string,
): Comparison {
  if (before === after) return { kind: 'same' }
  return compareContents(readContent(before), readContent(after), {
    isVolatile: volatileMatcher(volatile),
    texts: { before, after },
    fileName,
  })
}

interface Hints {
  readonly isVolatile: IsVolatile
  readonly texts: { readonly before: string; readonly after: string }
  readonly fileName: string | undefined
}

function compareContents(
  old: Content,
  now: Content,
  { isVolatile, texts, fileName }: Hints,
): Comparison {
  if (old.kind === 'json' && now.kind === 'json') {
    const changes = compare(old.node, now.node, isVolatile)
    return changes.length === 0 ? { kind: 'rewritten' } : { kind: 'settings', changes }
  }
  if (old.kind === 'encrypted' || now.kind === 'encrypted') {
    return { kind: 'opaque', before: old.kind, after: now.kind }
  }
  const before = old.kind === 'text' ? old.text : texts.before
  const after = now.kind === 'text' ? now.text : texts.after
  const pair = readPair(before, after, fileName)
  const changes = pair ? compare(...pair, isVolatile) : []
  // Comments and spaces are lines alone.
  if (changes.length === 0) return { kind: 'text', before, after }
  return { kind: 'settings', changes, texts: { before, after } }
}

export function readContent(text: string): Content {
  try {
    const node = parseNode(text)
    // A JSON string that holds the settings is what matters, not its quotes.
    if (node.kind === 'leaf' && typeof node.value === 'string') return readPlain(node.value)
    return { kind: 'json', node }
  } catch {
    return readPlain(text)
  }
}

const readPlain = (text: string): Content =>
  looksEncrypted(text) ? { kind: 'encrypted' } : { kind: 'text', text }

/** Long unbroken Base64 is how clients send what they encrypted. */
export function looksEncrypted(text: string): boolean {
  const compact = text.trim()
  return compact.length >= 44 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)
}
