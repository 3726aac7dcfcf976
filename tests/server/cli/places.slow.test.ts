import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { self } from '../../../server/storage/lock-record.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { openWire } from '../http/wire.ts'

// Real processes, and folders that are really synced, are slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

test('commands at the same time all get their turn, and none is lost', async () => {
  const folder = await temporaryFolder()
  const names = ['Ada', 'Bo', 'Cy', 'Dee']
  const results = await Promise.all(
    names.map((name) => cliFor(folder, { patienceMs: 60_000 })('account', 'create', name)),
  )
  expect(results.map(({ code, err }) => [code, err])).toEqual(names.map(() => [0, '']))
  const { out } = await cliFor(folder)('account', 'list', '--json')
  expect(
    JSON.parse(out)
      .map(({ name }: { name: string }) => name)
      .sort(),
  ).toEqual(names)
})

test('a hub that is stopping hands the folder over: the command waits and is carried out', async () => {
  const { hub, folder } = await testHub()
  const url = await hub.listen()
  const wire = await openWire(url)
  // A request that is not finished keeps the hub from stopping.
  const arrived = once(hub.app.server, 'request')
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${await keyFor(hub)}\r\n` +
      'content-type: application/json\r\ncontent-length: 2\r\n\r\n',
  )
  await arrived
  const closed = hub.close()
  const created = cliFor(folder)('account', 'create', 'Bo')
  wire.send('{}')
  await closed
  expect(await created).toEqual({ code: 0, out: 'Created the account "Bo".\n', err: '' })
})

/** A hub that has the folder, with commands led to a server of the test instead of to it. */
async function misled(listener: Parameters<typeof createServer>[1]) {
  const { hub, folder } = await testHub()
  const server = createServer(listener)
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await hub.store.announce({ url: `http://127.0.0.1:${port}`, token: 'token' })
  return { server, hub, folder }
}

test('a hub that does not listen any more is waited for', async () => {
  const { server, hub, folder } = await misled(() => {})
  server.close()
  const created = cliFor(folder)('account', 'create', 'Ada')
  await hub.close()
  expect(await created).toMatchObject({ code: 0, out: 'Created the account "Ada".\n' })
})

test('a hub that goes away in the middle: a question is asked again, a change is not', async () => {
  let asked = 0
  const { hub, folder } = await misled((request) => {
    asked += 1
    request.socket.destroy()
  })
  expect(await cliFor(folder)('account', 'create', 'Ada')).toEqual({
    code: 1,
    out: '',
    err: 'The hub stopped or got stuck while it carried this out. Look whether it was done; if not, try again.\n',
  })
  expect(asked).toBe(1)
  const listed = cliFor(folder)('account', 'list')
  await expect.poll(() => asked).toBeGreaterThan(2)
  await hub.close()
  expect(await listed).toMatchObject({ code: 0, err: '' })
})

test('a folder that another hub has and does not answer for exits with 4', async () => {
  const { folder } = await testHub()
  const { code, out, err } = await cliFor(folder, { patienceMs: 0 })('account', 'list')
  expect([code, out]).toEqual([4, ''])
  expect(err).toMatch(/^The data folder is in use by another hub \(process \d+ on .+\)\. Stop that/)
})

test('a hub on another machine is not looked for on this one', async () => {
  let asked = 0
  const { folder } = await misled(() => {
    asked += 1
  })
  const path = join(folder, 'LOCK')
  const lock = JSON.parse(await readFile(path, 'utf8'))
  const other = { host: `not-${self().host}`, boot: 'another', netSpace: 'net:[1]' }
  await writeFile(path, JSON.stringify({ ...lock, ...other }))
  const { code, err } = await cliFor(folder)('account', 'list')
  expect(code).toBe(4)
  expect(err).toContain(
    `on not-${self().host}). It cannot be asked from here. Run the command where`,
  )
  expect(asked).toBe(0)
})

test('a folder that cannot be used exits with 4, a bad configuration with 2', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  const folder = await cliFor(file)('account', 'list')
  expect(folder).toMatchObject({ code: 4, out: '', err: expect.stringContaining(file) })
  const options = await cliFor(file, { environment: { PORT: 'x' } })('account', 'list')
  expect(options).toMatchObject({ code: 2, out: '', err: expect.stringContaining('PORT=x: must') })
})

test('damage that a command finds is told of beside its result', async () => {
  const folder = await temporaryFolder()
  await cliFor(folder)('account', 'create', 'Ada')
  await writeFile(join(folder, 'db', 'accounts.json'), 'torn')
  const { code, out, err } = await cliFor(folder)('account', 'list', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject([{ name: 'Ada' }])
  expect(err).toMatch(/^A damaged file was set aside: .*accounts\.json/)
})
