import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../../server/cli/run.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const saved = new Date('2025-02-26T09:15:30.123Z')

async function prepared(input = '') {
  const { hub } = await testHub()
  const url = await hub.listen()
  const key = await keyFor(hub)
  const folder = await temporaryFolder()
  // As on another machine: there is no data folder there.
  const cli = cliFor('/nowhere/at/all', { environment: { SXNCD_KEY: key }, input })
  const file = (name: string) => join(folder, name)
  const write = async (name: string, text: string, at = saved) => {
    await writeFile(file(name), text)
    await utimes(file(name), at, at)
    return file(name)
  }
  const push = (path: string, ...more: string[]) =>
    cli('push', path, '--hub', url, '--device', 'Laptop', ...more)
  const pull = (path: string, ...more: string[]) => cli('pull', path, '--hub', url, ...more)
  const history = async () => {
    const found = await hub.app.inject({
      url: '/api/v1/sync/history',
      headers: { authorization: key },
    })
    return found.json().versions as { savedTs: string; deviceName: string }[]
  }
  return { hub, url, key, folder, file, write, push, pull, history }
}

const upload = (settings: string, savedTs: string) => ({ deviceName: 'Pixel', savedTs, settings })

test('push sends a file with its own date, and says what became of it', async () => {
  const { file, write, push, history, url } = await prepared()
  const path = await write('export.json', '{"a":1}\n')
  expect(await push(path)).toEqual({
    code: 0,
    out: 'The hub had no settings for this app; it has these now.\n',
    err: `Sending ${path} (8 B) to ${url}\n`,
  })
  expect(await history()).toMatchObject([
    { deviceName: 'Laptop', savedTs: '2025-02-26T09:15:30.123Z' },
  ])
  expect((await push(path)).out).toBe('The hub has the same settings already.\n')
  await write('export.json', '{"a":2}\n', new Date(saved.getTime() + 1))
  expect((await push(file('export.json'))).out).toMatch(/^The hub has these settings now/)
})

test('push: what is newer on the hub stays, and the command fails', async () => {
  const { hub, key, write, push } = await prepared()
  await post(hub, key, upload('newer', '2025-02-27T00:00:00Z'))
  const path = await write('export.json', 'older')
  const { code, out, err } = await push(path)
  expect([code, out]).toEqual([
    1,
    'The hub keeps what it has: it is newer, or this device is new to the hub.\n',
  ])
  expect(err).toMatch(/was not taken over; the hub keeps it in its history/)
  const json = await push(path, '--json')
  expect(JSON.parse(json.out)).toEqual({ action: 'existingNewer', same: false })
})

test('push: the same settings with an older date are nothing to worry about', async () => {
  const { hub, key, write, push } = await prepared()
  await post(hub, key, upload('text', '2025-02-27T00:00:00Z'))
  const { code, out } = await push(await write('export.txt', 'text'))
  expect([code, out]).toEqual([0, 'The hub has the same settings already.\n'])
})

test('push: --saved says when, and the hub says what is wrong with it', async () => {
  const { write, push, history } = await prepared()
  const path = await write('export.json', '{}')
  const { code, err } = await push(path, '--saved', 'yesterday')
  expect(code).toBe(2)
  expect(err).toMatch(/savedTs is not a date and time in ISO 8601/)
  expect((await push(path, '--saved', '2025-01-01T00:00:00.000Z')).code).toBe(0)
  expect(await history()).toMatchObject([{ savedTs: '2025-01-01T00:00:00.000Z' }])
})

test('pull writes a file of its owner alone, and pushing it again changes nothing', async () => {
  const { hub, key, file, push, pull, folder, history } = await prepared()
  await post(hub, key, upload('\ufeffä\r\n{"a":1}', '2025-02-26T09:15:30.123456Z'))
  const { code, out } = await pull(file('export.json'))
  expect([code, out]).toEqual([0, `Wrote ${file('export.json')}: version 1, by Pixel.\n`])
  expect(await readFile(file('export.json'), 'utf8')).toBe('\ufeffä\r\n{"a":1}')
  expect((await stat(file('export.json'))).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['export.json'])
  expect((await push(file('export.json'))).out).toBe('The hub has the same settings already.\n')
  expect(await history()).toHaveLength(1)
})

test('pull keeps every file that it replaces, and none that is the same', async () => {
  const { hub, key, folder, file, write, pull } = await prepared()
  await post(hub, key, upload('from the hub', '2025-02-27T00:00:00Z'))
  for (const text of ['one', 'two']) {
    const { out } = await pull(await write('export.json', text))
    expect(out).toMatch(/\nThe file that was there is kept as .*\.bak\.\n$/)
  }
  const { code, out } = await pull(file('export.json'))
  expect([code, out]).toEqual([0, `${file('export.json')} is the same: version 1, by Pixel.\n`])
  expect((await readdir(folder)).sort()).toEqual([
    'export.json',
    'export.json.2.bak',
    'export.json.bak',
  ])
  expect(await readFile(file('export.json'), 'utf8')).toBe('from the hub')
  expect(await readFile(file('export.json.bak'), 'utf8')).toBe('one')
  expect(await readFile(file('export.json.2.bak'), 'utf8')).toBe('two')
})

test('pull follows a symbolic link, and keeps the rights of a file', async () => {
  const { hub, key, folder, file, pull } = await prepared()
  await post(hub, key, upload('from the hub', '2025-02-27T00:00:00Z'))
  await mkdir(file('real'))
  await writeFile(join(folder, 'real', 'export.json'), 'mine', { mode: 0o640 })
  await symlink(join('real', 'export.json'), file('link.json'))
  expect((await pull(file('link.json'))).code).toBe(0)
  expect(await readdir(file('real'))).toEqual(['export.json', 'export.json.bak'])
  const { mode } = await stat(join(folder, 'real', 'export.json'))
  expect(mode & 0o777).toBe(0o640)
})

test('pull - prints the settings and nothing else', async () => {
  const { hub, key, pull } = await prepared()
  await post(hub, key, upload('{"a":1}', '2025-02-27T00:00:00Z'))
  expect(await pull('-')).toMatchObject({ code: 0, out: '{"a":1}' })
})

test.each(['secret\n', 'secret', 'new\r\nsecret\r\n'])('a password: %j', async (input) => {
  const first = await prepared('secret\n')
  const path = await first.write('export.json', '{"a":1}')
  expect((await first.push(path, '--password-stdin')).code).toBe(0)
  expect((await first.pull('-')).out).toMatch(/^sxncd1\./)
  const environment = { SXNCD_KEY: first.key }
  const cli = cliFor('/nowhere/at/all', { environment, input })
  expect(await cli('pull', '-', '--hub', first.url, '--password-stdin')).toMatchObject({
    code: 0,
    out: '{"a":1}',
  })
})

test('a wrong password, or none, is said so and nothing is written', async () => {
  const { hub, key, folder, file, pull } = await prepared('wrong')
  const { encrypt } = await import('../../../client/encryption.ts')
  await post(hub, key, upload(await encrypt('{}', 'secret'), '2025-02-27T00:00:00Z'))
  const { code, err } = await pull(file('export.json'), '--password-stdin')
  expect(code).toBe(1)
  expect(err).toMatch(/The password is wrong/)
  expect(await readdir(folder)).toEqual([])
  const empty = cliFor('/nowhere/at/all', { environment: { SXNCD_KEY: key }, input: '\n' })
  const none = await empty('pull', '-', '--hub', 'http://hub.local', '--password-stdin')
  expect([none.code, none.err]).toEqual([2, 'There is no password on standard input.\n'])
})

test.each([
  ['no file', ['push', 'none.json', '--device', 'Laptop'], 3, /There is no file or folder/],
  ['a folder', ['push', '.', '--device', 'Laptop'], 1, /"\." cannot be used \(EISDIR\)/],
  ['nothing on the hub', ['pull', '-'], 3, /Nothing has been synced/],
  ['no such folder', ['pull', 'none/at/all.json'], 3, /Nothing has been synced/],
  ['a wrong key', ['pull', '-', '--key', 'wrong'], 1, /does not know this key/],
  ['a bad address', ['pull', '-', '--hub', 'hub'], 2, /The address of the hub must be like/],
  ['nobody there', ['pull', '-', '--hub', 'http://127.0.0.1:1'], 1, /The hub cannot be reached/],
])('what goes wrong is told: %s', async (_, args, code, message) => {
  const { url, key } = await prepared()
  const cli = cliFor('/nowhere/at/all', { environment: { SXNCD_KEY: key } })
  const result = await cli(...args.slice(0, 2), '--hub', url, ...args.slice(2))
  expect(result).toMatchObject({ code, out: '', err: expect.stringMatching(message) })
})

test('no key, no text, no place to write', async () => {
  const { hub, key, file, folder, push, pull } = await prepared()
  const keyless = await cliFor('/nowhere/at/all')('pull', '-', '--hub', 'http://hub.local')
  expect([keyless.code, keyless.err]).toEqual([2, 'A key is needed: --key <key>, or SXNCD_KEY.\n'])
  await writeFile(file('export.bin'), Buffer.from([0xff, 0xfe]))
  const binary = await push(file('export.bin'))
  expect(binary.code).toBe(2)
  expect(binary.err).toMatch(/is not UTF-8 text/)
  await post(hub, key, upload('text', '2025-02-27T00:00:00Z'))
  expect((await pull(join(folder, 'none', 'export.json'))).code).toBe(3)
  expect((await pull(folder)).code).toBe(1)
  expect(await readdir(folder)).toEqual(['export.bin'])
})

test('a key of the environment is used, and one of the command line goes before it', async () => {
  const { hub, url, key } = await prepared()
  const other = await keyFor(hub, 'obtainium')
  await post(hub, other, upload('other', '2025-02-27T00:00:00Z'))
  const cli = cliFor('/nowhere/at/all', { environment: { SXNCD_KEY: key } })
  expect((await cli('pull', '-', '--hub', url, '--key', other)).out).toBe('other')
})

test('discover lists hubs; where there is none it says so and fails', async () => {
  const { code, out, err } = await cliFor('/nowhere/at/all')('discover', '--json')
  const isFound = JSON.parse(out).length > 0
  expect(code).toBe(isFound ? exitCodes.done : exitCodes.unknown)
  expect(err.includes('No hub answered.')).toBe(!isFound)
})
