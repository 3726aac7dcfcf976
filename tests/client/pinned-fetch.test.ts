import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { pair } from '../../client/pair.ts'
import { pinnedFetch } from '../../client/pinned-fetch.ts'
import { pull } from '../../client/pull.ts'
import { sync } from '../../client/sync.ts'
import { watch } from '../../client/watch.ts'
import { days } from '../../server/lib/clock.ts'
import { fingerprintOf, makeCertificate } from '../../server/tls/certificate.ts'
import { ownerBrowser } from '../helpers/browser.ts'
import { cliFor } from '../helpers/cli.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { keyFor } from '../helpers/hub.ts'
import { canTest, lanHub } from './lan-hub.ts'
import { startStub } from './stub.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = publicKey.export({ type: 'spki', format: 'der' })
const pin = createHash('sha256').update(spki).digest('hex')
const otherPin = `${pin.startsWith('0') ? '1' : '0'}${pin.slice(1)}`

const credentials = (key = privateKey, now = Date.now(), names = ['localhost']) => ({
  cert: makeCertificate({ key, label: 'Hub', names, now }),
  key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
})

const stored = { version: { version: 1, deviceName: 'Pixel' }, data: 'settings' }
const answerStored: RequestListener = (_, response) =>
  void response
    .writeHead(200, { 'content-type': 'application/json', etag: '"1"' })
    .end(JSON.stringify({ success: true, ...stored }))

async function startSecure(listener: RequestListener = answerStored, own = credentials()) {
  const server = createServer(own, listener)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const url = `https://127.0.0.1:${port}`
  return { server, url, options: { hub: url, key: 'sxncd_key', fetch: pinnedFetch(pin) } }
}

/** A server that speaks no HTTP: it notes every byte that it is sent once TLS is up. */
async function startListener() {
  const server = createTlsServer(credentials())
  const sent: Buffer[] = []
  // A client that goes in the middle of the handshake is no connection to TLS yet.
  const ended = new Promise<void>((resolve) =>
    server.on('connection', (socket) => socket.on('close', () => resolve())),
  )
  server.on('secureConnection', (socket) => {
    socket.on('data', (bytes) => sent.push(bytes)).on('error', () => {})
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const text = async () => {
    await ended
    return Buffer.concat(sent).toString()
  }
  return { url: `https://127.0.0.1:${port}`, text }
}

const upload = { deviceName: 'Laptop', savedTs: '2025-03-01T10:00:00Z', settings: 'settings' }

test('the right pin: answers, headers and bodies pass', async () => {
  const came: unknown[] = []
  const { options } = await startSecure(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { authorization, connection } = request.headers
    came.push({ method: request.method, url: request.url, authorization, connection, body })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ success: true, action: 'created', data: 'Zoë' }))
  })
  expect(await sync({ ...options, ...upload, settings: 'Zoë' })).toMatchObject({ data: 'Zoë' })
  const [one] = came as { body: string }[]
  expect(one).toMatchObject({
    method: 'POST',
    url: '/api/v1/sync/update',
    authorization: 'sxncd_key',
    connection: 'close',
  })
  expect(JSON.parse(one?.body ?? '')).toEqual({ ...upload, settings: 'Zoë' })
})

test('a fingerprint may be written in capitals', async () => {
  const { url } = await startSecure()
  expect((await pinnedFetch(pin.toUpperCase())(url)).status).toBe(200)
})

test('the wrong pin: refused, and not a byte of the request is sent', async () => {
  const { url, text } = await startListener()
  const work = sync({ hub: url, key: 'sxncd_key', ...upload, fetch: pinnedFetch(otherPin) })
  await expect(work).rejects.toMatchObject({
    name: 'SyncError',
    status: 0,
    code: 'certificate_changed',
    message: expect.stringContaining('another key'),
  })
  expect(await text()).toBe('')
})

test('the listener of the test above does see a request with the right pin', async () => {
  const { url, text } = await startListener()
  const options = { hub: url, key: 'sxncd_key', timeoutMs: 200, fetch: pinnedFetch(pin) }
  await expect(pull(options)).rejects.toMatchObject({ code: 'timeout' })
  expect(await text()).toContain('sxncd_key')
})

test('watch does not come back to a hub with another key', async () => {
  const { url, text } = await startListener()
  const options = { hub: url, key: 'sxncd_key', fetch: pinnedFetch(otherPin), retryMs: 1 }
  const work = watch({ ...options, onChange: () => {} })
  await expect(work).rejects.toMatchObject({ code: 'certificate_changed' })
  expect(await text()).toBe('')
})

test('every connection is checked, not only the first', async () => {
  const { server, options } = await startSecure()
  expect((await pull(options)).settings).toBe('settings')
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  server.setSecureContext(credentials(other))
  await expect(pull(options)).rejects.toMatchObject({ code: 'certificate_changed' })
  server.setSecureContext(credentials())
  expect((await pull(options)).settings).toBe('settings')
})

test('a renewed certificate works, whatever its names and dates', async () => {
  const { server, options } = await startSecure()
  expect((await pull(options)).settings).toBe('settings')
  for (const [now, name] of [
    [Date.now() + days(700), 'elsewhere.local'],
    [Date.now() - days(1_000), 'long-ago.local'],
  ] as const) {
    server.setSecureContext(credentials(privateKey, now, [name]))
    expect((await pull(options)).settings).toBe('settings')
  }
})

test('plain HTTP with a pin is refused, and nothing is sent', async () => {
  const stub = await startStub((_, response) => response.end())
  const work = pull({ hub: stub.url, key: 'sxncd_key', fetch: pinnedFetch(pin) })
  await expect(work).rejects.toMatchObject({ code: 'bad_hub', message: /https:/ })
  expect(stub.came).toEqual([])
})

test.each(['', 'abc', `${pin}0`, ` ${pin}`, `${pin}\n`, 'g'.repeat(64)])(
  'no fingerprint: %j',
  (text) => {
    expect(() => pinnedFetch(text)).toThrow(expect.objectContaining({ code: 'bad_pin' }))
  },
)

test('a redirect is not followed', async () => {
  const elsewhere = await startStub((_, response) => response.end('{}'))
  const { options } = await startSecure((_, response) => {
    response.writeHead(307, { location: elsewhere.url }).end()
  })
  await expect(pull(options)).rejects.toMatchObject({ code: 'redirected', status: 307 })
  expect(elsewhere.came).toEqual([])
})

test('an answer without a body', async () => {
  const { options } = await startSecure((request, response) => {
    response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 500).end()
  })
  expect(await pull({ ...options, etag: '"1"' })).toBeUndefined()
})

test('an answer that is none of HTTP is an error, not a crash', async () => {
  const { server, options } = await startSecure()
  for (const answer of ['HTTP/1.1 999 Odd\r\nconnection: close\r\n\r\n', 'garbage']) {
    server.removeAllListeners('secureConnection')
    server.on('secureConnection', (socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(answer))
    })
    await expect(pull(options)).rejects.toMatchObject({ code: 'unreachable' })
  }
})

test('nobody there, or nobody who speaks TLS, is a hub out of reach', async () => {
  const { server, options } = await startSecure()
  server.close()
  await expect(pull(options)).rejects.toMatchObject({
    code: 'unreachable',
    message: 'The hub cannot be reached (ECONNREFUSED).',
  })
  const stub = await startStub((_, response) => response.end())
  const hub = stub.url.replace('http:', 'https:')
  await expect(pull({ ...options, hub })).rejects.toMatchObject({ code: 'unreachable' })
})

test('the signal ends a handshake, a wait for the answer, and a body', async () => {
  const reason = new Error('enough')
  const silent = createTlsServer(credentials()).removeAllListeners('connection')
  const closed = new Promise((resolve) =>
    silent.on('connection', (socket) => {
      socket.on('error', () => {}).on('close', resolve)
      socket.resume()
    }),
  )
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void silent.close())
  const { port } = silent.address() as AddressInfo
  const handshake = new AbortController()
  const never = pinnedFetch(pin)(`https://127.0.0.1:${port}`, { signal: handshake.signal })
  silent.once('connection', () => handshake.abort(reason))
  await expect(never).rejects.toBe(reason)
  await closed

  const answer = new AbortController()
  const { server, options, url } = await startSecure(() => answer.abort(reason))
  await expect(options.fetch(url, { signal: answer.signal })).rejects.toBe(reason)
  await expect(options.fetch(url, { signal: answer.signal })).rejects.toBe(reason)

  server.removeAllListeners('request').on('request', (_, response) => response.write('first'))
  const body = new AbortController()
  const reply = await options.fetch(url, { signal: body.signal })
  const reader = reply.body?.getReader() ?? expect.fail()
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('first')
  body.abort(reason)
  await expect(reader.read()).rejects.toThrow()
})

test('a body that is not wanted any more closes the connection', async () => {
  let closed: Promise<unknown> = Promise.reject(new Error('nobody asked'))
  closed.catch(() => {})
  const { options, url } = await startSecure((_, response) => {
    closed = once(response, 'close')
    response.write('first')
  })
  const reply = await options.fetch(url)
  await reply.body?.cancel()
  await closed
})

test.runIf(canTest)('with a real hub: pair, sync, and be told', async () => {
  const { hub, url, fingerprint } = await lanHub()
  const owner = await ownerBrowser(hub)
  const { body } = await owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  // As the QR code carries it.
  const own = { hub: url, fetch: pinnedFetch(fingerprint) }
  const onCode = () => expect.unreachable()
  const device = { deviceName: 'Laptop', app: 'thunder', ticket: String(body.ticket) }
  const paired = await pair({ ...own, ...device, onCode })
  expect(paired.hub?.fingerprint).toBe(fingerprint)

  const { key } = paired
  const changes: string[] = []
  const controller = new AbortController()
  const newer = { deviceName: 'Pixel', savedTs: '2025-03-01T11:00:00Z', settings: 'newer' }
  const sendBoth = async () => {
    await sync({ ...own, key, ...upload })
    return sync({ ...own, key, ...newer })
  }
  let sent: ReturnType<typeof sendBoth> | undefined
  await watch({
    ...{ ...own, key, deviceName: 'Laptop', signal: controller.signal },
    onState: () => {
      sent ??= sendBoth()
    },
    onChange: ({ deviceName }) => {
      changes.push(deviceName)
      controller.abort()
    },
  })
  await sent
  expect(changes).toEqual(['Pixel'])
})

test.runIf(canTest)('by the command line', async () => {
  const { hub, url, fingerprint } = await lanHub()
  const file = join(await temporaryFolder(), 'export.json')
  await writeFile(file, '{"a":1}')
  const cli = cliFor('/nowhere/at/all', { environment: { SXNCD_KEY: await keyFor(hub) } })
  const push = (...more: string[]) => cli('push', file, '--hub', url, '--device', 'Laptop', ...more)

  const refused = await push('--pin', otherPin)
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('Nothing was sent')])
  const odd = await push('--pin', 'abc')
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('64 characters')])
  const plain = await cli('pull', '-', '--hub', 'http://127.0.0.1:1', '--pin', fingerprint)
  expect([plain.code, plain.err]).toEqual([2, expect.stringContaining('https://')])

  expect((await push('--pin', fingerprint)).out).toMatch(/^The hub had no settings/)
  await writeFile(file, '')
  expect((await cli('pull', file, '--hub', url, '--pin', fingerprint)).code).toBe(0)
  expect(await readFile(file, 'utf8')).toBe('{"a":1}')
})

test('the fingerprint is what the hub calls so', () => {
  expect(fingerprintOf(credentials().cert)).toBe(pin)
})
