import { isDeepStrictEqual } from 'node:util'
import type { ApiDocument, Content, Operation, Schema } from './openapi-document.ts'

const place = '#/components/schemas/'

/**
 * Names what requests and answers are made of, as programs that make a client of the document want
 * it: each schema with a `title` stands once among the components, and so does each body and answer,
 * named after its operation.
 * @throws Error where one title stands for two schemas
 */
export function withComponents(document: ApiDocument): ApiDocument {
  const schemas: Record<string, Schema> = {}

  const named = (name: string, schema: Schema): Schema => {
    const known = schemas[name]
    if (known && !isDeepStrictEqual(known, schema)) {
      throw new Error(`Two schemas of the API have the title ${name}.`)
    }
    schemas[name] = schema
    return { $ref: `${place}${name}` }
  }

  const shortened = (schema: Schema): Schema => {
    const { title, ...own } = plain(mapParts(schema, shortened))
    return title === undefined ? own : named(title, own)
  }

  /** The same body or answer, with a name in place of its schema; what it says of itself stays with it. */
  const content = <T extends { readonly content?: Content }>(one: T, name: string): T => {
    const json = one.content?.['application/json']
    if (!json) return one
    const { description: _, ...own } = json.schema
    const schema = shortened(own)
    const isNamed = schema.$ref !== undefined || !schema.properties
    const content = {
      'application/json': { ...json, schema: isNamed ? schema : named(name, schema) },
    }
    return { ...one, content }
  }

  const operation = (one: Operation): Operation => {
    const name = (one.operationId[0] ?? '').toUpperCase() + one.operationId.slice(1)
    const responses = Object.entries(one.responses).map(([status, answer]) => [
      status,
      '$ref' in answer ? answer : content(answer, `${name}Answer`),
    ])
    const parameters = one.parameters?.map((each) => ({ ...each, schema: shortened(each.schema) }))
    return {
      ...one,
      ...(parameters && { parameters }),
      ...(one.requestBody && { requestBody: content(one.requestBody, `${name}Request`) }),
      responses: Object.fromEntries(responses),
    }
  }

  const paths = mapValues(document.paths, (methods) => mapValues(methods, operation))
  const refused = content(document.components.responses.refused, 'Refusal')
  const { components } = document
  return { ...document, paths, components: { ...components, responses: { refused }, schemas } }
}

/** The schema itself, where a name stands for it. */
export function schemaNamed({ components }: ApiDocument, schema: Schema): Schema {
  const { $ref, ...own } = schema
  return $ref ? { ...components.schemas[$ref.slice(place.length)], ...own } : schema
}

/** The name that stands for a schema, if one does. */
export const nameOf = ({ $ref }: Schema): string | undefined => $ref?.slice(place.length)

/** What stands for anything of a type. */
const anything: Readonly<Record<string, Schema>> = {
  object: { type: 'object', additionalProperties: true },
  array: { type: 'array', items: {} },
}

/** The same schema in words that every generator of clients knows. */
function plain(schema: Schema): Schema {
  const { type, ...own } = schema
  if (Array.isArray(type))
    return { ...own, anyOf: type.map((one) => anything[one] ?? { type: one }) }
  const isText = !type && schema.enum?.every((value) => typeof value === 'string')
  return isText ? { ...own, type: 'string' } : schema
}

/** The same schema with other parts. */
export function mapParts(schema: Schema, map: (part: Schema) => Schema): Schema {
  const { properties, items, anyOf } = schema
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, map) }),
    ...(items && { items: map(items) }),
    ...(anyOf && { anyOf: anyOf.map(map) }),
  }
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
