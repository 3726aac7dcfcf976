import type { FastifyRequest } from 'fastify'
import { checkedPath } from '../files/checked-path.ts'
import { withoutPublicPath } from '../http/public-address.ts'
import { HubError } from '../lib/errors.ts'

/** Where a tree is mounted: `/dav`, and what clients ask for that only know Nextcloud. */
const mount = /^\/(?:dav|remote\.php\/webdav|remote\.php\/dav\/files\/[^/]+)(?=\/|$)/

/** An address below a mount. */
export interface Place {
  /** The path in the tree. */
  readonly path: string
  /** What stands before the path in the address: the public path and the mount, as it was asked. */
  readonly base: string
}

/** What a request is about. @throws HubError `bad_path` */
export const placeOf = (request: FastifyRequest): Place =>
  placeAt(pathOfUrl(request.url), request.basePath)

/**
 * The target of a MOVE or COPY. Only the path of it counts: behind a proxy, clients name a host and a
 * scheme that the hub does not know. @throws HubError
 */
export function destinationOf(request: FastifyRequest, publicUrls: readonly string[]): Place {
  const header = request.headers.destination
  if (typeof header !== 'string' || header === '') {
    throw new HubError('bad_request', { problem: 'The header Destination is missing.' })
  }
  return placeAt(pathOfHeader(header, publicUrls), request.basePath)
}

/** The path of an address that came in a header: a whole URL, or a path alone. */
export function pathOfHeader(header: string, publicUrls: readonly string[]): string {
  // Some clients send it as it is, in UTF-8, which Node reads as Latin-1.
  const text = /[\x80-\xff]/.test(header) ? Buffer.from(header, 'latin1').toString() : header
  const path = text.trim().replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  return pathOfUrl(withoutPublicPath(publicUrls)({ url: path.startsWith('/') ? path : '/' }))
}

/** @throws HubError `bad_path` for one that is not below a mount, or not allowed */
export function placeAt(urlPath: string, basePath: string): Place {
  const [prefix] = mount.exec(urlPath) ?? []
  if (prefix === undefined) refuse('it does not begin with /dav/')
  return { path: pathBelow(urlPath, prefix), base: basePath + prefix }
}

/** The path of a file below a prefix of an address. @throws HubError `bad_path` */
export function pathBelow(urlPath: string, prefix: string): string {
  return checkedPath(urlPath.slice(prefix.length).split('/').filter(Boolean).map(decode).join('/'))
}

/** Without query, and with single slashes: clients join addresses carelessly. */
export function pathOfUrl(url: string): string {
  // Whatever was meant by it, the rest of the name would be lost.
  if (url.includes('#')) refuse('it holds a # that is not encoded')
  return url.replace(/\?.*$/s, '').replace(/\/{2,}/g, '/')
}

function decode(part: string): string {
  let name: string
  try {
    // A `%` that begins no escape stands for itself.
    name = decodeURIComponent(part.replace(/%(?![\da-f]{2})/gi, '%25'))
  } catch {
    refuse('it is not valid UTF-8')
  }
  if (name.includes('/')) refuse('it holds an encoded slash')
  return name
}

/** The address of something in the tree, as answers name it. */
export function hrefOf(base: string, path: string, isFolder: boolean): string {
  if (path === '') return `${base}/`
  return `${base}/${path.split('/').map(encodeURIComponent).join('/')}${isFolder ? '/' : ''}`
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function refuse(reason: string): never {
  throw new HubError('bad_path', { reason })
}
