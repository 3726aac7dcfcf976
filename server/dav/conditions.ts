import type { FastifyRequest } from 'fastify'
import type { FileEntry } from '../files/file-tree.ts'
import { HubError } from '../lib/errors.ts'
import { type Door, etagOf } from './door.ts'
import { type IfList, readIf } from './if-header.ts'
import { pathOfHeader, placeAt } from './paths.ts'

/** What a request expects of the things it is about. */
export interface Conditions {
  /** The tokens of locks that it knows of. */
  readonly tokens: ReadonlySet<string>
  /** @throws HubError `precondition_failed` */
  check(existing: FileEntry | undefined): void
}

/** Reads If-Match, If-None-Match, If-Unmodified-Since and If. */
export async function conditionsOf(request: FastifyRequest, door: Door): Promise<Conditions> {
  const { headers } = request
  const ifMatch = readTags(headers['if-match'])
  // A read with this is answered by 304, not refused.
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const ifNoneMatch = isRead ? undefined : readTags(headers['if-none-match'])
  const unmodifiedSince = readDate(headers['if-unmodified-since'])
  const { tokens, lists } = readIf(String(headers.if ?? ''))
  const tagged = await Promise.all(lists.map(async (list) => ({ list, of: await target(list) })))

  async function target({ resource }: IfList) {
    if (resource === undefined) return { path: door.path, entry: undefined }
    try {
      const url = pathOfHeader(resource, door.parts.publicUrls)
      const { path } = placeAt(url, request.basePath)
      return { path, entry: path === door.path ? undefined : await door.tree.stat(path) }
    } catch {
      // It names something that cannot be here, so nothing holds for it.
      return { path: undefined, entry: undefined }
    }
  }

  const holds = (existing: FileEntry | undefined): boolean => {
    if (ifMatch && !(existing && fits(ifMatch, existing))) return false
    if (ifNoneMatch && existing && fits(ifNoneMatch, existing)) return false
    if (!ifMatch && unmodifiedSince !== undefined && existing) {
      if (wholeSeconds(existing.modifiedAt) > unmodifiedSince) return false
    }
    if (tagged.length === 0) return true
    return tagged.some(({ list, of: { path, entry } }) => {
      const locks = path === undefined ? [] : door.locks.covering(path)
      const known = path === door.path ? existing : entry
      return list.conditions.every(({ not, token, tag }) => {
        const isTrue =
          token !== undefined
            ? locks.some((lock) => lock.token === token)
            : known?.kind === 'file' && tidyTag(tag ?? '') === etagOf(known)
        return isTrue !== not
      })
    })
  }

  return {
    tokens,
    check(existing) {
      if (!holds(existing)) throw new HubError('precondition_failed')
    },
  }
}

/** Whether a GET need not be answered again: the client has what there is. */
export function isUnchanged({ headers }: FastifyRequest, entry: FileEntry): boolean {
  const tags = readTags(headers['if-none-match'])
  if (tags) return fits(tags, entry)
  const since = readDate(headers['if-modified-since'])
  return since !== undefined && wholeSeconds(entry.modifiedAt) <= since
}

/** Whether a range may be sent: what the client has a part of is what there is. */
export function mayResume({ headers }: FastifyRequest, entry: FileEntry): boolean {
  const known = headers['if-range']
  if (known === undefined) return true
  const tags = readTags(String(known))
  return tags ? fits(tags, entry) : readDate(String(known)) === wholeSeconds(entry.modifiedAt)
}

const fits = (tags: readonly string[], entry: FileEntry) =>
  tags.includes('*') || (entry.kind === 'file' && tags.includes(etagOf(entry)))

/**
 * The tags of a list that are well-formed; undefined where none is, which is as good as no header:
 * some clients send anything, to get past caches.
 */
function readTags(header: string | undefined): string[] | undefined {
  if (header === undefined) return undefined
  const tags = header.match(/\*|(?:W\/)?"[^"]*"|(?<![\w-])[\da-f]{32}(?![\w-])/gi)?.map(tidyTag)
  return tags
}

/** Proxies weaken a tag, or write into it how they have compressed; some clients drop the quotes. */
const tidyTag = (tag: string): string =>
  tag === '*'
    ? tag
    : `"${tag
        .replace(/^W\//i, '')
        .replaceAll('"', '')
        .replace(/[-;](?:gzip|br|zstd|deflate)$/, '')}"`

function readDate(header: string | undefined): number | undefined {
  const at = header === undefined ? Number.NaN : Date.parse(header)
  return Number.isNaN(at) ? undefined : at
}

const wholeSeconds = (ms: number) => Math.floor(ms / 1_000) * 1_000
