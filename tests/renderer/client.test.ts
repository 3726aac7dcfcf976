import { describe, expect, test, vi } from 'vitest'
import { ApiError, asApiError } from '../../renderer/api/api-error.ts'
import { createCalls } from '../../renderer/api/calls.ts'
import { createClient } from '../../renderer/api/client.ts'

const reply = (body: unknown, status = 200, headers = {}) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })

function clientFor(answer: () => Response | Promise<Response>) {
  const onSignedOut = vi.fn()
  const send = vi.fn<typeof fetch>(async () => answer())
  return { client: createClient({ fetch: send, onSignedOut }), send, onSignedOut }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as ApiError,
  )

test('sends JSON to the same origin and says so', async () => {
  const { client, send } = clientFor(() => reply({ success: true, key: 1 }))
  expect(await client.post('/keys', { app: 'a' })).toEqual({ success: true, key: 1 })
  const [url, init] = send.mock.calls[0] ?? []
  expect(url).toBe('/api/v1/keys')
  expect(init).toMatchObject({
    method: 'POST',
    credentials: 'same-origin',
    body: '{"app":"a"}',
    headers: { 'content-type': 'application/json' },
  })
})

test('says whether the hub can store things, also where it cannot', async () => {
  const failed = { status: 'failed', problems: 2 }
  const { client, send } = clientFor(() => reply(failed, 503))
  expect(await client.health()).toEqual(failed)
  expect(send.mock.calls[0]?.[0]).toBe('/health')
  const proxy = clientFor(() => reply('<h1>Bad gateway</h1>', 502))
  expect(await failure(proxy.client.health())).toMatchObject({ code: 'garbled', status: 502 })
})

test('a file is sent as it is, with its own type', async () => {
  const { client, send } = clientFor(() => reply({ success: true }))
  const file = new Blob(['PK'])
  await client.send('/restore', file, 'application/zip')
  expect(send.mock.calls[0]?.[1]).toMatchObject({
    method: 'POST',
    body: file,
    headers: { 'content-type': 'application/zip' },
  })
})

test('sends no content type without a body', async () => {
  const { client, send } = clientFor(() => reply({ success: true }))
  await client.delete('/session')
  expect(send.mock.calls[0]?.[1]?.headers).not.toHaveProperty('content-type')
})

test('names go into the path whole', async () => {
  const { client, send } = clientFor(() => reply({ success: true }))
  await createCalls(client).forgetDevice('a', 'Ada’s phone/2 ?')
  expect(send.mock.calls[0]?.[0]).toBe('/api/v1/slots/a/devices/Ada%E2%80%99s%20phone%2F2%20%3F')
})

describe('what goes wrong', () => {
  test('the hub’s refusal keeps its code and its sentence', async () => {
    const { client, onSignedOut } = clientFor(() =>
      reply({ success: false, error: 'Too many.' }, 429, { 'x-sxncd-error': 'too_many_sign_ins' }),
    )
    const error = await failure(client.get('/x'))
    expect(error).toMatchObject({ code: 'too_many_sign_ins', status: 429, message: 'Too many.' })
    expect(onSignedOut).not.toHaveBeenCalled()
  })

  test('a session that ended is told', async () => {
    const { client, onSignedOut } = clientFor(() =>
      reply({ success: false, error: 'Sign in first.' }, 401, {
        'x-sxncd-error': 'sign_in_needed',
      }),
    )
    expect(await failure(client.get('/x'))).toMatchObject({ code: 'sign_in_needed' })
    expect(onSignedOut).toHaveBeenCalledOnce()
  })

  test('a wrong password ends no session', async () => {
    const { client, onSignedOut } = clientFor(() =>
      reply({ success: false, error: 'Wrong.' }, 401, { 'x-sxncd-error': 'sign_in_wrong' }),
    )
    await failure(client.post('/session', {}))
    expect(onSignedOut).not.toHaveBeenCalled()
  })

  test.each([
    ['a proxy’s page', '<html>Bad gateway</html>', 502],
    ['a page with 200', '<html></html>', 200],
    ['JSON of something else', '{"message":"hello"}', 200],
    ['null', 'null', 200],
    ['nothing', '', 500],
  ])('%s is not taken for an answer', async (_what, body, status) => {
    const { client } = clientFor(() => reply(body, status))
    expect(await failure(client.get('/x'))).toMatchObject({ code: 'garbled', status })
  })

  test('no connection, and no patience left', async () => {
    const lost = clientFor(() => Promise.reject(new TypeError('failed to fetch')))
    expect(await failure(lost.client.get('/x'))).toMatchObject({ code: 'unreachable', status: 0 })
    const slow = clientFor(() => Promise.reject(new DOMException('late', 'TimeoutError')))
    expect(await failure(slow.client.get('/x'))).toMatchObject({ code: 'slow' })
  })

  test('whatever is thrown can be shown', () => {
    const known = new ApiError('a', 400, 'b')
    expect(asApiError(known)).toBe(known)
    expect(asApiError(new Error('odd'))).toMatchObject({ code: 'unexpected', message: 'odd' })
    expect(asApiError('odd')).toMatchObject({ code: 'unexpected', message: 'odd' })
  })
})

test('shows what the last sign-in gave it, with every request', async () => {
  const send = vi.fn<typeof fetch>(async () => reply({ success: true, proof: 'second' }))
  const kept: string[] = []
  const proof = { read: () => kept.at(-1), keep: (next: string) => void kept.push(next) }
  const client = createClient({ fetch: send, proof })
  await client.post('/session', {})
  await client.get('/keys')
  const sent = send.mock.calls.map(([, init]) => new Headers(init?.headers).get('x-sxncd-proof'))
  expect(sent).toEqual([null, 'second'])
})

test('asks in the language of the window, which may change', async () => {
  const send = vi.fn<typeof fetch>(async () => reply({ success: true }))
  let language = 'en'
  const client = createClient({ fetch: send, language: () => language })
  await client.get('/apps')
  language = 'de'
  await client.get('/apps')
  const sent = send.mock.calls.map(([, init]) => new Headers(init?.headers).get('accept-language'))
  expect(sent).toEqual(['en', 'de'])
})

test('an address that the browser opens by itself gets a ticket for its path', async () => {
  const { client, send } = clientFor(() => reply({ success: true, ticket: 'a.b' }))
  const calls = createCalls(client)
  expect(await calls.withTicket('/api/v1/me/export')).toBe('/api/v1/me/export?ticket=a.b')
  expect(await calls.withTicket('/sign-in/oidc?link=1')).toBe('/sign-in/oidc?link=1&ticket=a.b')
  expect(send.mock.calls[1]?.[1]?.body).toBe('{"path":"/sign-in/oidc"}')
})

test('what a proxy refuses or sends elsewhere is told as such', async () => {
  const large = clientFor(() => reply('<h1>413</h1>', 413))
  expect(await failure(large.client.post('/keys', {}))).toMatchObject({ code: 'proxy_too_large' })
  const redirect = { type: 'opaqueredirect', status: 0 } as Response
  const moved = clientFor(() => redirect)
  expect(await failure(moved.client.post('/keys', {}))).toMatchObject({ code: 'redirected' })
  expect(moved.send.mock.calls[0]?.[1]).toMatchObject({ redirect: 'manual' })
})
