import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { linksPlace } from '../../../server/cli/links-place.ts'
import { type CliOptions, cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, type TestHub, testHub } from '../../helpers/hub.ts'
import { run, runHub } from '../../helpers/hub-process.ts'

// Real processes are slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

async function prepared(options: { readonly hub?: TestHub } = {}) {
  const folder = await temporaryFolder()
  const config = await temporaryFolder()
  const { hub, folder: data } = options.hub ?? (await testHub({ now: Date.now() }))
  const url = await hub.listen()
  const key = await keyFor(hub, 'vimium')
  const environment = { XDG_CONFIG_HOME: config, HOME: config }
  const cliWith = (more: CliOptions = {}) =>
    cliFor(data, { ...more, environment: { ...environment, ...more.environment } })
  const cli = cliWith()
  const file = (name: string) => join(folder, name)
  const add = (...more: string[]) =>
    cli('link', 'add', '--app', 'vimium', '--file', file('a.json'), '--yes', ...more)
  return { hub, data, url, key, cli, cliWith, file, add, environment, list: file('links.json') }
}

/** `link run` in this process, until it is stopped. */
function running(cliWith: (more: CliOptions) => ReturnType<typeof cliFor>, ...args: string[]) {
  const stopped = Promise.withResolvers<void>()
  let text = ''
  const waiting: { part: string; done: () => void }[] = []
  const look = (more = '') => {
    text += more
    for (const { part, done } of waiting) if (text.includes(part)) done()
  }
  const ended = cliWith({ stopped: stopped.promise, onText: look })('link', 'run', ...args)
  return {
    until: (part: string) =>
      new Promise<void>((done) => {
        waiting.push({ part, done })
        look()
      }),
    stop() {
      stopped.resolve()
      return ended
    },
  }
}

test('the hub of this machine makes a key by itself; a file goes there and back', async () => {
  const { hub, add, cli, cliWith, file, url } = await prepared()
  await writeFile(file('a.json'), '{"a":1}')
  const added = await add('--write-back', '--device', 'Desk')
  expect(added).toEqual({
    code: 0,
    out: expect.stringMatching(
      new RegExp(
        `^Linked ${file('a.json')} with ${url} as [0-9a-f]{8}\\.\nThe settings are those of Ada\\.\nNothing is at work yet`,
      ),
    ),
    err: '',
  })
  const keys = await hub.store.keys.list()
  expect(keys.map(({ name }) => name)).toContain('Desk (linked file)')

  const links = running(cliWith)
  await links.until('Sent (7 B).')
  const other = await keyFor(hub, 'vimium')
  const savedTs = new Date(Date.now() + 1_000).toISOString()
  await post(hub, other, { deviceName: 'Pixel', savedTs, settings: '{"a":2}' })
  await links.until('Written from the hub (7 B). What was there is kept as ')
  expect(await readFile(file('a.json'), 'utf8')).toBe('{"a":2}')

  const list = await cli('link', 'list')
  expect(list.out).toMatch(/ID +APP +FILE +HUB +STATE +LAST TRANSFER\n/)
  expect(list.out).toMatch(
    /[0-9a-f]{8} +vimium +\S+a\.json +\S+ +in step +\S+ \S+ to the file, 7 B/,
  )
  const second = await cli('link', 'run')
  expect([second.code, second.err]).toEqual([1, expect.stringContaining('are at work already')])
  const { code, out, err } = await links.stop()
  expect([code, err]).toEqual([0, '1 link is at work. Stop with Ctrl+C.\n'])
  expect(out.trim().split('\n')).toHaveLength(2)
  expect((await cli('link', 'list')).out).toContain('Nothing is at work: sxncd link run')
})

test('links that are added or removed while they run are taken up', async () => {
  const { add, cli, cliWith, file } = await prepared()
  await writeFile(file('a.json'), '{"a":1}')
  const links = running(cliWith, '--json')
  await links.until('0 links are at work')
  const added = await add('--json')
  const { id, key } = JSON.parse(added.out)
  expect(key).toBeUndefined()
  await links.until('"event":"transfer"')
  expect(await cli('link', 'remove', id)).toMatchObject({ code: 0 })
  expect((await cli('link', 'remove', id)).code).toBe(3)
  const { out } = await links.stop()
  expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({
    event: 'transfer',
    link: { id, lastTransfer: { direction: 'to-hub', size: 7 } },
  })
  expect(JSON.parse((await cli('link', 'list', '--json')).out)).toEqual({
    running: false,
    links: [],
  })
})

test('another hub by its address: with a key, by the environment too, or by pairing', async () => {
  const { hub, key, cliWith, file, url } = await prepared()
  const elsewhere = cliWith({ environment: { DATA_DIR: '/nowhere/at/all' } })
  const add = (name: string, ...more: string[]) => {
    const args = ['--app', 'vimium', '--file', file(name), '--hub', url]
    return elsewhere('link', 'add', ...args, ...more)
  }
  expect(await add('a.json', '--key', key)).toMatchObject({ code: 0, err: '' })
  const wrong = await add('b.json', '--key', `${key}x`)
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('This key has a typing')])
  const pin = await add('b.json', '--key', key, '--pin', 'ab')
  expect([pin.code, pin.err]).toEqual([2, expect.stringContaining('has 64 characters')])

  const told = Promise.withResolvers<string>()
  const asking = cliWith({
    environment: { DATA_DIR: '/nowhere/at/all' },
    onText: (text) => {
      const [, code] = /with the code (\w+) on/.exec(text) ?? []
      if (code) told.resolve(code)
    },
  })('link', 'add', '--app', 'vimium', '--file', file('c.json'), '--hub', url)
  const refused = await Promise.race([asking, told.promise])
  // A hub that is for this machine alone takes no requests.
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('requests to pair') })
  void hub
})

test('a folder: what is found first is sent once it was accepted, and the file that goes is told', async () => {
  const { cli, cliWith, file } = await prepared()
  await mkdir(file('out'))
  const added = await cli('link', 'add', '--app', 'vimium', '--folder', file('out'))
  const id = /as (\w{8})/.exec(added.out)?.[1] ?? ''
  expect(added.out).toContain(`is sent once you have said: sxncd link accept ${id}`)
  expect(await cli('link', 'accept', id)).toMatchObject({
    code: 1,
    err: `The link ${id} asks nothing.\n`,
  })
  const links = running(cliWith)
  await links.until('The file is not there. What the hub has stays; it is waited for.')
  const name = 'vimium-options (1).json'
  await writeFile(file(`out/${name}`), '{"settingsVersion":"2.1","hideHud":true}')
  await links.until(`Found "${name}" (40 B, saved `)
  await links.until(`it looks like an export of "vimium". Is it meant? sxncd link accept ${id}`)
  expect((await cli('link', 'list')).out).toMatch(
    /asks you[\s\S]*Found "vimium-options \(1\)\.json"/,
  )
  expect(await cli('link', 'accept', id)).toEqual({
    code: 0,
    out: `${name}: It is sent, as later ones are that look like it.\n`,
    err: '',
  })
  await links.until('Sent (40 B).')
  await writeFile(file('out/vimium-options (2).json'), '[]')
  await links.until('Found "vimium-options (2).json" (2 B')
  expect((await cli('link', 'decline', id)).out).toContain('It is not sent.')
  expect((await cli('link', 'decline', 'nothing')).code).toBe(3)
  const { out } = await links.stop()
  expect(out).not.toContain('Sent (2 B)')
})

test('the key that was made for a link is revoked with it', async () => {
  const { hub, add, cli, file } = await prepared()
  await writeFile(file('a.json'), '{"a":1}')
  const { id, keyId } = JSON.parse((await add('--json')).out)
  expect((await hub.store.keys.list()).find((key) => key.id === keyId)?.revokedAt).toBeUndefined()
  const removed = await cli('link', 'remove', id)
  expect(removed.out).toMatch(/^Unlinked .* Its key is revoked\.\n$/)
  expect((await hub.store.keys.list()).find((key) => key.id === keyId)?.revokedAt).toBeGreaterThan(
    0,
  )
})

test('a hub that was found by its name gets no key that was given, without its fingerprint', async () => {
  const { cli, file, key } = await prepared()
  await writeFile(file('a.json'), '{"a":1}')
  const args = ['--app', 'vimium', '--file', file('a.json'), '--find', 'SxncD hub', '--key', key]
  expect(await cli('link', 'add', ...args)).toEqual({
    code: 2,
    out: '',
    err: expect.stringContaining('Any computer on this network can take the name of a hub.'),
  })
})

test.each<[string, string[], RegExp]>([
  ['neither file nor folder', ['--app', 'x'], /say either --file or --folder/],
  ['both', ['--app', 'x', '--file', 'a', '--folder', 'b'], /say either --file or --folder/],
  ['two hubs', ['--app', 'x', '--file', 'a', '--hub', 'b', '--find', 'c'], /--hub or --find/],
  ['a pin alone', ['--app', 'x', '--file', 'a', '--pin', 'b'], /--pin is for another hub/],
  ['no address', ['--app', 'x', '--file', 'a', '--hub', 'b', '--key', 'k'], /must be like http/],
])('link add: %s is wrong usage', async (_, args, problem) => {
  const folder = await temporaryFolder()
  const { code, err } = await cliFor(join(folder, 'data'), {
    environment: { XDG_CONFIG_HOME: folder },
  })('link', 'add', ...args)
  expect([code, err]).toEqual([2, expect.stringMatching(problem)])
})

test('link add: nothing is left where it is refused, not even a key', async () => {
  const { hub, cli, list } = await prepared()
  const before = (await hub.store.keys.list()).length
  const { code, err } = await cli(
    'link',
    '--links',
    list,
    'add',
    '--app',
    'vimium',
    '--file',
    '/no/such/folder/a.json',
  )
  expect([code, err]).toEqual([3, 'There is no folder "/no/such/folder".\n'])
  expect((await hub.store.keys.list()).length).toBe(before)
  await expect(stat(list)).rejects.toThrow('ENOENT')
})

test('a list that is damaged is set aside and told once, with exit code 1', async () => {
  const { cli, list } = await prepared()
  await writeFile(list, '{')
  const { code, err } = await cli('link', '--links', list, 'list')
  expect([code, err]).toEqual([1, expect.stringContaining('was set aside as')])
  const again = await cli('link', '--links', list, 'list')
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('There are no links.')])
})

test('a process of its own outlives its hub, and ends with SIGTERM', async () => {
  const folder = await temporaryFolder()
  const environment = { DATA_DIR: join(folder, 'data'), XDG_CONFIG_HOME: folder }
  const first = await runHub({ environment })
  const port = new URL(first.url).port
  const cli = cliFor(environment.DATA_DIR, { environment })
  await cli('account', 'create', 'Ada', '--owner')
  const file = join(folder, 'a.json')
  await writeFile(file, '{"a":1}')
  expect((await cli('link', 'add', '--app', 'vimium', '--file', file, '--yes')).code).toBe(0)
  const links = run('sxncd', ['link', 'run'], { environment })
  await links.until('Sent (7 B).')
  first.child.kill('SIGTERM')
  await first.ended
  await writeFile(file, '{"a":22}')
  await links.until('The hub cannot be reached')
  await runHub({ environment: { ...environment, PORT: port } })
  await links.until('Sent (8 B).')
  links.child.kill('SIGTERM')
  expect(await links.ended).toBe(0)
  expect(links.written.err).toBe('1 link is at work. Stop with Ctrl+C.\n')
})

test.each<[string | undefined, Record<string, string>, NodeJS.Platform, string]>([
  ['/x/l.json', {}, 'linux', '/x/l.json'],
  [undefined, { XDG_CONFIG_HOME: '/c', HOME: '/h' }, 'linux', '/c/sxncd/links.json'],
  [undefined, { XDG_CONFIG_HOME: 'c', HOME: '/h' }, 'linux', '/h/.config/sxncd/links.json'],
  [undefined, { HOME: '/h' }, 'linux', '/h/.config/sxncd/links.json'],
  [undefined, { HOME: '/h' }, 'darwin', '/h/Library/Application Support/sxncd/links.json'],
  [undefined, { APPDATA: '/a' }, 'win32', '/a/sxncd/links.json'],
])('the list stands at %s with %j on %s: %s', (chosen, environment, platform, place) => {
  expect(linksPlace(chosen, environment, platform)).toBe(place)
})

test('under npm it ends when the shell that npm has started it by is killed', async () => {
  const folder = await temporaryFolder()
  const main = join(import.meta.dirname, '../../../server/cli.ts')
  const child = spawn('sh', ['-c', '"$@"; true', 'sh', process.execPath, main, 'link', 'run'], {
    env: { PATH: process.env.PATH, XDG_CONFIG_HOME: folder, npm_lifecycle_event: 'sxncd' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [text] = await once(child.stderr, 'data')
  expect(String(text)).toContain('0 links are at work.')
  // The output closes with the last process that has it.
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  await closed
  await expect(stat(join(folder, 'sxncd/links.json.lock'))).rejects.toThrow('ENOENT')
})
