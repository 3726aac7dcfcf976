import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { docsPage } from '../../../server/api/docs-page.ts'
import { apiDocument } from '../../../server/api/openapi.ts'
import { testHub } from '../../helpers/hub.ts'

async function page() {
  const { hub } = await testHub()
  const reply = await hub.app.inject('/docs')
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  const document = apiDocument(hub.app)
  return { html: reply.body, policy: String(reply.headers['content-security-policy']), document }
}

test('the page of the API shows every route, whom it is for and what it answers', async () => {
  const { html, document } = await page()
  const shown = [...html.matchAll(/<span class="method">(\w+)<\/span><span class="path">([^<]+)</g)]
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(shown.map(([, method, path]) => `${method} ${path}`).sort()).toEqual(routes.sort())
  expect(routes.length).toBeGreaterThan(30)
  expect(html).toContain('With the API key of an app.')
  expect(html).toContain('<code>deviceName</code>')
  expect(html).toMatch(/<code>as<\/code> \(optional\)/)
})

test('the page loads nothing, runs nothing, and its policy allows nothing more', async () => {
  const { html, policy } = await page()
  expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|form|base|meta http-equiv)\b/i)
  expect(html).not.toMatch(/\s(on\w+|src|style)=/i)
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    './api/v1/openapi.json',
  ])
  expect(html).not.toMatch(/url\(|@import/)
  const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? ''
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
})

test('nothing in a document becomes a tag', () => {
  const evil = `<img src=x onerror=alert(1)>"'&`
  const html = docsPage.render({
    openapi: '3.1.0',
    info: {
      title: evil,
      version: evil,
      description: evil,
      contact: { name: evil },
      license: { name: evil, identifier: evil },
    },
    servers: [{ url: evil }],
    tags: [{ name: evil, description: evil }],
    paths: {
      [`/${evil}`]: {
        [evil]: {
          operationId: evil,
          summary: evil,
          description: evil,
          tags: [evil],
          security: [{ [evil]: [] }],
          parameters: [
            {
              name: evil,
              in: 'query',
              required: false,
              description: evil,
              schema: { enum: [evil] },
            },
          ],
          requestBody: {
            required: true,
            content: { [evil]: { schema: { properties: { [evil]: { format: evil } } } } },
          },
          responses: {
            [evil]: {
              description: evil,
              content: { [evil]: { schema: { properties: { [evil]: {} } } } },
            },
          },
        },
      },
    },
    components: { securitySchemes: {}, responses: { refused: { description: evil } }, schemas: {} },
  })
  expect(html).not.toContain('<img')
  expect(html).not.toMatch(/"'&(?!#)/)
})
