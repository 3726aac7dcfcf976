import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { skipReason } from '../../faults/scale.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { installClient, nodes } from './installed.ts'

/* The package as people get it: packed, installed into a project of its own, and used there. */

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')
const readme = readFileSync(join(root, 'client/README.md'), 'utf8')

let project = ''
let remove = async () => {}
beforeAll(async () => {
  const installed = await installClient()
  project = installed.folder
  remove = installed.remove
}, 120_000)
afterAll(() => remove())

const inPackage = (path: string) => join(project, 'node_modules/@sxncd/client', path)
const read = (path: string) => readFileSync(inPackage(path), 'utf8')

test('it has what a package has, and nothing else comes with it', () => {
  const installed = JSON.parse(read('package.json'))
  expect(installed).toMatchObject({ name: '@sxncd/client', version: manifest.version })
  expect(installed).toMatchObject({ license: 'MIT', type: 'module', sideEffects: false })
  expect(installed.private).toBeUndefined()
  expect(installed.dependencies).toBeUndefined()
  expect(installed.publishConfig).toEqual({ access: 'public', provenance: true })
  expect(read('LICENSE')).toContain('MIT License')
  expect(read('README.md')).toContain('createSync')
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'))
  expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/@sxncd/client'])
  for (const { types, node, default: file = node } of Object.values<Record<string, string>>(
    installed.exports,
  )) {
    if (types)
      expect([types, file].map((path) => existsSync(inPackage(path ?? '')))).toEqual([true, true])
  }
})

const consumer = `
import { type Conflict, createSync, pair, pull, readPairingLink, type Sync, SyncError, sync, watch } from '@sxncd/client'
import { discover, type FoundHub } from '@sxncd/client/discover'
import { pinnedFetch } from '@sxncd/client/pinned-fetch'

let text = '{}'
export const engine: Sync = createSync({
  ...readPairingLink('sxncd://pair'),
  deviceName: 'Laptop',
  fetch: pinnedFetch('00'),
  read: async () => text,
  write: (settings) => { text = settings },
  lastSaved: () => new Date(),
  storage: { get: (name) => localStorage.getItem(name), set: (name, value) => localStorage.setItem(name, value) },
  onConflict: ({ ours, base }: Conflict) => (base ? { settings: ours } : 'theirs'),
  onState: (state) => { if (state.error) state.error.message satisfies string },
})
export const hubs: Promise<FoundHub[]> = discover({ timeoutMs: 1 })
export const { action } = await sync({ hub: '', key: '', deviceName: '', savedTs: new Date(), settings: '' })
action satisfies 'created' | 'none' | 'existingNewer' | 'incomingNewer'
export const rest = [pair, pull, watch, SyncError]
// @ts-expect-error a device must have a name
createSync({ hub: '', key: '', read: () => '', write: () => {}, storage: new Map() })
`

test.each([
  ['nodenext', 'nodenext', ['ES2022', 'DOM']],
  ['bundler', 'esnext', ['ES2022', 'DOM']],
])('its types compile under %s', async (moduleResolution, module, lib) => {
  const compilerOptions = {
    ...{ module, moduleResolution, lib, target: 'ES2022', strict: true, noEmit: true },
    ...{ exactOptionalPropertyTypes: true, skipLibCheck: false, types: [] },
    ...{ allowJs: true, checkJs: true },
  }
  const file = join(project, `tsconfig.${moduleResolution}.json`)
  await writeFile(join(project, 'consumer.ts'), consumer)
  await writeFile(join(project, 'page.js'), read('examples/web-page/app.js'))
  await writeFile(file, JSON.stringify({ compilerOptions, files: ['consumer.ts', 'page.js'] }))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [compiler, '-p', file]).catch((error) => error)
  expect(stdout).toBe('')
})

/** The examples of the README under a heading. */
const examplesIn = (heading: string) => {
  const section = readme.split(/^##+ /m).find((one) => one.startsWith(heading)) ?? ''
  return [...section.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code)
}

describe.each(nodes())('on Node $version', ({ path }) => {
  const runIn = async (code: string, env: Record<string, string> = {}) => {
    const file = join(project, `run-${Math.random().toString(36).slice(2)}.mjs`)
    await writeFile(file, code)
    return (await run(path, [file], { cwd: project, env: { ...process.env, ...env } })).stdout
  }
  const prepared = async () => {
    const { hub } = await testHub({ now: Date.now() })
    return { hub, env: { HUB: await hub.listen(), KEY: await keyFor(hub) } }
  }

  test('the example of the README syncs', async () => {
    const { hub, env } = await prepared()
    const out = await runIn(examplesIn('Sync').join(''), env)
    expect(out).toMatch(/^syncing\s+synced\s+(?:syncing\s+synced\s+)?stopped\s+$/)
    const now = { deviceName: 'Pixel', savedTs: '2020-01-01T00:00:00Z', settings: '{}' }
    expect((await post(hub, env.KEY, now)).body.data).toBe('{"theme":"light"}')
  })

  test('so do those of conflicts, pairing, and calls without the engine', async () => {
    const { env } = await prepared()
    const ask = `console.log(onConflict({ ours: '{"a":2,"b":1}', theirs: '{"a":1,"b":3}', base: '{"a":1,"b":1}' }))`
    expect(await runIn(examplesIn('Conflicts').join('') + ask)).toContain(`'{"a":2,"b":3}'`)
    expect(await runIn(`${examplesIn('Pairing').join('')}; console.log(byTicket.ticket)`)).toBe(
      'abc\n',
    )
    expect(await runIn(examplesIn('Without the engine').join(''), env)).toBe(
      'created {"theme":"dark"}\nScript\n',
    )
  })

  test('both envelopes open, and the parts of Node alone are there', async () => {
    const out = await runIn(`
      import { decrypt, encrypt } from '@sxncd/client'
      import { discover } from '@sxncd/client/discover'
      import { pinnedFetch } from '@sxncd/client/pinned-fetch'
      for (const envelope of ['sxncd1', 'flutter']) {
        console.log(await decrypt(await encrypt('{"a":1}', 'pässword', { envelope }), 'pässword'))
      }
      console.log(typeof pinnedFetch('0'.repeat(64)))
      console.log(await discover({ timeoutMs: 50, interfaces: ['127.0.0.1'], port: 59353 }))
    `)
    expect(out).toBe('{"a":1}\n{"a":1}\nfunction\n[]\n')
  })
})

const isOnTwo = nodes().length > 1
test(`there are two versions of Node${skipReason(isOnTwo, 'only one version of Node is here')}`, () => {
  expect(nodes().some(({ path }) => path.includes(root))).toBe(true)
})

test('what the README says of its size is so', async () => {
  await writeFile(join(project, 'entry.js'), `export { createSync } from '@sxncd/client'`)
  const result = await build({
    ...{ root: project, configFile: false, logLevel: 'warn' },
    build: { write: false, lib: { entry: 'entry.js', formats: ['es'] }, minify: 'oxc' },
  })
  const [bundle] = [result].flat()
  if (!bundle || !('output' in bundle)) throw new Error('nothing was bundled')
  const [chunk] = bundle.output
  const size = gzipSync(chunk.code).length / 1_000
  const said = Number(/`createSync` is ([\d.]+) kB gzipped/.exec(readme)?.[1])
  expect(Math.abs(size - said), `it is ${size.toFixed(1)} kB`).toBeLessThan(0.3)
})
