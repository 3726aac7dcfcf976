import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'
import { soundLogo, soundManifest, tempFolder, writeModule } from './module-folder.ts'

it('loads a module from a folder of one’s own, with the defaults filled in', () => {
  const parent = tempFolder()
  const folder = writeModule(parent, 'my-app')
  const { modules, problems } = loadAppModules([builtInModules, parent])
  expect(problems).toEqual([])
  expect(modules.get('my-app')).toEqual({
    ...soundManifest,
    firstContact: 'compare',
    shape: { list: false, names: ['version', 'savedAt', 'items'] },
    folder,
    logo: soundLogo,
  })
  expect(modules.has('obtainium')).toBe(true)
})

it('takes an export that is not JSON', () => {
  const parent = tempFolder()
  const { version: _, ...rest } = soundManifest.export
  const manifest = { ...soundManifest, export: { ...rest, format: 'text', volatile: [] } }
  writeModule(parent, 'my-app', { manifest, sample: JSON.stringify('key = value\n') })
  expect(loadAppModules([parent]).problems).toEqual([])
})

it('takes an export of bytes without a sample', () => {
  const parent = tempFolder()
  const { version: _, ...rest } = soundManifest.export
  const manifest = { ...soundManifest, export: { ...rest, format: 'bytes', volatile: [] } }
  writeModule(parent, 'my-app', { manifest, sample: null })
  const { modules, problems } = loadAppModules([parent])
  expect(problems).toEqual([])
  expect(modules.get('my-app')?.shape).toBeUndefined()
})

it('takes an app that speaks WebDAV, and what its files are', () => {
  const parent = tempFolder()
  const files = { main: 'my/settings.json', family: ['backup*.zip', 'old/*.json'], scratch: ['x'] }
  const steps = { ...soundManifest.steps, webdav: ['Paste the address.'] }
  const manifest = { ...soundManifest, connects: 'webdav', httpsOnly: true, files, steps }
  writeModule(parent, 'my-app', { manifest })
  const { modules, problems } = loadAppModules([parent])
  expect(problems).toEqual([])
  expect(modules.get('my-app')).toMatchObject({ connects: 'webdav', httpsOnly: true, files, steps })
})

it('reads a file with a byte order mark', () => {
  const parent = tempFolder()
  writeModule(parent, 'my-app', { manifest: `\ufeff${JSON.stringify(soundManifest)}` })
  expect(loadAppModules([parent]).problems).toEqual([])
})

it('follows links to folders', () => {
  const [parent, elsewhere] = [tempFolder(), tempFolder()]
  writeModule(elsewhere, 'my-app')
  symlinkSync(join(elsewhere, 'my-app'), join(parent, 'my-app'))
  const { modules, problems } = loadAppModules([parent])
  expect(problems).toEqual([])
  expect(modules.get('my-app')?.folder).toBe(join(parent, 'my-app'))
})

it('passes over files, hidden folders and links to files', () => {
  const parent = tempFolder()
  writeModule(parent, 'my-app')
  mkdirSync(join(parent, '.git'))
  writeFileSync(join(parent, 'README.md'), 'mine')
  symlinkSync(join(parent, 'README.md'), join(parent, 'link.md'))
  expect(loadAppModules([parent]).problems).toEqual([])
})

it('reports a link that leads nowhere or in a circle, and loads the others', () => {
  const parent = tempFolder()
  symlinkSync(join(parent, 'gone'), join(parent, 'a-dead-link'))
  symlinkSync(join(parent, 'a-loop'), join(parent, 'a-loop'))
  writeModule(parent, 'my-app')
  const { modules, problems } = loadAppModules([parent])
  expect(problems).toEqual([
    { file: join(parent, 'a-dead-link'), problem: 'the link leads nowhere (ENOENT)' },
    { file: join(parent, 'a-loop'), problem: 'the link leads nowhere (ELOOP)' },
  ])
  expect([...modules.keys()]).toEqual(['my-app'])
})

it('reports a parent that is missing or is not a folder, and reads the others', () => {
  const parent = tempFolder()
  writeModule(parent, 'my-app')
  const missing = join(parent, 'missing')
  const file = join(parent, 'my-app', 'logo.svg')
  const { modules, problems } = loadAppModules([missing, file, parent])
  expect(problems).toEqual([
    { file: missing, problem: 'the folder of modules cannot be read (ENOENT)' },
    { file, problem: 'the folder of modules cannot be read (ENOTDIR)' },
  ])
  expect(modules.size).toBe(1)
})

it('keeps a built-in module when one’s own claims its type, and says so', () => {
  const parent = tempFolder()
  const folder = writeModule(parent, 'obtainium')
  const { modules, problems } = loadAppModules([builtInModules, parent])
  expect(modules.get('obtainium')?.name).toBe('Obtainium')
  expect(problems).toEqual([
    {
      file: join(folder, 'manifest.json'),
      field: '/type',
      problem: `"obtainium" is already the type of ${join(builtInModules, 'obtainium')}: choose another`,
    },
  ])
})

it.skipIf(process.platform === 'win32')('does not wait for a pipe', () => {
  const parent = tempFolder()
  const folder = join(parent, 'my-app')
  mkdirSync(folder)
  execFileSync('mkfifo', [join(folder, 'manifest.json')])
  expect(loadAppModules([parent]).problems).toEqual([
    { file: join(folder, 'manifest.json'), problem: 'the file is not a regular file' },
  ])
})
