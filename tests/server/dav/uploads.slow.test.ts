import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { revokeKey, rotateKey } from '../../../server/accounts/keys.ts'
import { answerOf, openWire } from '../http/wire.ts'
import { basic, openDoor } from './door.ts'

async function withWire(options = {}) {
  const door = await openDoor(options)
  await door.send('PUT', '/dav/a', { body: 'old' })
  const head = (method: string, path: string, lines: readonly string[]) =>
    [
      `${method} ${path} HTTP/1.1`,
      'host: localhost',
      `authorization: ${basic(door.key)}`,
      ...lines,
      '',
      '',
    ].join('\r\n')
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await turn()
  }
  return { ...door, head, until, wire: () => openWire(door.url) }
}

test('where the connection is lost in the middle, the old version stays', async () => {
  const { tree, wire, head, send, logged, until } = await withWire()
  for (const line of ['content-length: 100', 'transfer-encoding: chunked']) {
    const { socket, send: write } = await wire()
    write(head('PUT', '/dav/a', [line]))
    write(line.startsWith('t') ? '5\r\nhello\r\n' : 'hello')
    for (let n = 0; n < 20; n++) await turn()
    const lines = logged.length
    socket.destroy()
    await until(() => logged.length > lines)
    expect(tree.all()).toEqual({ '': '/', a: 'old' })
  }
  expect((await send('GET', '/dav/a')).body).toBe('old')
  expect(logged.filter((line) => line.includes('"level":50'))).toEqual([])
})

test('a length that lies: what is beyond it is no part of the file', async () => {
  const { tree, wire, head } = await withWire()
  const { send, closed } = await wire()
  send(`${head('PUT', '/dav/a', ['content-length: 3'])}newand more`)
  expect(answerOf(await closed()).status).toBe(400)
  expect(['old', 'new']).toContain(tree.all().a)
})

test('both ways to tell a length, or a length of nonsense, are refused', async () => {
  const { tree, wire, head } = await withWire()
  const both = ['content-length: 3', 'transfer-encoding: chunked']
  for (const lines of [
    both,
    ['content-length: -1'],
    ['content-length: x'],
    ['content-length: 1, 2'],
  ]) {
    const { send, closed } = await wire()
    send(`${head('PUT', '/dav/a', lines)}3\r\nnew\r\n0\r\n\r\n`)
    expect(answerOf(await closed()).status).toBe(400)
  }
  const { send, until } = await wire()
  send(`${head('PUT', '/dav/a', ['transfer-encoding: chunked'])}zz\r\nnew\r\n0\r\n\r\n`)
  await until('HTTP/1.1 400')
  expect(tree.all().a).toBe('old')
})

test.each(['revoked', 'rotated'])(
  'a key that is %s in the middle of an upload stores nothing',
  async (what) => {
    const { tree, hub, made, send } = await withWire()
    let ended = () => {}
    const rest = new Promise<void>((resolve) => {
      ended = resolve
    })
    const body = Readable.from(
      (async function* () {
        yield 'new '
        await rest
        yield 'text'
      })(),
    )
    const reply = send('PUT', '/dav/a', { body })
    for (let n = 0; n < 50; n++) await turn()
    if (what === 'revoked') await revokeKey(hub.store, made.key, 1)
    else await rotateKey(hub.store, made.key, 1)
    ended()
    const { status, headers } = await reply
    expect([status, headers['x-sxncd-error']]).toEqual([
      ...[401, what === 'revoked' ? 'key_revoked' : 'key_unknown'],
    ])
    expect(tree.all()).toEqual({ '': '/', a: 'old' })
  },
)

test('a client that is refused early reads why, however much it still sends', async () => {
  const { send, tree } = await withWire()
  const large = Buffer.alloc(8 * 1024 ** 2)
  const answers = [
    await send('PUT', '/dav/none/b', { body: large }),
    await send('PUT', '/dav/b', { body: large }),
    await send('PUT', '/dav/b', { body: large, headers: { authorization: basic('wrong') } }),
    await send('PROPFIND', '/dav/', { body: large }),
    await send('MKCOL', '/dav/b', { body: large }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([409, 413, 401, 413, 413])
  expect(tree.all()).toEqual({ '': '/', a: 'old' })
})

test('many uploads at once, each as large as any may be, are not counted as memory', async () => {
  const { send, tree } = await withWire({ environment: { BODY_LIMIT: '64 KiB' } })
  const body = Buffer.alloc(1024 ** 2, 'x')
  const all = Array.from({ length: 120 }, (_, n) =>
    send('PUT', `/dav/${n % 2 ? n : 'same'}`, { body: n % 3 ? body : Readable.from([body]) }),
  )
  const statuses = (await Promise.all(all)).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 201 && status !== 204)).toEqual([])
  expect(tree.all().same).toHaveLength(body.length)
})

test('a body that hardly comes in is cut off; the old version stays', async () => {
  const timeouts = { headers: 100, request: 200, check: 50 }
  const { tree, wire, head } = await withWire({ overrides: { timeouts } })
  const { send, closed } = await wire()
  send(`${head('PUT', '/dav/a', ['content-length: 100'])}h`)
  expect(answerOf(await closed()).status).toBe(408)
  expect(tree.all()).toEqual({ '': '/', a: 'old' })
})

test('a client of HTTP/1.0 is served as well', async () => {
  const { wire, head, tree } = await withWire()
  const old = (text: string) => text.replace('HTTP/1.1', 'HTTP/1.0')
  const put = await wire()
  put.send(`${old(head('PUT', '/dav/a', ['content-length: 3']))}new`)
  expect(answerOf(await put.closed()).status).toBe(204)
  expect(tree.all().a).toBe('new')
  const list = await wire()
  list.send(old(head('PROPFIND', '/dav/', ['depth: 1'])))
  expect(answerOf(await list.closed()).body).toContain('</D:multistatus>')
})
