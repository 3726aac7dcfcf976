import { STATUS_CODES } from 'node:http'
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Access } from './access.ts'
import { commonRefusals } from './common-errors.ts'
import { withComponents } from './openapi-components.ts'
import { type Answer, type ApiDocument, refused, type Schema } from './openapi-document.ts'
import { errorSchema, refusedText } from './schemas/common.ts'

/** How a request shows who it speaks for. */
const securitySchemes = {
  key: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The API key of an app, alone or after `Bearer`',
  },
  pairing: {
    type: 'http',
    scheme: 'bearer',
    description: 'The `secret` that the request to pair was answered with',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'sxncd-session',
    description:
      'One half of a session, from signing in; over HTTPS the name of the cookie begins with `__Host-`',
  },
  proof: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Sxncd-Proof',
    description: 'The other half: `proof` in the answer to signing in',
  },
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token, by which a script speaks for the owner of the hub',
  },
  control: { type: 'http', scheme: 'bearer', description: 'A command on this machine' },
  metrics: {
    type: 'http',
    scheme: 'bearer',
    description: 'METRICS_TOKEN; programs on this machine need none',
  },
} as const

type Security = Readonly<Partial<Record<keyof typeof securitySchemes, readonly string[]>>>

const signedIn: readonly Security[] = [{ session: [], proof: [] }, { token: [] }]

/** What each kind of access asks for, and whom it is for. Doors are not described here. */
const accesses: Readonly<Record<Access, { security: readonly Security[]; who: string }>> = {
  anyone: { security: [], who: 'For anyone.' },
  key: { security: [{ key: [] }], who: 'With the API key of an app.' },
  door: { security: [], who: 'With the API key of an app.' },
  address: { security: [], who: 'With the API key of an app.' },
  account: { security: signedIn, who: 'For whoever is signed in.' },
  owner: { security: signedIn, who: 'For the owner of the hub.' },
  control: { security: [{ control: [] }], who: 'For commands on the machine of the hub.' },
  metrics: {
    security: [{ metrics: [] }],
    who: 'For programs that watch the hub.',
  },
}

const tags = [
  { name: 'sync', description: 'What a device does with its key' },
  { name: 'history', description: 'Earlier versions' },
  { name: 'pairing', description: 'How a device gets a key' },
  { name: 'hub', description: 'What anyone may know' },
  { name: 'sign-in', description: 'How a person gets in' },
  { name: 'account', description: 'What a person does with their own things' },
  { name: 'owner', description: 'What the owner does' },
  { name: 'control', description: 'What commands on the machine of the hub do' },
]

/**
 * Describes every route that is registered from now on as OpenAPI. `app.swagger()` gives the document,
 * once the app is ready.
 */
export async function setUpOpenApi(
  app: FastifyInstance,
  { version, publicUrls }: { readonly version: string; readonly publicUrls: readonly string[] },
): Promise<void> {
  const urls = publicUrls.length > 0 ? publicUrls : ['/']
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SxncD hub',
        version,
        description: "Keeps the settings of apps in step across a person's devices.",
        contact: { name: 'The SxncD hub authors' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: urls.map((url) => ({ url: url.replace(/(?<=.)\/$/, '') })),
      tags,
      components: { securitySchemes, responses: { refused: refusedAnswer } } as object,
    },
    stripBasePath: false,
    convertConstToEnum: false,
    transform: describe,
    transformObject: (document) =>
      'openapiObject' in document
        ? withComponents(shorten(document.openapiObject) as unknown as ApiDocument)
        : {},
  } satisfies FastifyDynamicSwaggerOptions)
}

/** The document. @throws before the app is ready */
export const apiDocument = (app: FastifyInstance): ApiDocument =>
  app.swagger() as unknown as ApiDocument

const textHeader = (description: string) => ({ description, schema: { type: 'string' } })

const refusedAnswer: Answer = {
  description: refusedText,
  headers: {
    'X-Sxncd-Error': textHeader('The reason, for a program'),
    'X-Sxncd-Error-Values': textHeader('What the sentence names: JSON, percent-encoded'),
    'Retry-After': textHeader('Of 429 and some 503: wait so many seconds'),
  },
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
      operationId: own.operationId ?? madeName(method, url),
      description: accesses[access].who,
      security: own.security ?? accesses[access].security,
      ...(own.body && { consumes: own.consumes ?? ['application/json'] }),
      response,
    } as never,
  }
}

/** The name of an operation that has none of its own: `GET /api/v1/a-b/:id` becomes `getAbId`. */
const madeName = (method: string, url: string): string =>
  method.toLowerCase() +
  url
    .replace(/^\/api\/v1/, '')
    .replace(/-/g, '')
    .replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())

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
