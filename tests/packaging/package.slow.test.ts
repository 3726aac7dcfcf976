import { readdirSync, readFileSync, statSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { extractAll } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { residentMemory } from '../../bench/process-info.ts'
import { importsOfBundle } from '../helpers/bundle-imports.ts'
import { cliFor } from '../helpers/cli.ts'
import { runHub } from '../helpers/hub-process.ts'
import { packedHub, packedProgram } from './packed-hub.ts'
import { cloneFrom, fpmOf, pack, projectToPack, remove, root } from './packing.ts'

/** The package of the tray app, made without Electron, which cannot be had everywhere. */
let project: string
let unpacked: string
let files: readonly string[]

beforeAll(async () => {
  project = await projectToPack()
  await cloneFrom(project, 'git@github.com:ada/hub.git')
  const { code, output } = await pack(project)
  expect([code, output]).toEqual([0, expect.any(String)])
  unpacked = join(project, 'unpacked')
  extractAll(join(packed(), 'resources/app.asar'), unpacked)
  files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
}, 180_000)

afterAll(() => project && remove(project))

/** What the hub reads of a module; the rest is for those who change one. */
const shipped = /^(?:manifest\.json|logo\.svg|sample\.json|texts\/[a-z]+\.json)$/

const packed = () => join(project, 'dist/packages/linux-unpacked')
const text = (path: string) => readFileSync(join(unpacked, path), 'utf8')

describe('the package', () => {
  test('holds all that the tray app needs', () => {
    const states = ['running', 'lan-off', 'attention', 'paused']
    const icons = states.flatMap((state) =>
      ['', '-dark', 'Template'].flatMap((bar) =>
        ['', '@2x'].map((scale) => `main/icons/tray-${state}${bar}${scale}.png`),
      ),
    )
    const modules = readdirSync(join(root, 'app-modules'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) =>
        readdirSync(join(root, 'app-modules', name), { recursive: true, encoding: 'utf8' })
          .filter((file) => shipped.test(file))
          .map((file) => join('app-modules', name, file)),
      )
    expect(modules.length).toBeGreaterThan(90)
    const needed = [
      ...['dist/desktop/main.js', 'dist/desktop/preload.cjs', 'dist/renderer/index.html'],
      ...['package.json', 'LICENSE', 'dist/desktop/licenses.md', 'dist/renderer/licenses.md'],
      ...['main/icons/icon.png', ...icons, ...modules],
    ]
    expect(needed.filter((path) => !files.includes(path))).toEqual([])
    const { main, type, version } = JSON.parse(text('package.json'))
    expect([main, type]).toEqual(['dist/desktop/main.js', 'module'])
    expect(version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)
  })

  test('holds nothing else', () => {
    const known =
      /^(?:package\.json|LICENSE|dist\/(?:desktop|renderer)\/licenses\.md|dist\/desktop\/(?:[\w.-]+\.js|preload\.cjs)|dist\/renderer\/(?:index\.html|first-paint\.js|favicon\.svg|icon-180\.png|assets\/[\w.-]+\.(?:js|css|svg|png|woff2))|app-modules\/[\w-]+\/(?:manifest\.json|logo\.svg|sample\.json|texts\/[a-z]+\.json)|texts\/[a-z]+\/tray\.json|main\/icons\/(?:tray-[\w@-]+|icon)\.png)$/
    expect(files.filter((path) => !known.test(path))).toEqual([])
    const size = statSync(join(packed(), 'resources/app.asar')).size
    expect(size).toBeLessThan(6 * 1024 * 1024)
  })

  test('tells nothing of the machine that made it, and no secrets', () => {
    const told = files.filter((path) => {
      if (path.endsWith('.png')) return false
      const content = text(path)
      return (
        [root, project, homedir(), 'canary'].some(
          (word) => word.length > 5 && content.includes(word),
        ) ||
        /sourceMappingURL=|-----BEGIN [A-Z ]*KEY-----\s*[\w+/]{40}|\bgh[pousr]_\w{20}|\bAKIA\w{16}/.test(
          content,
        )
      )
    })
    expect(told).toEqual([])
  })

  test('needs nothing but Node and Electron', () => {
    const { all, foreign } = importsOfBundle(join(unpacked, 'dist/desktop'))
    expect(all.length).toBeGreaterThan(20)
    expect(foreign).toEqual(['electron'])
    // A sandboxed window has no more than this.
    const required = text('dist/desktop/preload.cjs').match(/\brequire\(.*?\)/g)
    expect(required).toEqual(['require("electron")'])
  })

  test('names the licence of every package that is in it', () => {
    const listed = [...text('dist/desktop/licenses.md').matchAll(/^## (\S+) - \S+ \((.+)\)$/gm)]
    expect(listed.map(([, name]) => name)).toEqual(
      expect.arrayContaining(['fastify', 'typebox', 'pino']),
    )
    expect(text('dist/renderer/licenses.md')).toMatch(/^## react - /m)
  })

  test('has its fuses set: Electron runs this program, and nothing else', async () => {
    const { version: _, ...wire } = await getCurrentFuseWire(join(packed(), 'sxncd-hub'))
    expect(wire).toEqual({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    })
  })

  test('looks for updates where it was released', () => {
    const update = readFileSync(join(packed(), 'resources/app-update.yml'), 'utf8')
    expect(update).toMatch(/^provider: github$/m)
    expect(update).toMatch(/^owner: ada$/m)
  })

  test.runIf(process.platform === 'linux')(
    'brings its icons, and its entry in the menu (on Linux)',
    () => {
      const { told, entry } = fpmOf(project)
      const icon = /\/hicolor\/(?:16x16|512x512)\/apps\/sxncd-hub\.png$/
      expect(told.filter((word) => icon.test(word))).toHaveLength(2)
      expect(told).toContain('sxncd-hub')
      expect(entry.split('\n')).toEqual(
        expect.arrayContaining(['Name=SxncD hub', 'Icon=sxncd-hub', 'StartupWMClass=sxncd-hub']),
      )
      expect(entry).not.toContain('no-sandbox')
    },
  )
})

describe('the hub in the package', () => {
  test('starts from its folder alone, syncs, shows its window, and stops', async () => {
    const hub = await packedHub(unpacked)
    // In MiB; an empty Node holds 43.
    if (process.platform === 'linux')
      expect(residentMemory(hub.pid ?? 0) / 2 ** 20).toBeLessThan(105)
    const sxncd = cliFor(hub.data)
    await sxncd('account', 'create', 'Ada')
    const { out } = await sxncd('key', 'create', '--account', 'Ada', '--app', 'obtainium')
    const sync = async (savedTs: string, settings: unknown) => {
      const reply = await fetch(`${hub.url}/api/v1/sync/update`, {
        method: 'POST',
        headers: { authorization: out.trim(), 'content-type': 'application/json' },
        body: JSON.stringify({ deviceName: 'Pixel', savedTs, settings }),
      })
      return ((await reply.json()) as { action?: string }).action
    }
    expect(await sync('2026-01-01T10:00:00Z', { a: 1 })).toBe('created')
    expect(await sync('2026-01-01T10:00:00Z', { a: 1 })).toBe('none')
    expect(await sync('2026-01-01T11:00:00Z', { a: 2 })).toBe('incomingNewer')

    // What is loaded only when it is needed: the window's files, the checks of a route, zip files.
    const page = await fetch(hub.url)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('id="window"')])
    const refused = await fetch(`${hub.url}/api/v1/session`, {
      method: 'POST',
      headers: { origin: hub.url, 'content-type': 'application/json' },
      body: '{"name":1}',
    })
    expect(refused.status).toBe(400)
    const backup = join(project, 'backup.zip')
    expect(await sxncd('backup', backup)).toMatchObject({ code: 0 })
    expect(await sxncd('doctor')).toMatchObject({ err: '' })

    // Moving to another kind of hub, such as Docker's, is copying the folder.
    expect(await hub.stop()).toBe(0)
    const headless = await runHub({ environment: { DATA_DIR: hub.data } })
    const copy = await fetch(`${headless.url}/api/v1/sync/update`, {
      method: 'POST',
      headers: { authorization: out.trim(), 'content-type': 'application/json' },
      body: '{"deviceName":"Pixel","savedTs":"2026-01-01T10:00:00Z","settings":{"a":1}}',
    })
    expect(await copy.json()).toEqual({ success: true, data: { a: 2 }, action: 'existingNewer' })
  }, 60_000)

  test('runs inside the program of the package, which stops it well', async () => {
    const program = await packedProgram(unpacked)
    const sxncd = cliFor(program.data)
    await sxncd('account', 'create', 'Ada')
    const { out } = await sxncd('key', 'create', '--account', 'Ada', '--app', 'thunder')
    const reply = await fetch(`${program.url}/api/v1/sync/update`, {
      method: 'POST',
      headers: { authorization: out.trim(), 'content-type': 'application/json' },
      body: '{"deviceName":"Pixel","savedTs":"2026-01-01T10:00:00Z","settings":{"a":1}}',
    })
    expect(await reply.json()).toEqual({ success: true, data: { a: 1 }, action: 'created' })
    const ended = await program.stop()
    // Windows has no signals: there it is simply ended.
    if (process.platform !== 'win32') expect(ended).toBe(0)
  }, 60_000)

  test('speaks to OpenID Connect too: what only some hubs load is in the package', async () => {
    const environment = {
      AUTH_MODULES: 'local,github',
      GITHUB_CLIENT_ID: 'a',
      GITHUB_CLIENT_SECRET: 'b',
      PUBLIC_URL: 'https://hub.example',
    }
    const hub = await packedHub(unpacked, environment)
    const reply = await fetch(`${hub.url}/health`)
    expect(await reply.json()).toMatchObject({ status: 'ready' })
    await hub.stop()
  }, 60_000)
})

test('a clone without a remote is packed too; the program looks nowhere for updates then', async () => {
  await rm(join(project, '.git'), { recursive: true })
  const { code, output } = await pack(project, '-c.directories.output=dist/own')
  expect([code, output]).toEqual([0, expect.any(String)])
  const resources = readdirSync(join(project, 'dist/own/linux-unpacked/resources'))
  expect(resources).toContain('app.asar')
  expect(resources).not.toContain('app-update.yml')
}, 60_000)

describe('a package that is not right is not made', () => {
  const packBy = (file: string) => pack(project, '-c.directories.output=dist/bad', '-c', file)

  test.each([
    ['that is no YAML', 'files:', 'files: [', /YAML|flow|expected/i],
    ['with an unknown option', 'asar: true', 'asr: true', /\basr\b/],
    ['with an unknown fuse', 'runAsNode:', 'runAsNodes:', /electronFuses/],
  ])('by a configuration %s', async (_, before, after, named) => {
    const right = await readFile(join(project, 'electron-builder.yml'), 'utf8')
    const wrong = right.replace(before, after)
    expect(wrong).not.toBe(right)
    await writeFile(join(project, 'wrong.yml'), wrong)
    const { code, output } = await packBy('wrong.yml')
    expect([code > 0, output]).toEqual([true, expect.stringMatching(named)])
  })

  test('without the program', async () => {
    await rename(join(project, 'dist/desktop/main.js'), join(project, 'away'))
    const { code, output } = await packBy('electron-builder.yml')
    expect([code > 0, output]).toEqual([true, expect.stringContaining('main.js')])
  })
})
