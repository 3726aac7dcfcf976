import type { XmlElement } from './read-xml.ts'

export const xmlType = 'application/xml; charset=utf-8'

export const declaration = '<?xml version="1.0" encoding="utf-8"?>'

/** Text that can stand in an element or an attribute. */
export const escapeXml = (text: string): string =>
  /[&<>"\r\n\t]/.test(text) ? text.replace(/[&<>"\r\n\t]/g, (sign) => escapes[sign] ?? sign) : text

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** What is in an element, as XML that means the same in any document: it brings its namespaces. */
export const innerXml = (element: XmlElement): string =>
  element.content
    .map((part) => (typeof part === 'string' ? escapeXml(part) : outerXml(part)))
    .join('')

function outerXml(element: XmlElement): string {
  const attributes = element.attributes.map(({ namespace, name, value }, index) => {
    const text = `="${escapeXml(value)}"`
    if (namespace === '') return ` ${name}${text}`
    if (namespace === xmlNamespace) return ` xml:${name}${text}`
    return ` a${index}:${name}${text} xmlns:a${index}="${escapeXml(namespace)}"`
  })
  const opening = `${element.name} xmlns="${escapeXml(element.namespace)}"${attributes.join('')}`
  return element.content.length === 0
    ? `<${opening}/>`
    : `<${opening}>${innerXml(element)}</${element.name}>`
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
