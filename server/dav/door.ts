import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeyHolder } from '../accounts/keys.ts'
import type { Author, FileEntry, FileTree } from '../files/file-tree.ts'
import type { Clock } from '../lib/clock.ts'
import type { HubMetrics } from '../metrics/hub-metrics.ts'
import type { Store } from '../storage/store.ts'
import type { Locks } from './locks.ts'
import { hrefOf } from './paths.ts'

export interface DavParts {
  /** The files that a key opens: of its one app, or of all apps of its account. */
  readonly treeOf: (holder: KeyHolder) => FileTree
  readonly store: Store
  readonly now: Clock
  readonly publicUrls: readonly string[]
  readonly metrics: Pick<HubMetrics, 'davAnswered'>
}

/** A request at the door, as its handler needs it. */
export interface Door {
  readonly parts: DavParts
  readonly holder: KeyHolder
  readonly tree: FileTree
  readonly locks: Locks
  readonly author: Author
  /** What the request is about. */
  readonly path: string
  /** The address of the root, by the alias that was asked for. */
  readonly base: string
}

export type DavHandler = (
  request: FastifyRequest,
  reply: FastifyReply,
  door: Door,
) => Promise<unknown>

export const hrefIn = ({ base }: Pick<Door, 'base'>, path: string, isFolder: boolean) =>
  hrefOf(base, path, isFolder)

/**
 * The strong tag of a file: equal tags, equal content. 128 bits of the hash are enough, and clients
 * that keep such headers in short buffers do not cut them.
 */
export const etagOf = ({ contentId }: FileEntry): string => `"${contentId.slice(0, 32)}"`

export const httpDate = (ms: number): string => new Date(ms).toUTCString()

/** What tells a client which version it has. */
export const versionHeaders = (entry: FileEntry) => ({
  etag: etagOf(entry),
  'oc-etag': etagOf(entry),
  'last-modified': httpDate(entry.modifiedAt),
})

export const methods = [
  ...['OPTIONS', 'GET', 'HEAD', 'PUT', 'DELETE', 'MKCOL', 'COPY', 'MOVE'],
  ...['PROPFIND', 'PROPPATCH', 'LOCK', 'UNLOCK'],
] as const

export type DavMethod = (typeof methods)[number]

export const allow = methods.join(', ')
