import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { AuthType, createClient, type FileStat } from 'webdav'
import { openDoorOnDisk } from './door.ts'

test('the client webdav of npm does a full round', async () => {
  const { url, key, all, clock } = await openDoorOnDisk()
  const client = createClient(`${url}/dav`, {
    authType: AuthType.Password,
    username: 'Phone',
    password: key,
  })
  expect(await client.exists('/backup')).toBe(false)
  await client.createDirectory('/backup/Übung #1', { recursive: true })
  const file = '/backup/Übung #1/a & b.json'
  expect(await client.putFileContents(file, '{"a":1}', { overwrite: false })).toBe(true)
  expect(await client.putFileContents(file, '{"a":2}', { overwrite: false })).toBe(false)
  expect(await client.getFileContents(file, { format: 'text' })).toBe('{"a":1}')
  const bytes = Buffer.from([0, 255, 1, 254])
  await client.putFileContents('/backup/b.zip', bytes, {
    headers: { 'X-OC-Mtime': '1700000000' },
  })
  expect(await client.getFileContents('/backup/b.zip')).toEqual(bytes)

  const list = (await client.getDirectoryContents('/backup')) as FileStat[]
  expect(list.map(({ filename, type, size }) => [filename, type, size])).toEqual([
    ['/backup/b.zip', 'file', 4],
    ['/backup/Übung #1', 'directory', 0],
  ])
  const digest = createHash('sha256').update(bytes).digest('hex')
  expect(digest.startsWith(String(list[0]?.etag))).toBe(true)
  expect(Date.parse(String(list[0]?.lastmod))).toBe(1_700_000_000_000)
  clock.now += 1
  expect(await client.getQuota()).toMatchObject({ used: 11 })
  const deep = (await client.getDirectoryContents('/', { deep: true })) as FileStat[]
  expect(deep).toHaveLength(4)

  await client.copyFile('/backup/b.zip', '/c.zip')
  await client.moveFile('/c.zip', '/d.zip')
  const lock = await client.lock('/d.zip')
  await expect(client.putFileContents('/d.zip', 'x')).rejects.toThrow('423')
  await client.unlock('/d.zip', lock.token)
  await client.deleteFile('/d.zip')
  await client.deleteFile('/backup')
  expect(await all()).toEqual({})
  await expect(client.getFileContents('/d.zip')).rejects.toThrow('404')
})
