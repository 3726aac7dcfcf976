import type { FileEntry } from '../files/file-tree.ts'
import { bareTypeOf } from './content-type.ts'
import { etagOf, httpDate } from './door.ts'
import type { Lock } from './locks.ts'
import { nameOf } from './paths.ts'
import { davNamespace } from './read-xml.ts'
import { escapeXml } from './write-xml.ts'

/** The name of a property, with its namespace before it in braces: `{DAV:}getetag`. */
export type PropertyName = string

export const propertyName = (namespace: string, name: string): PropertyName =>
  `{${namespace}}${name}`

/** What answers tell about a thing in the tree. */
export interface Resource {
  readonly entry: FileEntry
  readonly href: string
  /** The name of the root comes from its address. */
  readonly rootName: string
  /** Asked only where the answer names locks. */
  readonly locks: () => readonly Lock[]
  readonly lockHref: (lock: Lock) => string
  readonly now: number
  readonly usage: { readonly used: number; readonly free: number } | undefined
}

type Live = (resource: Resource) => string | undefined

/** Properties that the hub knows by itself, as XML; undefined where the thing has none of it. */
export const liveProperties: ReadonlyMap<PropertyName, Live> = new Map(
  Object.entries({
    resourcetype: ({ entry }) => (isFile(entry) ? '' : '<D:collection/>'),
    displayname: ({ entry, rootName }) => {
      const name = nameOf(entry.path) || rootName
      // Some clients decode it, and fail at what is no escape.
      return name.includes('%') ? undefined : escapeXml(name)
    },
    getcontentlength: ({ entry }) => (isFile(entry) ? String(entry.size) : undefined),
    // Some clients take it for the name of a type as it is, so it stands without its encoding.
    getcontenttype: ({ entry }) => (isFile(entry) ? bareTypeOf(entry.path) : folderType),
    getlastmodified: ({ entry }) => httpDate(entry.modifiedAt),
    getetag: ({ entry }) => (isFile(entry) ? etagOf(entry) : undefined),
    creationdate: ({ entry }) => new Date(entry.createdAt).toISOString().replace(/\.\d+/, ''),
    'quota-available-bytes': ({ usage }) => usage && String(usage.free),
    'quota-used-bytes': ({ usage }) => usage && String(usage.used),
    supportedlock: () => supportedLocks,
    lockdiscovery: (resource) =>
      resource
        .locks()
        .map((lock) => activeLock(lock, resource))
        .join(''),
  } satisfies Record<string, Live>).map(([name, live]) => [propertyName(davNamespace, name), live]),
)

/** What is told where all properties are asked for. Of locks there is nothing in it: they name addresses. */
export const commonProperties = [
  ...['resourcetype', 'displayname', 'getcontentlength', 'getcontenttype'],
  ...['getlastmodified', 'getetag', 'creationdate'],
].map((name) => propertyName(davNamespace, name))

export const quotaProperties = ['quota-available-bytes', 'quota-used-bytes'].map((name) =>
  propertyName(davNamespace, name),
)

const isFile = ({ kind }: FileEntry) => kind === 'file'

const folderType = 'httpd/unix-directory'

const lockType = '<D:locktype><D:write/></D:locktype>'

const supportedLocks = ['exclusive', 'shared']
  .map((scope) => `<D:lockentry><D:lockscope><D:${scope}/></D:lockscope>${lockType}</D:lockentry>`)
  .join('')

/** A lock as `DAV:lockdiscovery` lists it. */
export function activeLock(
  lock: Lock,
  { now, lockHref }: Pick<Resource, 'now' | 'lockHref'>,
): string {
  const left = Math.max(0, Math.ceil((lock.expiresAt - now) / 1_000))
  return [
    `<D:activelock>${lockType}<D:lockscope><D:${lock.scope}/></D:lockscope>`,
    `<D:depth>${lock.depth}</D:depth>`,
    lock.owner && `<D:owner>${lock.owner}</D:owner>`,
    `<D:timeout>Second-${left}</D:timeout>`,
    `<D:locktoken><D:href>${lock.token}</D:href></D:locktoken>`,
    `<D:lockroot><D:href>${escapeXml(lockHref(lock))}</D:href></D:lockroot></D:activelock>`,
  ].join('')
}
