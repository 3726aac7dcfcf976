import { STATUS_CODES } from 'node:http'
import { liveProperties, type PropertyName, type Resource } from './properties.ts'
import { davNamespace } from './read-xml.ts'
import { declaration, escapeXml } from './write-xml.ts'

export const multistatusStart = `${declaration}<D:multistatus xmlns:D="DAV:">`
export const multistatusEnd = '</D:multistatus>'

/** Properties with one status. */
export interface PropStat {
  readonly status: number
  /** Elements, as XML. */
  readonly elements: readonly string[]
  /** The condition that failed, as XML. */
  readonly error?: string
}

/** What is told of one thing: its address once, then its properties by status. */
export function responseXml(href: string, stats: readonly PropStat[]): string {
  const parts = stats.map(
    ({ status, elements, error }) =>
      `<D:propstat><D:prop>${elements.join('')}</D:prop><D:status>${statusLine(status)}</D:status>${
        error ? `<D:error>${error}</D:error>` : ''
      }</D:propstat>`,
  )
  return `<D:response><D:href>${escapeXml(href)}</D:href>${parts.join('')}</D:response>`
}

const statusLine = (status: number) => `HTTP/1.1 ${status} ${STATUS_CODES[status]}`

/** An element of any namespace. Its own prefix needs no declaration where that is `DAV:`. */
export function elementXml(property: PropertyName, content: string): string {
  const [, namespace = '', name = ''] = /^\{(.*)\}(.*)$/s.exec(property) ?? []
  if (namespace === davNamespace) return tag(`D:${name}`, '', content)
  if (namespace === '') return tag(name, '', content)
  return tag(`x:${name}`, ` xmlns:x="${escapeXml(namespace)}"`, content)
}

const tag = (name: string, declared: string, content: string) =>
  content === '' ? `<${name}${declared}/>` : `<${name}${declared}>${content}</${name}>`

/** What the hub knows by itself, or else what a client has kept; undefined for neither. */
export function propertyValue(
  property: PropertyName,
  resource: Resource,
  kept: ReadonlyMap<PropertyName, string>,
): string | undefined {
  const live = liveProperties.get(property)
  return live ? live(resource) : kept.get(property)
}
