import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { Compile } from 'typebox/schema'
import { apiDocument } from '../../server/api/openapi.ts'
import { mapParts, schemaNamed } from '../../server/api/openapi-components.ts'
import type { ApiDocument, Operation, Schema } from '../../server/api/openapi-document.ts'

/** An answer as it came, however it was asked for. */
export interface Reply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** The operation of an API document that takes a request, and the template of its path. */
export function operationFor(
  document: ApiDocument,
  method: string,
  url: string,
): { path: string; operation: Operation } | undefined {
  const path = url.replace(/[?#].*$/, '').replace(/\/+/g, '/')
  const found = Object.entries(document.paths)
    .filter(([template]) => patternOf(template).test(path))
    // A path without parameters goes before one with.
    .sort(([a], [b]) => a.split('{').length - b.split('{').length)
    .find(([, methods]) => methods[method.toLowerCase()])
  const operation = found?.[1][method.toLowerCase()]
  return found && operation && { path: found[0], operation }
}

const patternOf = (template: string) =>
  new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`)

/**
 * Compares an answer with what its operation declares.
 * @returns what is wrong with it; undefined where it is as declared
 */
export function undeclared(
  document: ApiDocument,
  operation: Operation,
  reply: Reply,
): string | undefined {
  const declared = operation.responses[String(reply.statusCode)]
  if (!declared) return `the status ${reply.statusCode} is not declared`
  const { content } = '$ref' in declared ? document.components.responses.refused : declared
  if (!content) return reply.body === '' ? undefined : 'there is a body where none is declared'
  const [type = '', { schema = {} } = {}] = Object.entries(content)[0] ?? []
  const sent = String(reply.headers['content-type'])
  if (!sent.startsWith(type)) return `the content type is ${sent}, not ${type}`
  if (type !== 'application/json') return undefined
  const [fits, errors] = compiled(document, schema).Errors(JSON.parse(reply.body))
  return fits ? undefined : JSON.stringify(errors)
}

const validators = new WeakMap<object, ReturnType<typeof Compile>>()

function compiled(document: ApiDocument, schema: Schema) {
  const known = validators.get(schema) ?? Compile(closed(inFull(document, schema)))
  validators.set(schema, known)
  return known
}

/** The same schema, for objects that hold nothing beyond what it names: nothing slips out unseen. */
function closed(schema: Schema): Schema {
  const own = mapParts(schema, closed)
  return own.properties ? { ...own, additionalProperties: false } : own
}

/** A schema in which no name stands for another one. */
export const inFull = (document: ApiDocument, schema: Schema): Schema =>
  mapParts(schemaNamed(document, schema), (part) => inFull(document, part))

/** From now on every answer of a hub that is not as its API declares fails the test that got it. */
export function checkAnswers(app: FastifyInstance): void {
  let document: ApiDocument | undefined
  const inject = app.inject.bind(app) as (request: InjectOptions) => Promise<LightMyRequestResponse>
  const checked = async (request: InjectOptions | string) => {
    const options = typeof request === 'string' ? { url: request } : request
    const reply = await inject(options)
    // HEAD has no body, and a stream is for its reader alone.
    if (options.method === 'HEAD' || options.payloadAsStream) return reply
    document ??= apiDocument(app)
    const { method = 'GET', url } = options
    const { pathname } = new URL(String(url), 'http://hub')
    const found = operationFor(document, method, pathname)
    const problem = found && undeclared(document, found.operation, reply)
    if (problem)
      throw new Error(`${method} ${pathname} answered what it does not declare: ${problem}`)
    return reply
  }
  Object.assign(app, { inject: checked })
}
