import { expect, test } from 'vitest'
import { keyFor, testHub } from '../../helpers/hub.ts'

async function hubWithFiles() {
  const { hub } = await testHub()
  await keyFor(hub)
  const send = async (
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    place: string,
    query: Record<string, string> = {},
    payload?: Buffer,
  ) => {
    const reply = await hub.app.inject({
      method,
      url: `/api/v1/slots/thunder/files${place}`,
      query: { account: 'Ada', ...query },
      headers: {
        authorization: hub.controlToken,
        ...(payload && { 'content-type': 'application/octet-stream' }),
      },
      ...(payload && { payload }),
    })
    return {
      status: reply.statusCode,
      bytes: reply.rawPayload,
      code: reply.headers['x-sxncd-error'],
    }
  }
  const put = (path: string, payload: Buffer) =>
    send('PUT', '/content', { path, deviceName: 'Phone' }, payload)
  const get = async (path: string) => (await send('GET', '/content', { path })).bytes
  const list = async () => JSON.parse((await send('GET', '')).bytes.toString()).files
  return { send, put, get, list }
}

test('files are uploaded with their folders, listed, downloaded, deleted and brought back', async () => {
  const { send, put, get, list } = await hubWithFiles()
  const large = Buffer.alloc(600_000, 0xff)
  expect((await put('a/b/large', large)).status).toBe(200)
  expect((await put('empty', Buffer.alloc(0))).status).toBe(200)
  expect((await get('a/b/large')).equals(large)).toBe(true)
  expect((await get('empty')).length).toBe(0)
  expect((await list()).map((one: { path: string }) => one.path)).toEqual([
    ...['a', 'a/b', 'a/b/large', 'empty'],
  ])
  expect((await send('DELETE', '', { path: 'a' })).status).toBe(200)
  expect(await send('GET', '/content', { path: 'a/b/large' })).toMatchObject({
    ...{ status: 404, code: 'file_unknown' },
  })
  // Its folders are made again.
  expect((await send('POST', '/history/1/restore', { path: 'a/b/large' })).status).toBe(200)
  expect((await get('a/b/large')).equals(large)).toBe(true)
  expect((await send('GET', '/history/1/content', { path: 'a/b/large' })).bytes.length).toBe(
    600_000,
  )
})

test('a history is removed for good, that of a folder with all that was ever in it', async () => {
  const { send, put, list } = await hubWithFiles()
  await put('a/b', Buffer.from('one'))
  await put('a/b', Buffer.from('two'))
  await put('a/c', Buffer.from('three'))
  await send('DELETE', '', { path: 'a/c' })
  expect((await send('DELETE', '', { path: 'a', history: 'remove' })).status).toBe(200)
  expect(await list()).toEqual([])
  expect(await send('DELETE', '', { path: 'a', history: 'remove' })).toMatchObject({
    ...{ status: 404, code: 'file_unknown' },
  })
})

test('names that look the same are the same, and names that no file can have are refused', async () => {
  const { put, get } = await hubWithFiles()
  await put('é'.normalize('NFD'), Buffer.from('one'))
  expect((await get('é'.normalize('NFC'))).toString()).toBe('one')
  for (const path of ['../a', 'a//b', 'a\0', 'con', 'x'.repeat(300)]) {
    expect(await put(path, Buffer.from('x'))).toMatchObject({ status: 400, code: 'bad_path' })
  }
})

test('nothing is uploaded below a file, however deep, and no folder is made there', async () => {
  const { send, put } = await hubWithFiles()
  expect((await put('a', Buffer.from('one'))).status).toBe(200)
  for (const path of ['a/b', 'a/b/c', 'a/b/c/d']) {
    expect(await put(path, Buffer.from('two'))).toMatchObject({
      status: 409,
      code: 'parent_unknown',
    })
  }
  const { files } = JSON.parse(String((await send('GET', '')).bytes))
  expect(files.map(({ path }: { path: string }) => path)).toEqual(['a'])
})
