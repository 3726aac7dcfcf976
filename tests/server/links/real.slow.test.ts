import { appendFile, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createHubEnd } from '../../../server/links/hub-end.ts'
import type { LinkView } from '../../../server/links/link.ts'
import { openLinks } from '../../../server/links/links.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

/** Everything as it is: the file system, its watcher, timers, and the hub over HTTP. */
async function real() {
  const { hub } = await testHub({ now: Date.now() })
  const url = await hub.listen()
  const key = await keyFor(hub, 'vimium')
  const folder = await temporaryFolder()
  let views: readonly LinkView[] = []
  const waiting = new Set<() => void>()
  const links = await openLinks({
    file: join(folder, 'config/links.json'),
    thisHub: { url: () => url, newKey: async () => ({ text: key }), revokeKey: async () => {} },
    now: Date.now,
    log: { info() {}, warn() {}, error() {} },
    onChange(list) {
      views = list
      for (const look of waiting) look()
    },
  })
  onTestFinished(() => links.close())
  const until = (fits: (view: LinkView) => boolean) =>
    new Promise<LinkView>((done) => {
      const look = () => {
        const [view] = views
        if (!view || !fits(view)) return
        waiting.delete(look)
        done(view)
      }
      waiting.add(look)
      look()
    })
  const sent = (size: number) =>
    until(({ state, lastTransfer }) => state === 'in-step' && lastTransfer?.size === size)
  return { hub, key, url, links, until, sent, file: join(folder, 'a.json') }
}

test('a file that is written slowly, then replaced, then changed on the hub', async () => {
  const { hub, key, links, sent, file } = await real()
  await links.add({
    app: 'vimium',
    path: file,
    kind: 'file',
    hub: { kind: 'this' },
    yes: true,
    writeBack: true,
  })
  await writeFile(file, '{"hideHud":')
  await appendFile(file, '1')
  await appendFile(file, '}')
  await sent(13)
  await writeFile(`${file}.tmp`, '{"hideHud":22}')
  await rename(`${file}.tmp`, file)
  await sent(14)
  const savedTs = new Date(Date.now() + 2_000).toISOString()
  await post(hub, key, { deviceName: 'Pixel', savedTs, settings: '{"hideHud":333}' })
  const { lastTransfer } = await sent(15)
  expect(lastTransfer?.direction).toBe('to-file')
  expect(await readFile(file, 'utf8')).toBe('{"hideHud":333}')
  expect((await stat(file)).mtime.toISOString()).toBe(savedTs)
  expect(await readFile(lastTransfer?.backup ?? '', 'utf8')).toBe('{"hideHud":22}')
  const reply = await hub.app.inject({
    url: '/api/v1/sync/history',
    headers: { authorization: key },
  })
  expect(reply.json().versions).toHaveLength(3)
})

test('the other end is a hub with a pinned certificate, or no hub at all', async () => {
  const { url, key } = await real()
  const side = createHubEnd({ url: () => url, key, app: 'vimium', deviceName: 'Laptop' })
  expect(await side.read()).toBe('empty')
  const settings = '{"ä":"☃"}'
  expect(await side.send(settings, Date.now())).toEqual({ action: 'created', data: settings })
  const stored = await side.read()
  if (typeof stored === 'string') throw new Error('it has settings')
  expect(stored).toMatchObject({ settings, version: { version: 1, deviceName: 'Laptop' } })
  expect(await side.read(stored.etag)).toBe('same')
  const away = createHubEnd({
    url: () => 'http://127.0.0.1:1',
    key,
    app: 'vimium',
    deviceName: 'Laptop',
  })
  await expect(away.read()).rejects.toMatchObject({
    code: 'unreachable',
    message: 'The hub cannot be reached (ECONNREFUSED).',
  })
  expect(() =>
    createHubEnd({ url: () => url, key, pin: 'x', app: 'vimium', deviceName: '' }),
  ).toThrow(/fingerprint/)
  const pinned = createHubEnd({
    url: () => url,
    key,
    pin: 'a'.repeat(64),
    app: 'vimium',
    deviceName: 'Laptop',
  })
  await expect(pinned.read()).rejects.toMatchObject({ code: 'bad_hub' })
})

test('a key of another app is refused before anything is sent, also where there is nothing yet', async () => {
  const { url, key } = await real()
  const side = createHubEnd({ app: 'stylus', url: () => url, key, deviceName: 'Laptop' })
  const wrong = {
    code: 'bad_key',
    message: 'This key is for the app "vimium", not for "stylus".',
  }
  await expect(side.read()).rejects.toMatchObject(wrong)
  const own = createHubEnd({ app: 'vimium', url: () => url, key, deviceName: 'Laptop' })
  await own.send('1', Date.now())
  await expect(side.read()).rejects.toMatchObject(wrong)
})

test('what is under way ends with the link', async () => {
  const { url, key } = await real()
  const side = createHubEnd({ url: () => url, key, app: 'vimium', deviceName: 'Laptop' })
  const open = Promise.withResolvers<void>()
  side.listen({ onChange: open.resolve, onLost() {}, onEnd() {} })
  await open.promise
  const reading = side.read()
  side.close()
  await expect(reading).rejects.toThrow()
})
