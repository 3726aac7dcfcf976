import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import type { ApiDocument } from '../../../server/api/openapi.ts'
import { operationFor, undeclared } from '../../helpers/declared-answers.ts'
import { testHub } from '../../helpers/hub.ts'

async function documentOf(): Promise<ApiDocument> {
  const { hub } = await testHub()
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
