import { hash } from 'node:crypto'
import { HubError } from '../lib/errors.ts'
import { eachMember, isJson } from '../lib/json-text.ts'
import type { Settings } from '../storage/store.ts'

/** Settings on their way in: what to keep, and the JSON text of the value as it came. */
export class IncomingSettings implements Settings {
  readonly type: Settings['type']
  readonly text: string
  readonly source: string

  constructor(type: Settings['type'], text: string, source: string) {
    this.type = type
    this.text = text
    this.source = source
  }
}

const fields = new Set(['deviceName', 'savedTs', 'settings'])

/**
 * The body of a sync as a plain object for validation. `settings` becomes `IncomingSettings`; what
 * is neither text, object nor array stays what it is, for the validator to refuse.
 * @throws HubError for what is no JSON object, or names a field twice or one too many.
 */
export function readUpload(text: Buffer): object {
  const body: Record<string, unknown> = Object.create(null)
  eachMember(text, (name, source) => {
    if (!fields.has(name)) {
      throw new HubError('bad_request', {
        problem:
          'The body has a field that is not known. Only deviceName, savedTs and settings are allowed.',
      })
    }
    if (name in body) {
      throw new HubError('bad_request', { problem: `The body has the field ${name} twice.` })
    }
    body[name] = name === 'settings' ? settingsOf(source) : JSON.parse(source)
  })
  return body
}

function settingsOf(source: string): unknown {
  const first = source[0]
  if (first === '{' || first === '[') return new IncomingSettings('json', source, source)
  const value: unknown = JSON.parse(source)
  return typeof value === 'string' ? new IncomingSettings('text', value, source) : value
}

/**
 * Identifies settings by their text: the same text is the same content, sent as text or as JSON.
 * Text that has no UTF-8 is told by its code units, after two bytes that no UTF-8 begins with.
 */
export function contentIdOf(text: string): string {
  if (text.isWellFormed()) return hash('sha256', text)
  return hash('sha256', Buffer.from(`\ufeff${text}`, 'utf16le'))
}

/** The size of settings as the hub counts it, in bytes. */
export const sizeOf = (text: string): number => Buffer.byteLength(text)

/**
 * Stored settings as the JSON text of an answer, in the type that the request came in: sent text
 * gets text; sent JSON gets JSON, unless what is stored is text that is not JSON (encrypted).
 */
export function sourceFor(settings: Settings, asked: Settings['type']): string {
  if (asked === 'text') return JSON.stringify(settings.text)
  if (settings.type === 'json') return settings.text
  const text = withoutMark(settings.text)
  return holdsJson(text) ? wellFormed(text) : JSON.stringify(settings.text)
}

/** Whether a text is an object or array; a bare number or `null` is no settings. */
const holdsJson = (text: string) => /^\s*[{[]/.test(text) && isJson(text)

/** Some editors put a byte order mark before JSON; it is no part of it (RFC 8259, 8.1). */
const withoutMark = (text: string) => text.replace(/^\ufeff/, '')

/** JSON with lone surrogates as escapes: they have no UTF-8, and in JSON stand in strings only. */
const wellFormed = (json: string) =>
  json.replace(/\p{Surrogate}/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
