const text = 'charset=utf-8'

/** By the ending of a name; browsers and a few apps look at it, the hub does not. */
const types: Readonly<Record<string, string>> = {
  txt: `text/plain; ${text}`,
  md: `text/markdown; ${text}`,
  org: `text/plain; ${text}`,
  csv: `text/csv; ${text}`,
  html: `text/html; ${text}`,
  xml: 'application/xml',
  xbel: 'application/xml',
  opml: 'application/xml',
  json: 'application/json',
  js: `text/javascript; ${text}`,
  css: `text/css; ${text}`,
  zip: 'application/zip',
  gz: 'application/gzip',
  pdf: 'application/pdf',
  epub: 'application/epub+zip',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
}

export function contentTypeOf(path: string): string {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(types, ending) ? (types[ending] ?? '') : 'application/octet-stream'
}

/** The type alone, without the encoding of a text. */
export const bareTypeOf = (path: string): string => contentTypeOf(path).replace(/;.*$/, '')
