import { STATUS_CODES } from 'node:http'
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Access } from './access.ts'
import { commonRefusals } from './common-errors.ts'
import { errorSchema, refusedText } from './schemas/common.ts'

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
  door: {
    type: 'http',
    scheme: 'basic',
    description: 'The API key of an app as the password, with any user name',
  },
  address: {
    type: 'http',
    scheme: 'basic',
    description: 'The API key of an app, or one made for it that stands in the address itself',
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
    description:
      'The owner of the hub; with the header X-Sxncd-Proof. A script sends its token as `Authorization` instead',
  },
  control: { type: 'http', scheme: 'bearer', description: 'A command on this machine' },
  metrics: {
    type: 'http',
    scheme: 'bearer',
    description: 'METRICS_TOKEN; programs on this machine need none',
  },
}

/**
 * Describes every route that is registered from now on as OpenAPI. `app.swagger()` gives the document,
 * once the app is ready.
 */
export async function setUpOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SxncD hub',
        version,
        description: "Keeps the settings of apps in step across a person's devices.",
      },
      components: { securitySchemes, responses: { refused: refusedAnswer } } as object,
    },
    convertConstToEnum: false,
    transform: describe,
    transformObject: (document) =>
      'openapiObject' in document ? shorten(document.openapiObject) : {},
  } satisfies FastifyDynamicSwaggerOptions)
}

/** The document. @throws before the app is ready */
export const apiDocument = (app: FastifyInstance): ApiDocument =>
  app.swagger() as unknown as ApiDocument

const refusedAnswer: Answer = {
  description: refusedText,
  content: { 'application/json': { schema: errorSchema as Schema } },
}

/** Adds to what a route says of itself what holds for all: who may call it, and how it is refused. */
const describe: NonNullable<FastifyDynamicSwaggerOptions['transform']> = ({
  schema,
  url,
  route,
}) => {
  const { hide, ...own } = (schema ?? {}) as FastifySchema & {
    body?: Schema
    response?: Record<string, Schema>
  }
  const method = String(route.method)
  const access = route.config?.access ?? 'anyone'
  const response = {
    ...Object.fromEntries(commonRefusals(access, method).map((status) => [status, errorSchema])),
    ...Object.fromEntries(
      Object.entries(own.response ?? {}).map(([status, one]) => [status, answerOf(status, one)]),
    ),
  }
  return {
    url,
    schema: {
      ...own,
      ...(hide && { hide }),
      operationId: `${method.toLowerCase()}${url.replace(/\W+/g, '-')}`,
      security: access === 'anyone' ? [] : [{ [access]: [] }],
      ...(own.body && { consumes: [own.body.contentMediaType ?? 'application/json'] }),
      response,
    } as never,
  }
}

/** An answer in the form that the library takes: of other content than JSON it says which. */
function answerOf(status: string, schema: Schema): object {
  const description = schema.description ?? STATUS_CODES[status] ?? status
  if (schema.type === 'null' || !schema.contentMediaType) return { ...schema, description }
  return { description, content: { [schema.contentMediaType]: { schema } } }
}

/** All refusals look the same: each is said by a reference. */
function shorten(document: { paths?: object }): object {
  const paths = document.paths as Record<string, Record<string, { responses: object }>>
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    operation.responses = Object.fromEntries(
      Object.entries(operation.responses as Record<string, Answer>).map(([status, answer]) => [
        status,
        answer.description === refusedText ? refused : answer,
      ]),
    )
  }
  return document
}
