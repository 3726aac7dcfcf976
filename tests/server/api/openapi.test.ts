import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify from 'fastify'
import { Type } from 'typebox'
import { expect, onTestFinished, test } from 'vitest'
import { apiDocument, setUpOpenApi } from '../../../server/api/openapi.ts'
import type { ApiDocument } from '../../../server/api/openapi-document.ts'
import { titled } from '../../../server/api/schemas/common.ts'
import { operationFor, undeclared } from '../../helpers/declared-answers.ts'
import { testHub } from '../../helpers/hub.ts'

async function documentOf(environment: Record<string, string> = {}): Promise<ApiDocument> {
  const { hub } = await testHub({ environment })
  const reply = await hub.app.inject('/api/v1/openapi.json')
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
  return reply.json()
}

test('the document is sound OpenAPI 3.1', async () => {
  const document = await documentOf()
  const validator = new Validator()
  expect(await validator.validate({ ...document })).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('every part of the document says what it is', async () => {
  const { paths } = await documentOf()
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { operationId, summary, tags, responses } of operations) {
    expect(summary, operationId).toMatch(/^[A-Z].*[^.]$/)
    expect(tags, operationId).toHaveLength(1)
    // It becomes the name of a function in a client that is made of the document.
    expect(operationId).toMatch(/^[a-z][A-Za-z]+$/)
    expect(Object.keys(responses), operationId).toContain('200')
  }
})

test('every parameter of a path is described', async () => {
  const { paths } = await documentOf()
  for (const [path, methods] of Object.entries(paths)) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      const described = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(described.sort(), `${method} ${path}`).toEqual(names.sort())
    }
  }
})

test('what requests and answers share has a name', async () => {
  const { paths, components } = await documentOf()
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  for (const { operationId, requestBody, responses } of operations) {
    const answers = Object.values(responses).flatMap((one) => ('$ref' in one ? [] : [one]))
    for (const { content } of requestBody ? [requestBody, ...answers] : answers) {
      const schema = content?.['application/json']?.schema
      if (schema?.properties) expect.fail(`${operationId} has a schema without a name`)
    }
  }
  const upload = paths['/api/v1/slots/{app}/files/content']?.put?.requestBody?.content ?? {}
  expect(Object.keys(upload)).toEqual(['application/octet-stream'])
  const { Settings, Version } = components.schemas
  const sync = paths['/api/v1/sync/update']?.post
  expect(sync?.requestBody?.content).toEqual({
    'application/json': { schema: { $ref: '#/components/schemas/SyncRequest' } },
  })
  expect(Settings?.anyOf).toEqual([
    { type: 'string' },
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
  ])
  expect(Version?.properties?.receivedAt).toEqual({ type: 'string', format: 'date-time' })
})

test('the servers are those of PUBLIC_URL, and the hub itself without it', async () => {
  expect((await documentOf()).servers).toEqual([{ url: '/' }])
  const environment = { PUBLIC_URL: 'https://hub.home.arpa/sync/, https://other.home.arpa/sync' }
  const { servers, paths } = await documentOf(environment)
  expect(servers).toEqual([
    { url: 'https://hub.home.arpa/sync' },
    { url: 'https://other.home.arpa/sync' },
  ])
  expect(Object.keys(paths)).toContain('/api/v1/sync/update')
})

test('headers and secrets are said', async () => {
  const { paths, components } = await documentOf()
  const settings = paths['/api/v1/sync/settings']?.get
  expect(settings?.parameters?.map(({ in: where, name }) => `${where} ${name}`)).toEqual([
    'query as',
    'query device',
    'header if-none-match',
  ])
  expect(settings?.responses[200]).toMatchObject({ headers: { ETag: {}, 'X-Sxncd-App': {} } })
  expect(paths['/api/v1/pairings/{id}']?.get?.security).toEqual([{ pairing: [] }])
  expect(paths['/api/v1/keys']?.post?.security).toEqual([{ session: [], proof: [] }, { token: [] }])
  expect(Object.keys(components.responses.refused.headers ?? {})).toContain('Retry-After')
})

test('the check of answers notices what is not declared', async () => {
  const document = await documentOf()
  const { operation } = operationFor(document, 'GET', '/health') ?? expect.fail()
  const judge = (body: object, statusCode = 200, type = 'application/json; charset=utf-8') =>
    undeclared(document, operation, {
      statusCode,
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    })
  const sound = { status: 'ready', problems: 0 }
  expect(judge(sound)).toBeUndefined()
  expect(judge({ status: 'ready' })).toMatch(/problems/)
  expect(judge({ ...sound, status: 'fine' })).toMatch(/enum/)
  expect(judge({ ...sound, secret: 'x' })).toMatch(/secret/)
  expect(judge(sound, 418)).toMatch(/418/)
  expect(judge(sound, 200, 'text/html')).toMatch(/text\/html/)
  expect(judge(sound, 400)).toMatch(/success/)
})

/** The description of an API of these answers alone. */
async function described(answers: Record<string, object>) {
  const app = Fastify()
  await setUpOpenApi(app, { version: '1.0.0', publicUrls: [] })
  for (const [path, schema] of Object.entries(answers))
    app.get(path, { schema: { response: { 200: schema } } }, async () => ({}))
  await app.ready()
  onTestFinished(() => app.close())
  return () => apiDocument(app)
}

test('an operation without a name gets one, and so does its answer', async () => {
  const document = (await described({ '/api/v1/a-b/:id': Type.Object({ a: Type.String() }) }))()
  const operation = document.paths['/api/v1/a-b/{id}']?.get
  expect(operation?.operationId).toBe('getAbId')
  expect(operation?.responses[200]).toMatchObject({
    content: { 'application/json': { schema: { $ref: '#/components/schemas/GetAbIdAnswer' } } },
  })
})

test('one name never stands for two things', async () => {
  const same = titled('Thing', { a: Type.String() })
  expect(await described({ '/a': same, '/b': Type.Array(same) })).not.toThrow()
  const other = titled('Thing', { a: Type.Integer() })
  expect(await described({ '/a': same, '/b': other })).toThrow('the title Thing')
})
