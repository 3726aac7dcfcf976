import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadAppModules } from '../../app-modules/index.ts'
import {
  type ModuleFiles,
  manifestOf,
  soundManifest,
  soundSample,
  tempFolder,
  writeModule,
} from './module-folder.ts'

/** The sound manifest with some fields replaced; `undefined` leaves a field out. */
const but = (fields: object): ModuleFiles => ({ manifest: { ...soundManifest, ...fields } })
const butExport = (fields: object) => but({ export: { ...soundManifest.export, ...fields } })
const butFiles = (files: unknown) => but({ files })
const butMerge = (merge: unknown) => but({ merge })
const butIdentity = (identity: object) => butMerge({ identity })
const butSteps = (fields: object) => but({ steps: { ...soundManifest.steps, ...fields } })
const withProto = `{"__proto__":{"x":1},${JSON.stringify(soundManifest).slice(1)}`

/** Checks that only "my-app" is left out, with one message that names the file and the field. */
function expectOneProblem(
  files: ModuleFiles,
  file: string,
  field: string | undefined,
  told: string,
) {
  const parent = tempFolder()
  const folder = writeModule(parent, 'my-app', files)
  writeModule(parent, 'a-sound-one')
  writeModule(parent, 'z-sound-one')
  const { modules, problems } = loadAppModules([parent])
  expect([...modules.keys()]).toEqual(['a-sound-one', 'z-sound-one'])
  const problem = expect.stringContaining(told)
  const blamed = { file: join(folder, file), problem }
  expect(problems).toEqual([field ? { ...blamed, field } : blamed])
}

it.each<[string, ModuleFiles, string, string]>([
  ['null', { manifest: 'null' }, '/', 'must be an object'],
  ['a list', { manifest: [] }, '/', 'must be an object'],
  ['no name', but({ name: undefined }), '/name', 'is missing: it must be one line'],
  ['a name that is a number', but({ name: 7 }), '/name', 'one line'],
  ['a blank name', but({ name: '  ' }), '/name', 'one line'],
  ['a name over two lines', but({ name: 'a\nb' }), '/name', 'one line'],
  ['a name that turns the text', but({ name: 'a\u202eb' }), '/name', 'one line'],
  ['a long name', but({ name: 'x'.repeat(61) }), '/name', '60 characters'],
  ['a type unlike the folder', but({ type: 'other' }), '/type', 'must be named "other"'],
  ['a type that leaves the folder', but({ type: '../x' }), '/type', 'lower-case'],
  ['an upper-case type', but({ type: 'My-App' }), '/type', 'lower-case'],
  ['the type __proto__', but({ type: '__proto__' }), '/type', 'lower-case'],
  ['the type constructor', but({ type: 'constructor' }), '/type', 'reserved'],
  ['a homepage that runs', but({ homepage: 'javascript:alert(1)' }), '/homepage', 'https://'],
  ['a homepage with a quote', but({ homepage: 'https://a/"x' }), '/homepage', 'https://'],
  ['an unknown way to connect', but({ connects: 'cloud' }), '/connects', '"webdav" or "file"'],
  ['built-in without steps', but({ connects: 'built-in' }), '/steps/connect', 'is missing'],
  ['WebDAV without steps', but({ connects: 'webdav' }), '/steps/webdav', 'is missing'],
  [
    'a category that there is not',
    but({ category: 'games' }),
    '/category',
    '"browser", "privacy", "network", "media" or "tools"',
  ],
  ['HTTPS only as a text', but({ httpsOnly: 'yes' }), '/httpsOnly', 'true or false'],
  ['files that are a list', butFiles([]), '/files', 'an object with "main"'],
  ['an unknown list of files', butFiles({ locks: [] }), '/files/locks', 'known are main, family'],
  ['a main file that is a list', butFiles({ main: ['a'] }), '/files/main', 'the path of one file'],
  ['a main file with a star', butFiles({ main: '*.json' }), '/files/main', 'without ".." and "*"'],
  ['a main file that leaves', butFiles({ main: 'a/../b' }), '/files/main', 'without ".."'],
  ['a main file that is a folder', butFiles({ main: 'a/' }), '/files/main', 'the path of one file'],
  ['a main file from the root', butFiles({ main: '/a' }), '/files/main', 'the path of one file'],
  ['a main file without a name', butFiles({ main: '' }), '/files/main', 'the path of one file'],
  [
    'a main file of family',
    butFiles({ main: 'a-1.zip', family: ['a-*.zip'] }),
    '/files/main',
    'family',
  ],
  ['a main file of scratch', butFiles({ main: 'x/a', scratch: ['x/*'] }), '/files/main', 'scratch'],
  [
    'a main file that is a lock',
    butFiles({ main: 'a.lock' }),
    '/files/main',
    '"*.lock" of the defaults',
  ],
  ['a pattern of every file', butFiles({ scratch: ['*'] }), '/files/scratch/0', 'not "*" alone'],
  ['a pattern of stars', butFiles({ family: ['a*', '**/*'] }), '/files/family/1', 'not "*" alone'],
  ['a pattern that leaves', butFiles({ family: ['../*.zip'] }), '/files/family/0', 'without ".."'],
  [
    'a pattern with a backslash',
    butFiles({ family: ['a\\*.zip'] }),
    '/files/family/0',
    'a name such',
  ],
  ['no patterns', butFiles({ family: [] }), '/files/family', '1 to 20 patterns'],
  [
    'a pattern of both lists',
    butFiles({ family: ['a*', 'b*'], scratch: ['b*'] }),
    '/files/family/1',
    'scratch as well',
  ],
  ['a family of locks', butFiles({ family: ['*.lock'] }), '/files/family/0', 'scratch as well'],
  ['an unknown first contact', but({ firstContact: 'merge' }), '/firstContact', '"adopt"'],
  ['an unknown field', but({ colour: 'red' }), '/colour', 'known are type, name'],
  ['a field __proto__', { manifest: withProto }, '/__proto__', 'not a known field'],
  ['an export that is a text', but({ export: 'json' }), '/export', 'must be an object'],
  ['no volatile list', butExport({ volatile: undefined }), '/export/volatile', 'is missing'],
  ['a stray field in export', butExport({ extra: 1 }), '/export/extra', 'known are format'],
  ['a file name with a folder', butExport({ fileName: '../a' }), '/export/fileName', 'file name'],
  [
    'another file name with a folder',
    butExport({ otherFileNames: ['a', '../a'] }),
    '/export/otherFileNames/1',
    'file name',
  ],
  ['an odd answer on secrets', butExport({ secrets: 'no' }), '/export/secrets', '"never"'],
  ['a pointer without slash', butExport({ volatile: ['a'] }), '/export/volatile/0', 'Pointer'],
  ['a pointer to nothing', butExport({ volatile: ['/a'] }), '/export/volatile/0', 'nothing'],
  ['a version pointer to nothing', butExport({ version: '/v' }), '/export/version', 'nothing'],
  ['merge hints that are a list', butMerge([]), '/merge', 'an object with "identity"'],
  ['an unknown merge hint', butMerge({ lists: [] }), '/merge/lists', 'known are identity, atomic'],
  ['atomic values of nothing', butMerge({ atomic: ['/a'] }), '/merge/atomic/0', 'nothing'],
  ['a device that keeps nothing', butMerge({ perDevice: ['/a'] }), '/merge/perDevice/0', 'nothing'],
  ['an atomic pointer without slash', butMerge({ atomic: ['a'] }), '/merge/atomic/0', 'Pointer'],
  [
    'an identity without slash',
    butIdentity({ '/items/*': 'label' }),
    '/merge/identity/~1items~1*',
    'a pointer from the item',
  ],
  [
    'an identity that no item has',
    butIdentity({ '/items/*': '/id' }),
    '/merge/identity/~1items~1*',
    'no item has "/id"',
  ],
  [
    'an identity of no list',
    butIdentity({ '/version/*': '/id' }),
    '/merge/identity/~1version~1*',
    'finds no list',
  ],
  [
    'an identity of a list itself',
    butIdentity({ '/items': '/label' }),
    '/merge/identity/~1items',
    'must end in "/*"',
  ],
  ['no export steps', butSteps({ export: [] }), '/steps/export', '1 to 12 steps'],
  ['a step that is a number', butSteps({ import: ['Go.', 2] }), '/steps/import/1', 'one line'],
])('reports %s by its field', (_, files, field, told) => {
  expectOneProblem(files, 'manifest.json', field, told)
})

it.each<[string, ModuleFiles, string, string]>([
  ['an empty manifest', { manifest: '' }, 'manifest.json', 'not valid JSON'],
  ['a manifest that is cut off', { manifest: '{"type":' }, 'manifest.json', 'not valid JSON'],
  ['a comment', { manifest: '{ // no\n}' }, 'manifest.json', '(line 1 column 3)'],
  ['bytes that are no text', { manifest: Buffer.from([0xff, 0x7b]) }, 'manifest.json', 'UTF-8'],
  ['a huge manifest', { manifest: ' '.repeat(65 * 1024) }, 'manifest.json', 'than 64 KiB'],
  ['no logo', { logo: null }, 'logo.svg', 'the file is missing'],
  ['a logo with a script', { logo: '<svg><script/></svg>' }, 'logo.svg', 'the file '],
  ['a huge logo', { logo: ' '.repeat(17 * 1024) }, 'logo.svg', 'than 16 KiB'],
  ['no sample', { sample: null }, 'sample.json', 'the file is missing'],
  ['a sample that is not JSON', { sample: '{"a":1,}' }, 'sample.json', 'not valid JSON'],
  ['a sample that is a number', { sample: '7' }, 'sample.json', 'JSON object or array'],
])('reports %s by its file', (_, files, file, told) => {
  expectOneProblem(files, file, undefined, told)
})

it('reports a folder without a manifest once', () => {
  const parent = tempFolder()
  const folder = writeModule(parent, 'my-app', { manifest: null, logo: null, sample: null })
  expect(loadAppModules([parent]).problems).toEqual([
    { file: join(folder, 'manifest.json'), problem: 'the file is missing' },
  ])
})

it('reports all that is wrong with one module, one message a problem', () => {
  const parent = tempFolder()
  const manifest = { ...soundManifest, name: '', homepage: 'http://a', colour: 1 }
  const folder = writeModule(parent, 'my-app', { manifest, logo: null, sample: null })
  const told = loadAppModules([parent]).problems.map(({ file, field }) => [file, field])
  const file = join(folder, 'manifest.json')
  expect(told).toHaveLength(5)
  expect(told).toEqual(
    expect.arrayContaining([
      [file, '/name'],
      [file, '/homepage'],
      [file, '/colour'],
      [join(folder, 'logo.svg'), undefined],
      [join(folder, 'sample.json'), undefined],
    ]),
  )
})

it('says of each of two broken modules what is wrong with it', () => {
  const parent = tempFolder()
  const files = { main: 'a.json', family: ['a*'] }
  const one = writeModule(parent, 'one', { manifest: { ...soundManifest, type: 'one', files } })
  const two = writeModule(parent, 'two', {
    manifest: { ...soundManifest, type: 'two', files: { scratch: ['..'] } },
  })
  expect(loadAppModules([parent]).problems).toEqual([
    { file: join(one, 'manifest.json'), field: '/files/main', problem: expect.any(String) },
    { file: join(two, 'manifest.json'), field: '/files/scratch/0', problem: expect.any(String) },
  ])
})

it.each<[string, object, string]>([
  ['one name', { fileName: 'Settings.json' }, '/export/fileName'],
  ['a name but for its case', { fileName: 'SETTINGS.json' }, '/export/fileName'],
  [
    'one of the other names',
    { otherFileNames: ['x.json', 'settings.json'] },
    '/export/otherFileNames/1',
  ],
])('says which of two modules claims %s of the other', (_, fields, field) => {
  const parent = tempFolder()
  const withName = (type: string, more: object) => {
    const own = manifestOf(type)
    return writeModule(parent, type, { manifest: { ...own, export: { ...own.export, ...more } } })
  }
  const first = withName('one', { fileName: 'settings.json' })
  const second = withName('two', fields)
  const { modules, problems } = loadAppModules([parent])
  expect([...modules.keys()]).toEqual(['one'])
  const problem = expect.stringContaining(`already the name of a file of ${first}`)
  expect(problems).toEqual([{ file: join(second, 'manifest.json'), field, problem }])
})

it('takes what varies in a name for the same, and a name of nothing else for nobody’s', () => {
  const parent = tempFolder()
  const named = (type: string, fileName: string) => {
    const own = manifestOf(type)
    writeModule(parent, type, { manifest: { ...own, export: { ...own.export, fileName } } })
  }
  named('a', 'backup-<date>.zip')
  named('b', 'backup-<time>.zip')
  named('c', '<notebook>.org')
  named('d', '<name>.org')
  named('e', 'backup.zip')
  expect([...loadAppModules([parent]).modules.keys()]).toEqual(['a', 'c', 'd', 'e'])
})

it('names the field, or the line, where a sample seems to hold a real token, and does not quote it', () => {
  const parent = tempFolder()
  const token = 'k7Q2m9Z4t1W8'
  const inJson = { ...soundSample, login: { password: token } }
  const one = writeModule(parent, 'one', { sample: inJson })
  const { version: _, ...rest } = soundManifest.export
  const asText = {
    ...manifestOf('two'),
    export: { ...rest, fileName: 'two.ini', format: 'text', volatile: [] },
  }
  const two = writeModule(parent, 'two', {
    manifest: asText,
    sample: JSON.stringify(`theme=dark\napi_key=${token}\n`),
  })
  const { modules, problems } = loadAppModules([parent])
  expect([...modules.keys()]).toEqual([])
  const problem = expect.stringContaining('looks like a real password, token or key')
  expect(problems).toEqual([
    { file: join(one, 'sample.json'), field: '/login/password', problem },
    { file: join(two, 'sample.json'), field: 'line 2', problem },
  ])
  expect(JSON.stringify(problems)).not.toContain(token)
})

const germanTexts = {
  description: 'Tut, was meine App tut.',
  secretsNote: 'Es gibt keine.',
  steps: { export: ['Klicke auf Export.'], import: ['Klicke auf Import.'] },
}

it.each<[string, string, unknown, string | undefined, string]>([
  ['no language', 'german.json', germanTexts, undefined, 'named after a language'],
  ['English', 'en.json', germanTexts, undefined, 'other than English'],
  ['no JSON', 'de.json', '{', undefined, 'not valid JSON'],
  ['an unknown field', 'de.json', { ...germanTexts, name: 'x' }, '/name', 'known are description'],
  [
    'a note too few',
    'de.json',
    { ...germanTexts, secretsNote: undefined },
    '/secretsNote',
    'missing',
  ],
  [
    'a step too many',
    'de.json',
    { ...germanTexts, steps: { ...germanTexts.steps, export: ['A.', 'B.'] } },
    '/steps/export',
    'must have 1 steps',
  ],
  [
    'steps for what the app cannot do',
    'de.json',
    { ...germanTexts, steps: { ...germanTexts.steps, webdav: ['A.'] } },
    '/steps/webdav',
    'must have 0 steps',
  ],
])('reports texts with %s by file and field', (_, name, texts, field, told) => {
  const parent = tempFolder()
  const folder = writeModule(parent, 'my-app', { texts: { [name]: texts } })
  const { modules, problems } = loadAppModules([parent])
  expect(modules.size).toBe(0)
  const problem = expect.stringContaining(told)
  expect(problems).toEqual([
    { file: join(folder, 'texts', name), problem, ...(field !== undefined && { field }) },
  ])
})

it('reads the texts of other languages', () => {
  const parent = tempFolder()
  writeModule(parent, 'my-app', { texts: { 'de.json': germanTexts } })
  const { modules, problems } = loadAppModules([parent])
  expect(problems).toEqual([])
  expect(modules.get('my-app')?.texts).toEqual({ de: germanTexts })
})

it('wants the pointers of a text export gone', () => {
  const parent = tempFolder()
  const manifest = { ...soundManifest, export: { ...soundManifest.export, format: 'text' } }
  const files = { manifest, sample: JSON.stringify('a = 1') }
  writeModule(parent, 'my-app', files)
  const fields = loadAppModules([parent]).problems.map(({ field }) => field)
  expect(fields).toEqual(['/export/version', '/export/volatile/0', '/export/volatile/1'])
})

it('never quotes the sample, which may be a real export', () => {
  const parent = tempFolder()
  writeModule(parent, 'my-app', { sample: '{"token": canary-value}' })
  expect(JSON.stringify(loadAppModules([parent]).problems)).not.toContain('canary')
})

it('keeps a field’s name short and printable', () => {
  const parent = tempFolder()
  const name = `\u001b[31m${'x'.repeat(5000)}`
  writeModule(parent, 'my-app', { manifest: { ...soundManifest, [name]: 1 } })
  const [problem] = loadAppModules([parent]).problems
  expect(problem?.field).toMatch(/^[\x20-\x7e]{1,110}$/)
})
