import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { arrivedDevice } from '../../renderer/features/connect/arrival.ts'
import { fetchCommand, sendCommand, shellWord } from '../../renderer/features/connect/commands.ts'
import { connectUri } from '../../renderer/features/connect/connect-uri.ts'
import {
  firstAddress,
  plainAddress,
  userNameOf,
  webDavAddress,
} from '../../renderer/features/connect/webdav-access.ts'
import { canPair, waysOf } from '../../renderer/features/connect/wish.ts'
import type { App } from '../../server/api/schemas/apps.ts'
import type { Address } from '../../server/api/schemas/hub.ts'
import type { Slot } from '../../server/api/schemas/slots.ts'
import { device } from './mock-data.ts'

const facts = {
  hub: 'http://192.168.1.20:9693/',
  key: 'sxncd_abc',
  deviceName: "Ada's phone",
  fileName: 'export-<date>.json',
}

test('the code holds all that a device needs', () => {
  const uri = new URL(connectUri({ hub: 'https://a.example/b?c', app: 'vimium', key: 'k+/=' }))
  expect(uri.protocol).toBe('sxncd:')
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    v: '1',
    hub: 'https://a.example/b?c',
    app: 'vimium',
    key: 'k+/=',
  })
})

test.skipIf(process.platform === 'win32')('a shell takes any text as one word', () => {
  const texts = ["it's", '$(id)', '`id`', 'a b', '"', '\\', "''", 'new\nline', '*', '']
  const script = `for word in ${texts.map(shellWord).join(' ')}; do printf '%s\\0' "$word"; done`
  const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
  expect(words.split('\0').slice(0, -1)).toEqual(texts)
})

test('asking for the newest can win against nothing', () => {
  const command = fetchCommand(facts)
  expect(command).toContain("'http://192.168.1.20:9693/api/v1/sync/update'")
  expect(command).toContain("'Authorization: sxncd_abc'")
  expect(command).toContain('1900-01-01T00:00:00.000Z')
})

test.skipIf(process.platform === 'win32')('commands are whole for a shell', () => {
  for (const command of [sendCommand(facts), fetchCommand(facts)]) {
    expect(() => execFileSync('sh', ['-n', '-c', command])).not.toThrow()
  }
})

const slot = (devices: Slot['devices']): Slot => ({
  app: 'a',
  current: null,
  versions: 0,
  historySize: 0,
  devices,
  files: { count: 0, size: 0, deleted: 0 },
  conflicts: [],
})
const made = { name: 'Phone', createdAt: new Date(Date.now() - 60_000).toISOString() }

test('a device that was not there before has arrived', () => {
  const old = device('a', 'Desk', 0, 1, true)
  const fresh = device('a', 'Any name', 0, 1, true)
  expect(arrivedDevice(slot([old]), made, new Set(['Desk']))).toBeUndefined()
  expect(arrivedDevice(slot([old, fresh]), made, new Set(['Desk']))).toBe(fresh)
  expect(arrivedDevice(undefined, made, new Set())).toBeUndefined()
})

test('so has one of the same name that synced since the key was made', () => {
  const before = device('a', 'Phone', 120_000, 1, true)
  const since = device('a', 'Phone', 1_000, 1, true)
  expect(arrivedDevice(slot([before]), made, new Set(['Phone']))).toBeUndefined()
  expect(arrivedDevice(slot([since]), made, new Set(['Phone']))).toBe(since)
})

test.each([
  ['https://hub.example', 'https://hub.example/dav/'],
  ['https://hub.example/', 'https://hub.example/dav/'],
  ['http://192.168.1.20:9693/sync//', 'http://192.168.1.20:9693/sync/dav/'],
])('the files at %s are at %s', (hub, address) => {
  expect(webDavAddress(hub)).toBe(address)
})

test('a user name has no colon, which would end it on its way', () => {
  expect(userNameOf('Ada: kitchen:1')).toBe('Ada- kitchen-1')
  expect(userNameOf('Küche')).toBe('Küche')
})

test('an app that insists on HTTPS begins with an address that it takes', () => {
  const address = (url: string, pinned = false): Address => ({
    url,
    pinned,
    kind: 'lan',
    usable: true,
  })
  const [open, own, good] = [
    address('http://192.168.1.20:9693'),
    address('https://192.168.1.20:9694', true),
    address('https://hub.example'),
  ] as const
  expect(firstAddress([open, own, good], true)).toBe(good.url)
  expect(firstAddress([open, own, good], false)).toBe(open.url)
  expect(firstAddress([open, own], true)).toBe(open.url)
  expect(firstAddress([], true)).toBeUndefined()
})

test.each<[App['connects'], App['export']['format'], string[]]>([
  ['webdav', 'json', ['webdav', 'key', 'address']],
  ['webdav', 'bytes', ['webdav', 'address']],
  ['file', 'json', ['key', 'webdav', 'address']],
  ['built-in', 'json', ['key', 'webdav', 'address']],
])('an app that connects by %s, with an export of %s, goes %j', (connects, format, ways) => {
  expect(waysOf({ connects, export: { format } } as App)).toEqual(ways)
})

test('an address holds its key; only an app that knows the hub can pair', () => {
  expect(plainAddress('https://a.example/b/', 'sxncd_x')).toBe('https://a.example/b/f/sxncd_x')
  const app = (type: string, connects: App['connects']) => ({ type, connects }) as App
  expect(canPair(app('obtainium', 'built-in'))).toBe(true)
  expect(canPair(app('tabby', 'built-in'))).toBe(false)
  expect(canPair(app('vimium', 'file'))).toBe(false)
})

test('the files of all apps go by WebDAV alone', () => {
  expect(waysOf(undefined)).toEqual(['webdav'])
})
