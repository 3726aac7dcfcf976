import fc from 'fast-check'
import type { ApiDocument, Operation, Schema } from '../../../server/api/openapi-document.ts'
import { inFull } from '../../helpers/declared-answers.ts'

/** A request as the fuzz sends it. */
export interface FuzzRequest {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly payload?: Buffer
}

/** What is known to be there: values for parameters and fields by their name, and ways in. */
export interface Known {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly credentials: readonly Readonly<Record<string, string>>[]
}

/** Requests to every operation of a document: some sound, most of them wrong in some way. */
export function requestsTo(document: ApiDocument, known: Known): fc.Arbitrary<FuzzRequest> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // A stream of events does not end; it has tests of its own.
      .filter(([, operation]) => !isStream(operation))
      .map(([method, operation]) => ({ path, method, operation })),
  )
  return fc
    .constantFrom(...operations)
    .chain(({ path, method, operation }) =>
      fc.record({
        method: fc.constant(method.toUpperCase()),
        url: urlTo(path, operation, known),
        headers: headersFor(known),
        payload: bodyFor(document, operation, known),
      }),
    )
    .map(({ payload, ...request }) => (payload === undefined ? request : { ...request, payload }))
}

const isStream = ({ responses }: Operation) => JSON.stringify(responses).includes('event-stream')

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('', '.', '..', '../..', '/', '\\', '\0', '%00', '%2e%2e%2f', '__proto__', '*'),
  fc.constantFrom(
    'constructor',
    'toString',
    '\ud800',
    '\u202e',
    ' ',
    '-1',
    '0',
    '1e9',
    '9'.repeat(30),
  ),
  fc.integer({ min: 100, max: 5_000 }).map((length) => 'x'.repeat(length)),
)

const textFor = (name: string, known: Known): fc.Arbitrary<string> => {
  const values = Object.hasOwn(known.values, name) ? known.values[name] : undefined
  return values ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, hostile) : hostile
}

/** Encoded as it should be, or not at all. */
const encoded = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.integer({ min: 0, max: 9 }))
    .map(([value, dice]) =>
      dice > 0
        ? encodeURIComponent(value.toWellFormed())
        : value.replace(/[^\x21-\x7e]|[?#]/g, '_'),
    )

function urlTo(path: string, { parameters = [] }: Operation, known: Known): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const values = fc.tuple(...names.map((name) => encoded(textFor(name, known))))
  const asked = parameters.filter((one) => one.in === 'query').map(({ name }) => name)
  const name = asked.length > 0 ? fc.oneof(fc.constantFrom(...asked), hostile) : hostile
  const pair = name.chain((one) =>
    fc.tuple(encoded(fc.constant(one)), encoded(textFor(one, known))),
  )
  const query = fc.oneof(fc.constant([]), fc.array(pair, { maxLength: 3 }))
  return fc.tuple(values, query).map(([parts, pairs]) => {
    let next = 0
    const address = path.replace(/\{\w+\}/g, () => parts[next++] ?? '')
    return pairs.length > 0 ? `${address}?${pairs.map((one) => one.join('=')).join('&')}` : address
  })
}

const headerText = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, ''))

const headersFor = ({ credentials }: Known): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...credentials) },
        headerText.map((authorization) => ({ authorization })),
      ),
      fc.oneof(
        { weight: 6, arbitrary: fc.constant('application/json') },
        fc.constantFrom(
          'text/plain',
          'application/json; charset=utf-16',
          'multipart/form-data',
          '',
        ),
        headerText,
      ),
      fc.dictionary(
        fc.constantFrom(
          'if-none-match',
          'accept',
          'cookie',
          'origin',
          'sec-fetch-site',
          'range',
          'x-forwarded-for',
          'accept-encoding',
          'content-encoding',
        ),
        headerText,
        { maxKeys: 2 },
      ),
    )
    .map(([credential, type, others]) => ({ ...others, ...credential, 'content-type': type }))

function bodyFor(
  document: ApiDocument,
  { requestBody }: Operation,
  known: Known,
): fc.Arbitrary<Buffer | undefined> {
  const named = Object.values(requestBody?.content ?? {})[0]?.schema
  const schema = named && inFull(document, named)
  if (!schema) return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, rubbish)
  const sound = valueFor(schema, 'body', known)
  const text = fc.oneof(
    { weight: 4, arbitrary: sound },
    { weight: 2, arbitrary: sound.chain(spoilt) },
    fc.json(),
  )
  return fc.oneof(
    { weight: 8, arbitrary: text.map((value) => Buffer.from(textOf(value))) },
    rubbish,
  )
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** A value that fits a schema, as far as that is easy to tell. */
function valueFor(schema: Schema, name: string, known: Known): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valueFor(one, name, known)))
  if ('const' in schema) return fc.constant(schema.const)
  const [type = 'any', ...more] = [schema.type ?? []].flat()
  if (more.length > 0) {
    return fc.oneof(
      ...[type, ...more].map((one) => valueFor({ ...schema, type: one }, name, known)),
    )
  }
  switch (type) {
    case 'string':
      return textFor(name, known)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({ min: -1, max: 1_000 })
    case 'array':
      return fc.array(valueFor(schema.items ?? {}, name, known), { maxLength: 3 })
    case 'object':
      return schema.properties ? objectOf(schema, known) : fc.dictionary(hostile, fc.jsonValue())
  }
  return fc.jsonValue()
}

function objectOf({ properties = {}, required = [] }: Schema, known: Known) {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valueFor(schema, name, known)]),
  )
  return fc.record(model, { requiredKeys: [...required] })
}

/** The same with one field gone, one too many, or one of another type. */
function spoilt(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return fc.jsonValue()
  const fields = Object.entries(value)
  const at = fc.nat({ max: Math.max(0, fields.length - 1) })
  return fc.oneof(
    at.map((index) => Object.fromEntries(fields.filter((_, i) => i !== index))),
    fc.tuple(hostile, fc.jsonValue()).map(([name, more]) => ({ ...value, [name]: more })),
    fc
      .tuple(at, fc.jsonValue())
      .map(([index, other]) =>
        Object.fromEntries(fields.map(([name, old], i) => [name, i === index ? other : old])),
      ),
  )
}

const rubbish = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
  fc.integer({ min: 1, max: 200 }).map((deep) => Buffer.from('['.repeat(deep) + ']'.repeat(deep))),
  fc
    .constantFrom('', '{', '\ufeff{}', '{}{}', '{"a":1,"a":2}', '{"__proto__":{}}', '1e400', 'null')
    .map((text) => Buffer.from(text)),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => Buffer.alloc(length, ' ')),
)
