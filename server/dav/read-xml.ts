import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { sizeText } from '../lib/config-values.ts'
import { HubError } from '../lib/errors.ts'
import { badRequest } from './dav-error.ts'

export interface XmlElement {
  readonly namespace: string
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly content: (XmlElement | string)[]
}

export interface XmlAttribute {
  readonly namespace: string
  readonly name: string
  readonly value: string
}

export const maxXml = 64 * 1024
const maxDepth = 32

/** A namespace is declared once, but kept and answered with every name that is in it. */
const maxExpanded = 4 * maxXml

export const davNamespace = 'DAV:'

/** Reads a body as XML. @returns its root; undefined for no body @throws HubError */
export async function readXmlBody(body: Readable): Promise<XmlElement | undefined> {
  const bytes = await readAll(body)
  return bytes.length === 0 ? undefined : readXml(textOf(bytes))
}

/** Reads a small body. What is larger is left on the wire. @throws HubError `too_large` */
export async function readAll(body: Readable, limit = maxXml): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > limit) throw new HubError('too_large', { limit: sizeText(limit) })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function textOf(bytes: Buffer): string {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  const encoding = !isUtf16 ? 'utf-8' : first === 0xff ? 'utf-16le' : 'utf-16be'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw badRequest('The XML is not valid Unicode.')
  }
}

/** Entities that are declared are never read: a document with a DOCTYPE is refused. @throws HubError */
export function readXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const open: XmlElement[] = []
  let expanded = 0
  let root: XmlElement | undefined
  const add = (part: XmlElement | string) => void open.at(-1)?.content.push(part)
  parser.on('error', () => {
    throw badRequest('The body is not well-formed XML.')
  })
  parser.on('doctype', () => {
    throw badRequest('The XML has a DOCTYPE, which is not taken.')
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    if (open.length >= maxDepth) throw badRequest('The XML is nested too deeply.')
    for (const one of [{ uri }, ...Object.values(attributes)]) {
      if (one.uri !== davNamespace) expanded += one.uri.length
    }
    if (expanded > maxExpanded) throw badRequest('The XML repeats namespaces that are too long.')
    const element: XmlElement = {
      namespace: uri,
      name: local,
      attributes: Object.values(attributes)
        .filter((one) => one.uri !== xmlnsNamespace)
        .map((one) => ({ namespace: one.uri, name: one.local, value: one.value })),
      content: [],
    }
    add(element)
    open.push(element)
    root ??= element
  })
  parser.on('closetag', () => void open.pop())
  parser.on('text', add)
  parser.on('cdata', add)
  parser.write(text).close()
  if (!root) throw badRequest('The body is not well-formed XML.')
  return root
}

const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

export const elementsOf = (element: XmlElement): XmlElement[] =>
  element.content.filter((part) => typeof part !== 'string')

export const isDav = ({ namespace, name }: XmlElement, wanted: string): boolean =>
  namespace === davNamespace && name === wanted

/** The first child of this name in the namespace `DAV:`. */
export const davChild = (element: XmlElement, name: string): XmlElement | undefined =>
  elementsOf(element).find((child) => isDav(child, name))
