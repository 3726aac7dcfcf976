import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileEntry, FileTree } from '../files/file-tree.ts'
import { HubError } from '../lib/errors.ts'
import { badRequest, DavError } from './dav-error.ts'
import { type Door, hrefIn } from './door.ts'
import type { Locks } from './locks.ts'
import {
  elementXml,
  multistatusEnd,
  multistatusStart,
  type PropStat,
  propertyValue,
  responseXml,
} from './multistatus.ts'
import {
  commonProperties,
  liveProperties,
  type PropertyName,
  quotaProperties,
  type Resource,
} from './properties.ts'
import { type PropertyQuery, readPropertyQuery } from './property-query.ts'
import { readXmlBody } from './read-xml.ts'
import { xmlType } from './write-xml.ts'

/** How many things a list without a bound on its depth may hold. */
export const maxInfinite = 5_000
/** From so many characters on a list is sent piece by piece: it takes no memory then. */
const maxWhole = 512 * 1024
const pieceLength = 64 * 1024

/** As much of a door as a list needs. */
export type ListDoor = Pick<Door, 'parts' | 'path' | 'base'> & {
  readonly locks: Pick<Locks, 'covering'>
  readonly tree: Pick<FileTree, 'stat' | 'children' | 'properties' | 'usage'>
}

export async function propfind(request: FastifyRequest, reply: FastifyReply, door: ListDoor) {
  const entry = await door.tree.stat(door.path)
  if (!entry) throw new HubError('file_unknown')
  const query = readPropertyQuery(await readXmlBody(request.raw))
  const entries = await entriesOf(door, entry, request.headers.depth)
  return sendList(reply, door, query, entries)
}

/** The thing itself first, then what is in it, as deep as was asked. */
async function entriesOf(door: ListDoor, entry: FileEntry, depth: unknown): Promise<FileEntry[]> {
  switch (
    String(depth ?? '')
      .trim()
      .toLowerCase()
  ) {
    case '0':
      return [entry]
    case '1':
    case '1,noroot':
      return oneLevel(door, entry)
    case 'infinity':
    case 'infinity,noroot': {
      const all = await allLevels(door, entry)
      if (!all) throw new DavError('list_too_long', '<D:propfind-finite-depth/>')
      return all
    }
    case '':
      // It means infinity, but who leaves it out seldom wants an error.
      return (await allLevels(door, entry)) ?? oneLevel(door, entry)
    default:
      throw badRequest('The header Depth must be 0, 1 or infinity.')
  }
}

async function oneLevel({ tree }: ListDoor, entry: FileEntry): Promise<FileEntry[]> {
  return entry.kind === 'file' ? [entry] : [entry, ...(await childrenOf(tree, entry))]
}

/** @returns undefined for more than a list may hold */
async function allLevels({ tree }: ListDoor, entry: FileEntry): Promise<FileEntry[] | undefined> {
  const all: FileEntry[] = [entry]
  // What is added is looked at as well, in its turn.
  for (const one of all) {
    if (one.kind === 'file') continue
    for (const child of await childrenOf(tree, one)) {
      if (all.length >= maxInfinite) return undefined
      all.push(child)
    }
  }
  return all
}

/** A folder may go while a list is made. */
const childrenOf = (tree: ListDoor['tree'], { path }: FileEntry) =>
  ifThere(tree.children(path), [] as readonly FileEntry[])

async function ifThere<T>(result: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await result
  } catch (error) {
    if (error instanceof HubError && error.code === 'file_unknown') return otherwise
    throw error
  }
}

async function sendList(
  reply: FastifyReply,
  door: ListDoor,
  query: PropertyQuery,
  entries: readonly FileEntry[],
) {
  reply.code(207).type(xmlType)
  const list = pieces(door, query, entries)
  let whole = ''
  for (;;) {
    const { value, done } = await list.next()
    if (done) return reply.send(whole)
    whole += value
    if (whole.length > maxWhole) return reply.send(Readable.from(joined(whole, list)))
  }
}

async function* joined(start: string, rest: AsyncIterable<string>) {
  yield start
  yield* rest
}

async function* pieces(door: ListDoor, query: PropertyQuery, entries: readonly FileEntry[]) {
  const { tree, parts, locks, base } = door
  const usage = asksQuota(query, entries) ? await tree.usage() : undefined
  const needsKept = query.kind !== 'some' || query.names.some((name) => !liveProperties.has(name))
  const none: ReadonlyMap<PropertyName, string> = new Map()
  const now = parts.now()
  const rootName = decodeURIComponent(base.slice(base.lastIndexOf('/') + 1))
  let piece = multistatusStart
  for (const entry of entries) {
    const href = hrefIn(door, entry.path, entry.kind === 'folder')
    const resource: Resource = {
      ...{ entry, href, rootName, now, usage },
      locks: () => locks.covering(entry.path),
      lockHref: (lock) => hrefIn(door, lock.path, false),
    }
    const kept = needsKept ? await ifThere(tree.properties(entry.path), none) : none
    piece += responseXml(href, statsOf(query, resource, kept))
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece + multistatusEnd
}

/** A client that asks for all of a folder alone often wants just this, which a list has no need of. */
function asksQuota({ kind, names }: PropertyQuery, entries: readonly FileEntry[]): boolean {
  const isAboutFolder = entries.length === 1 && entries[0]?.kind === 'folder'
  return names.some((name) => quotaProperties.includes(name)) || (kind === 'all' && isAboutFolder)
}

function statsOf(
  query: PropertyQuery,
  resource: Resource,
  kept: ReadonlyMap<PropertyName, string>,
): PropStat[] {
  const quota = resource.usage ? quotaProperties : []
  const all = query.kind === 'some' ? [] : [...commonProperties, ...quota, ...kept.keys()]
  const names = [...new Set([...all, ...query.names])]
  const found: string[] = []
  const missing: string[] = []
  for (const name of names) {
    const value = propertyValue(name, resource, kept)
    if (value !== undefined) found.push(elementXml(name, query.kind === 'names' ? '' : value))
    // What was not asked for by its name is not missed.
    else if (query.kind === 'some') missing.push(elementXml(name, ''))
  }
  const stats: PropStat[] = []
  if (found.length > 0 || missing.length === 0) stats.push({ status: 200, elements: found })
  if (missing.length > 0) stats.push({ status: 404, elements: missing })
  return stats
}
