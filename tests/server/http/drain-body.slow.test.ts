import { execFile, execFileSync } from 'node:child_process'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { takeRest } from '../../../server/http/drain-body.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { answerOf, openWire } from './wire.ts'

const twenty = 20 * 1024 ** 2
const tooLarge = {
  success: false,
  error:
    'The request is larger than this hub takes (10 MiB). It can be larger than the file in it: JSON writes each quote and line break with two characters.',
}
const keyUnknown = expect.objectContaining({ success: false })

async function listening() {
  const { hub } = await testHub()
  const url = `${await hub.listen()}/api/v1/sync/update`
  return { hub, url, key: await keyFor(hub) }
}

const headersFor = (key: string) => ({ authorization: key, 'content-type': 'application/json' })

test('fetch reads why a large body was refused, however it is sent', async () => {
  const { url, key } = await listening()
  for (const [sent, status, answer] of [
    [key, 413, tooLarge],
    ['wrong', 401, keyUnknown],
  ] as const) {
    for (const body of ['x'.repeat(twenty), streamOf(twenty)]) {
      const reply = await fetch(url, {
        method: 'POST',
        headers: headersFor(sent),
        body,
        duplex: 'half',
      } as RequestInit)
      expect(await reply.json()).toEqual(answer)
      expect(reply.status).toBe(status)
    }
  }
})

test('a client that reads only after it has sent everything reads it too', async () => {
  const { url, key } = await listening()
  const framings: Record<string, string>[] = [
    { 'content-length': String(twenty) },
    { 'transfer-encoding': 'chunked' },
    { 'content-length': String(twenty), connection: 'close' },
    { 'transfer-encoding': 'chunked', connection: 'close' },
  ]
  for (const framing of framings) {
    const { status, text } = await sendWhole(url, { ...headersFor(key), ...framing })
    expect(JSON.parse(text)).toEqual(tooLarge)
    expect(status).toBe(413)
  }
})

const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0
  } catch {
    return false
  }
})()

test.skipIf(!hasCurl)('curl reads it too, also without Expect and in chunks', async () => {
  const { url, key } = await listening()
  const wholes = [[], ['Expect:'], ['Transfer-Encoding: chunked'], ['Connection: close', 'Expect:']]
  for (const extra of wholes) {
    const headers = [`Authorization: ${key}`, 'Content-Type: application/json', ...extra]
    const curl = promisify(execFile)('curl', [
      ...['-sS', '--max-time', '10', '-w', '%{http_code}', '--data-binary', '@-'],
      ...headers.flatMap((header) => ['-H', header]),
      url,
    ])
    curl.child.stdin?.on('error', () => {})
    curl.child.stdin?.end(Buffer.alloc(twenty, 'x'))
    expect((await curl).stdout).toBe(`${JSON.stringify(tooLarge)}413`)
  }
})

test('the connection can be used again after a refusal', async () => {
  const { url, key } = await listening()
  const wire = await openWire(url)
  const head = `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\ncontent-type: application/json\r\n`
  const size = 11 * 1024 ** 2
  wire.send(`${head}content-length: ${size}\r\n\r\n${'x'.repeat(size)}`)
  await wire.until('two characters."}')
  wire.send('GET /health HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n')
  const answers = (await wire.closed()).split(/(?=HTTP\/1\.1)/).map(answerOf)
  expect(answers.map(({ status }) => status)).toEqual([413, 200])
})

test('who never stops sending is cut off, by size and by time', async () => {
  const cut = async (patience: { bytes: number; ms: number }) => {
    const server = createServer((request: IncomingMessage) => takeRest(request, patience))
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const wire = await openWire(`http://127.0.0.1:${port}`)
    wire.send('POST / HTTP/1.1\r\nhost: hub\r\ntransfer-encoding: chunked\r\n\r\n')
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    let sent = 0
    const flood = () => {
      while (!wire.socket.destroyed && wire.socket.write(chunk)) sent += 0x4000
    }
    wire.socket.on('drain', flood)
    flood()
    await wire.closed()
    return sent
  }
  expect(await cut({ bytes: 2 ** 20, ms: 60_000 })).toBeLessThan(64 * 2 ** 20)
  await cut({ bytes: Number.POSITIVE_INFINITY, ms: 100 })
})

test('a client that goes away with its answer is forgotten, and what it sent as well', async () => {
  const { promise: over, resolve } = Promise.withResolvers<IncomingMessage>()
  const server = createServer((request, response) => {
    void takeRest(request, { bytes: twenty, ms: 60_000 }).then(() => resolve(request))
    response.end('refused')
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const wire = await openWire(`http://127.0.0.1:${port}`)
  wire.send(`POST / HTTP/1.1\r\nhost: hub\r\ncontent-length: ${twenty}\r\n\r\n`)
  wire.send('x'.repeat(2 ** 20))
  await wire.until('refused')
  wire.socket.destroy()
  expect((await over).destroyed).toBe(true)
})

const streamOf = (size: number) =>
  new ReadableStream({
    start(controller) {
      for (let left = size; left > 0; left -= 2 ** 16) controller.enqueue(new Uint8Array(2 ** 16))
      controller.close()
    },
  })

/** Sends 20 MiB to the last byte and only then looks at what came back. */
function sendWhole(url: string, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers, agent: false })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    request.end(Buffer.alloc(twenty, 'x'))
  })
}
