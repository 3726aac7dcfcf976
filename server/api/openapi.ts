import { STATUS_CODES } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Access } from './access.ts'
import { commonRefusals } from './common-errors.ts'
import type { ListedRoute } from './route-table.ts'
import { errorSchema } from './schemas/common.ts'

/** As much of JSON Schema as this file and the page of the API look at. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly format?: string
  /** What an answer is made of that is not JSON. */
  readonly contentMediaType?: string
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}

export interface Answer {
  readonly description: string
  readonly content?: Content
}

/** Stands for the one answer by which everything is refused. */
export const refused = { $ref: '#/components/responses/refused' } as const

export interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, Answer | typeof refused>>
}

/** An OpenAPI document: its schemas are JSON Schema, just as the routes have them. */
export interface ApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, object>>
    readonly responses: { readonly refused: Answer }
  }
}

/** How a request shows who it speaks for, by the `access` of a route. */
const securitySchemes: Readonly<Record<Exclude<Access, 'anyone'>, object>> = {
  key: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The API key of an app, alone or after `Bearer`',
  },
  account: {
    type: 'apiKey',
    in: 'cookie',
    name: 'sxncd-session',
    description: 'Somebody who is signed in, for their own things; with the header X-Sxncd-Proof',
  },
  owner: {
    type: 'apiKey',
    in: 'cookie',
    name: 'sxncd-session',
    description: 'The owner of the hub; with the header X-Sxncd-Proof',
  },
  control: { type: 'http', scheme: 'bearer', description: 'A command on this machine' },
}

declare module 'fastify' {
  interface FastifySchema {
    /** The route is no part of the API. */
    hide?: boolean
    summary?: string
    tags?: readonly string[]
    security?: readonly object[]
  }
}

/** What a route says of itself; Fastify does not know its schemas for such. */
interface RouteSchema {
  readonly hide?: boolean
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly params?: Schema
  readonly querystring?: Schema
  readonly body?: Schema
  readonly response?: Readonly<Record<string, Schema>>
}

/** Describes every route of the API as OpenAPI. */
export const apiDocument = (app: FastifyInstance, version: string): ApiDocument => ({
  openapi: '3.1.0',
  info: {
    title: 'SxncD hub',
    version,
    description: "Keeps the settings of apps in step across a person's devices.",
  },
  paths: pathsOf(app.routeTable.filter(({ method, schema }) => !schema.hide && method !== 'HEAD')),
  components: { securitySchemes, responses: { refused: answerOf('refused', errorSchema) } },
})

function pathsOf(routes: readonly ListedRoute[]): ApiDocument['paths'] {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return paths
}

function operationOf({ method, url, access, schema: parts }: ListedRoute): Operation {
  const { summary, tags, params, querystring, body, response } = parts as RouteSchema
  const parameters = [...parametersOf('path', params), ...parametersOf('query', querystring)]
  return {
    operationId: `${method.toLowerCase()}${url.replace(/\W+/g, '-')}`,
    ...(summary && { summary }),
    ...(tags && { tags }),
    security: access === 'anyone' ? [] : [{ [access]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(commonRefusals(access, method).map((status) => [status, refused])),
      ...Object.fromEntries(
        Object.entries(response ?? {}).map(([status, schema]) => [
          status,
          (schema as object) === errorSchema ? refused : answerOf(status, schema),
        ]),
      ),
    },
  }
}

const parametersOf = (place: Parameter['in'], schema: Schema | undefined): Parameter[] =>
  Object.entries(schema?.properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || (schema?.required ?? []).includes(name),
    ...(description && { description }),
    schema: rest,
  }))

const answerOf = (status: string, schema: Schema): Answer => ({
  description: schema.description ?? STATUS_CODES[status] ?? status,
  // An answer of null has no body at all.
  ...(schema.type !== 'null' && { content: contentOf(schema) }),
})

const contentOf = (schema: Schema): Content => ({
  [schema.contentMediaType ?? 'application/json']: { schema },
})
