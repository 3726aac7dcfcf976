import { badRequest } from './dav-error.ts'

/** One list of an If header (RFC 4918, 10.4): all of its conditions together. */
export interface IfList {
  /** The address that it speaks of; undefined for that of the request. */
  readonly resource: string | undefined
  readonly conditions: readonly IfCondition[]
}

/** Either a token of a lock or the tag of a version. */
export interface IfCondition {
  readonly not: boolean
  readonly token?: string
  readonly tag?: string
}

export interface IfHeader {
  readonly lists: readonly IfList[]
  /** Every token in it, wherever it stands: the client shows by it that it knows of the lock. */
  readonly tokens: ReadonlySet<string>
}

// No two of them match the same spaces side by side, or long runs of spaces would take for ever.
const parts = /(?:<([^<>]*)>|\(([^()]*)\))\s*/y
const conditions = /(not\b)?\s*(?:<([^<>]*)>|\[([^[\]]*)\])\s*/iy

/** Several clients send a token alone, without the brackets. @throws HubError for what is malformed */
export function readIf(header: string): IfHeader {
  const lists = header.includes('(') ? readLists(header.trim()) : []
  if (!lists) throw badRequest('The header If is not well-formed.')
  const found = header.match(/(?:opaquelocktoken|urn:uuid):[\w:-]+/gi) ?? []
  const named = lists.flatMap((list) => list.conditions.map(({ token }) => token))
  const tokens = new Set([...found, ...named.filter((token) => token !== undefined)])
  return { lists, tokens }
}

function readLists(header: string): IfList[] | undefined {
  const lists: IfList[] = []
  let resource: string | undefined
  parts.lastIndex = 0
  while (parts.lastIndex < header.length) {
    const [, named, list] = parts.exec(header) ?? []
    if (list !== undefined) {
      const read = readConditions(list)
      if (!read) return undefined
      lists.push({ resource, conditions: read })
    } else if (named !== undefined) resource = named
    else return undefined
  }
  return lists
}

function readConditions(text: string): IfCondition[] | undefined {
  const found: IfCondition[] = []
  const list = text.trim()
  conditions.lastIndex = 0
  while (conditions.lastIndex < list.length) {
    const [, not, token, tag] = conditions.exec(list) ?? []
    if (token !== undefined) found.push({ not: not !== undefined, token })
    else if (tag !== undefined) found.push({ not: not !== undefined, tag: tag.trim() })
    else return undefined
  }
  return found.length > 0 ? found : undefined
}
