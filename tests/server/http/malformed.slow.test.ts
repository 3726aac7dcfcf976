import { expect, test } from 'vitest'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { answerOf, openWire } from './wire.ts'

const host = 'host: 127.0.0.1\r\n'

const malformed = [
  ['no HTTP at all', 'hello hub\r\n\r\n', 400, 'malformed'],
  ['TLS on the plain port', '\x16\x03\x01\x02\x00\x01\x00', 400, 'malformed'],
  ['an unknown method', `SYNC / HTTP/1.1\r\n${host}\r\n`, 400, 'malformed'],
  ['no Host', 'GET /api/v1/hub HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'malformed'],
  ['a header without a name', `GET / HTTP/1.1\r\n${host}: x\r\n\r\n`, 400, 'malformed'],
  ['a control character', `GET / HTTP/1.1\r\n${host}a: \x01\r\n\r\n`, 400, 'malformed'],
  [
    'two lengths of one body',
    `POST / HTTP/1.1\r\n${host}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'malformed',
  ],
  [
    'a length that is no number',
    `POST / HTTP/1.1\r\n${host}content-length: -1\r\n\r\n`,
    400,
    'malformed',
  ],
  [
    'headers of 20 kB',
    `GET / HTTP/1.1\r\n${host}a: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
] as const

test('what is no HTTP is refused in JSON, and logged', async () => {
  const { hub, logged } = await testHub()
  const url = await hub.listen()
  for (const [what, request, status, code] of malformed) {
    logged.length = 0
    const wire = await openWire(url)
    wire.send(request)
    const answer = answerOf(await wire.closed())
    expect(answer.status, what).toBe(status)
    expect(answer.headers, what).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.body)),
      'x-content-type-options': 'nosniff',
      'x-sxncd-error': code,
      connection: 'close',
    })
    expect(JSON.parse(answer.body), what).toMatchObject({ success: false })
    const refused = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
    expect(refused, what).toMatchObject([{ from: '127.0.0.1', status, level: 40 }])
  }
})

test('an expectation that nobody knows is passed over', async () => {
  const { hub } = await testHub()
  const wire = await openWire(await hub.listen())
  wire.send(`GET /api/v1/hub HTTP/1.1\r\n${host}expect: tea\r\nconnection: close\r\n\r\n`)
  expect(answerOf(await wire.closed()).status).toBe(200)
})

test('a client of HTTP/1.0 need not name the host', async () => {
  const { hub } = await testHub()
  const wire = await openWire(await hub.listen())
  wire.send('GET /health HTTP/1.0\r\n\r\n')
  expect(answerOf(await wire.closed()).status).toBe(200)
})

test('an address that cannot be read is refused in JSON, with all headers, and logged', async () => {
  const { hub, logged } = await testHub()
  for (const [url, error] of [
    ['/api/v1/%ff', 'This is not a well-formed HTTP request.'],
    ['/api/v1/keys/%', 'This is not a well-formed HTTP request.'],
    [`/api/v1/accounts/${'a'.repeat(3_000)}`, 'A part of the address is too long.'],
  ] as const) {
    logged.length = 0
    const reply = await hub.app.inject({ method: 'DELETE', url })
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toEqual({ success: false, error })
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    })
    const refused = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
    expect(refused).toMatchObject([{ reqId: reply.headers['x-request-id'], status: 400 }])
  }
})

test('the longest name that an account can have is found in an address', async () => {
  const { hub } = await testHub()
  const name = '𝒳'.repeat(200)
  const headers = { authorization: hub.controlToken, 'content-type': 'application/json' }
  const payload = JSON.stringify({ name })
  const made = await hub.app.inject({ method: 'POST', url: '/api/v1/accounts', headers, payload })
  expect(made.statusCode).toBe(200)
  const removed = await hub.app.inject({
    method: 'DELETE',
    url: `/api/v1/accounts/${encodeURIComponent(name)}`,
    headers,
    payload,
  })
  expect(removed.statusCode).toBe(200)
})

const nowhere = [
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api/v1'],
  ['POST', '/api/v1/sync'],
  ['GET', '/api/v2/sync/update'],
  ['GET', '/api/v1/hub/x'],
  ['GET', '/api/v1/HUB'],
  ['DELETE', '/api/v1/sync/updates'],
  ['PROPFIND', '/api/v1/nothing'],
] as const

test('an address of the API that is not there: 404 in JSON', async () => {
  const { hub } = await testHub()
  for (const [method, url] of nowhere) {
    const reply = await hub.app.inject({ method: method as 'GET', url })
    expect([method, url, reply.statusCode]).toEqual([method, url, 404])
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.json()).toEqual({
      success: false,
      error: 'There is nothing at this address. The API is described at /docs.',
    })
  }
})

const otherMethods = [
  ['GET', '/api/v1/sync/update', 'POST'],
  ['OPTIONS', '/api/v1/sync/update', 'POST'],
  ['PUT', '//api/v1//sync/update/?x=1', 'POST'],
  ['POST', '/api/v1/hub', 'GET, HEAD'],
  ['TRACE', '/health', 'GET, HEAD'],
  ['PUT', '/api/v1/sync/history/7/restore', 'POST'],
] as const

test('another method than those of an address: 405 in JSON says what it takes', async () => {
  const { hub } = await testHub()
  for (const [method, url, allowed] of otherMethods) {
    const reply = await hub.app.inject({ method: method as 'GET', url })
    expect([method, url, reply.statusCode]).toEqual([method, url, 405])
    expect(reply.headers.allow).toBe(allowed)
    expect(reply.json()).toEqual({
      success: false,
      error: `This address does not take ${method}; it takes ${allowed}. See /docs.`,
    })
  }
})

const types = [
  ['text/plain', 415],
  ['application/x-www-form-urlencoded', 415],
  ['multipart/form-data; boundary=x', 415],
  ['application/jsonx', 415],
  ['application/json/', 415],
  [undefined, 415],
  ['application/json', 200],
  ['application/json; charset=utf-8', 200],
  ['Application/JSON;charset=UTF-8', 200],
] as const

test('bodies must say that they are JSON', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const upload = { deviceName: 'Pixel', savedTs: '2025-02-26T09:15:30.123Z', settings: 'x' }
  for (const [type, status] of types) {
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization: key, ...(type !== undefined && { 'content-type': type }) },
      // As bytes, so that no type is added on the way.
      payload: Buffer.from(JSON.stringify(upload)),
    })
    expect([type, reply.statusCode]).toEqual([type, status])
    expect(reply.json().success).toBe(status === 200)
  }
})

const wrongBodies = [
  ['nothing', '', 'body_empty'],
  ['no JSON', '{"deviceName"', 'bad_json'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not_utf8'],
  ['deep nesting', '['.repeat(65) + ']'.repeat(65), 'too_deep'],
  ['an array', '[]', 'bad_request'],
  ['null', 'null', 'bad_request'],
] as const

test('a body that is none is refused on every route that takes one', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  for (const [what, payload, code] of wrongBodies) {
    for (const [url, authorization] of [
      ['/api/v1/sync/update', key],
      ['/api/v1/accounts', hub.controlToken],
      ['/api/v1/keys', hub.controlToken],
    ] as const) {
      const reply = await hub.app.inject({
        method: 'POST',
        url,
        headers: { authorization, 'content-type': 'application/json' },
        payload,
      })
      const got = [what, url, reply.statusCode, reply.headers['x-sxncd-error']]
      expect(got).toEqual([what, url, 400, code])
      expect(reply.json()).toEqual({ success: false, error: expect.any(String) })
    }
  }
})

test('bodies of exactly the limit are taken, one byte more is not', async () => {
  const { hub } = await testHub({ environment: { BODY_LIMIT: '2 KiB' } })
  const key = await keyFor(hub)
  const send = (settings: string, padding: string) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization: key, 'content-type': 'application/json' },
      payload: `${JSON.stringify({ deviceName: 'a', savedTs: '2025-02-26T09:15:30Z', settings })}${padding}`,
    })
  const frame = JSON.stringify({ deviceName: 'a', savedTs: '2025-02-26T09:15:30Z', settings: '' })
  const settings = 'x'.repeat(2_048 - frame.length)
  expect((await send(settings, '')).statusCode).toBe(200)
  const refused = await send(settings, ' ')
  expect(refused.statusCode).toBe(413)
  expect(refused.json().error).toContain('The request is larger than this hub takes (2 KiB).')
})

test('bodies of other routes are small', async () => {
  const { hub } = await testHub()
  const reply = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/accounts',
    headers: { authorization: hub.controlToken, 'content-type': 'application/json' },
    payload: JSON.stringify({ name: 'x'.repeat(70_000) }),
  })
  expect(reply.statusCode).toBe(413)
  expect(reply.json().error).toContain('The request is larger than this hub takes (64 KiB).')
})
