import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mayPass, type Outcome, type PostOptions, post } from '../../../server/notify/post.ts'
import { startReceiver } from '../../helpers/receiver.ts'

const never = new AbortController().signal
const send = (url: string, options: Partial<PostOptions> = {}) =>
  post(
    { url: new URL(url), headers: { 'content-type': 'application/json' }, body: '{"a":"ö"}' },
    { private: true, signal: never, timeoutMs: 1_000, ...options },
  )
/** A name that leads to these addresses. */
const leadsTo =
  (...addresses: string[]): NonNullable<PostOptions['lookup']> =>
  (_, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

test('it sends the body as it is, and tells the status', async () => {
  const receiver = await startReceiver()
  expect(await send(`${receiver.url}/a/b?c=d`)).toEqual({ code: 'delivered', status: 204 })
  const [got] = receiver.received
  expect(got).toMatchObject({ method: 'POST', url: '/a/b?c=d', body: '{"a":"ö"}' })
  expect(got?.headers).toMatchObject({ 'content-length': '10', connection: 'close' })
  await vi.waitFor(() => expect(receiver.connections.open).toBe(0))
})

test('a user and a password go along as the address says', async () => {
  const receiver = await startReceiver()
  await send(receiver.url.replace('http://', 'http://:tk_secret%40@'))
  const sent = receiver.received[0]?.headers.authorization
  expect(sent).toBe(`Basic ${Buffer.from(':tk_secret@').toString('base64')}`)
})

test.each([
  ['127.0.0.1', 'private'],
  ['2130706433', 'private'],
  ['0x7f000001', 'private'],
  ['0177.0.0.1', 'private'],
  ['127.1', 'private'],
  ['[::1]', 'private'],
  ['[::ffff:127.0.0.1]', 'private'],
  ['[::ffff:7f00:1]', 'private'],
  ['[64:ff9b::7f00:1]', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.169.254', 'never'],
  ['[fe80::1]', 'never'],
  ['0', 'never'],
  ['100.100.100.200', 'never'],
])('%s is not connected to before the owner says so', async (host, reach) => {
  const receiver = await startReceiver()
  const outcome = await send(`http://${host}:${receiver.port}/`, { private: false })
  expect(outcome).toMatchObject({ code: 'address_refused', reach })
  expect(receiver.connections.made).toBe(0)
})

test('a name that leads to a private address is not connected to', async () => {
  const receiver = await startReceiver()
  const ask = (lookup: PostOptions['lookup']) =>
    send(`http://hooks.example:${receiver.port}/`, { private: false, ...(lookup && { lookup }) })
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', '10.0.0.1']) {
    expect(await ask(leadsTo(address))).toMatchObject({ code: 'address_refused', address })
  }
  expect(receiver.connections.made).toBe(0)
  // Of several it takes those that it may.
  const lookup = leadsTo('169.254.169.254', '127.0.0.1', 'fe80::1')
  const mixed = await send(`http://hooks.example:${receiver.port}/`, { lookup })
  expect(mixed).toEqual({ code: 'delivered', status: 204 })
})

test('no switch lets it reach what no message is for, such as the metadata of a cloud', async () => {
  for (const address of ['169.254.169.254', 'fd00:ec2::254', '0.0.0.0', 'fe80::1']) {
    const outcome = await send('http://metadata.example/', { lookup: leadsTo(address) })
    expect(outcome).toEqual({ code: 'address_refused', address, reach: 'never' })
  }
})

test('a name is looked up once: a second answer leads nowhere else', async () => {
  const receiver = await startReceiver()
  let asked = 0
  const rebinding: PostOptions['lookup'] = (name, done) => {
    asked += 1
    leadsTo(asked === 1 ? '127.0.0.1' : '169.254.169.254')(name, done)
  }
  const outcome = await send(`http://rebind.example:${receiver.port}/`, { lookup: rebinding })
  expect(outcome).toEqual({ code: 'delivered', status: 204 })
  expect(asked).toBe(1)
  // It is asked by its name, as a server of many names needs it.
  expect(receiver.received[0]?.headers.host).toBe(`rebind.example:${receiver.port}`)
})

test.each([301, 302, 303, 307, 308])('a redirect (%s) is told and not followed', async (status) => {
  const receiver = await startReceiver()
  const other = await startReceiver()
  receiver.answer = (response) => response.writeHead(status, { location: other.url }).end()
  expect(await send(receiver.url)).toEqual({ code: 'redirected', status })
  expect(other.connections.made).toBe(0)
})

test.each<[status: number, passes: boolean]>([
  ...([400, 401, 403, 404, 410, 413] as const).map((one): [number, boolean] => [one, false]),
  ...([408, 425, 429, 500, 502, 503] as const).map((one): [number, boolean] => [one, true]),
])('status %s is told; trying again: %s', async (status, passes) => {
  const receiver = await startReceiver()
  receiver.answer = (response) => response.writeHead(status).end()
  const outcome = await send(receiver.url)
  expect(outcome).toEqual({ code: 'answered', status })
  expect(mayPass(outcome)).toBe(passes)
})

test('how long a service asks to wait is told, where it is a number of seconds', async () => {
  const receiver = await startReceiver()
  receiver.answer = (response) => response.writeHead(429, { 'retry-after': '7' }).end()
  expect(await send(receiver.url)).toMatchObject({ retryAfterMs: 7_000 })
  receiver.answer = (response) => response.writeHead(429, { 'retry-after': 'tomorrow' }).end()
  expect(await send(receiver.url)).not.toHaveProperty('retryAfterMs')
})

test.each<[what: string, answers: (write: (text: string) => void) => void]>([
  ['answers nothing', () => {}],
  [
    'sends a header without end',
    (write) => {
      write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => write('x: y\r\n'), 20)
      onTestFinished(() => clearInterval(timer))
    },
  ],
])('a service that %s is left after its time', async (_, answers) => {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    answers((text) => void socket.write(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  const outcome = await send(`http://127.0.0.1:${port}/`, { timeoutMs: 150 })
  expect(outcome).toEqual({ code: 'timeout' })
})

test('a name server that does not answer takes no longer', async () => {
  const lookup = () => {}
  expect(await send('http://hooks.example/', { timeoutMs: 50, lookup })).toEqual({
    code: 'timeout',
  })
})

test('of an answer without end hardly anything is read', async () => {
  const receiver = await startReceiver()
  let sent = 0
  receiver.answer = (response) => {
    response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) })
    const chunk = Buffer.alloc(64 * 1024)
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length
    }
    response.on('drain', more)
    more()
  }
  expect(await send(receiver.url)).toEqual({ code: 'delivered', status: 200 })
  await vi.waitFor(() => expect(receiver.connections.open).toBe(0))
  // What lies in the buffers of both ends.
  expect(sent).toBeLessThan(16 * 1024 ** 2)
})

test('an answer that drips is left after its time; its status counts', async () => {
  const receiver = await startReceiver()
  receiver.answer = (response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(timer))
  }
  expect(await send(receiver.url, { timeoutMs: 150 })).toEqual({ code: 'delivered', status: 200 })
  await vi.waitFor(() => expect(receiver.connections.open).toBe(0))
})

test('what cannot be reached is told by its kind', async () => {
  const receiver = await startReceiver()
  receiver.answer = (response) => response.destroy()
  expect(await send(receiver.url)).toEqual({ code: 'unreachable', reason: 'ECONNRESET' })
  const lookup: PostOptions['lookup'] = (_, done) =>
    done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
  expect(await send('http://nowhere.example/', { lookup })).toEqual({ code: 'name_unknown' })
  const closed = await startReceiver()
  const https = await send(closed.url.replace('http:', 'https:'))
  expect(https).toMatchObject({ code: 'unreachable' })
})

test('it ends at once when the hub does', async () => {
  const receiver = await startReceiver()
  receiver.answer = () => {}
  const end = new AbortController()
  const outcome: Promise<Outcome> = send(receiver.url, { signal: end.signal })
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  end.abort()
  expect(await outcome).toEqual({ code: 'stopped' })
})

test('an address that no request can be made to is told as unreachable', async () => {
  const outcome = await send('http://127.0.0.1:1/')
  expect(outcome).toMatchObject({ code: 'unreachable' })
})
