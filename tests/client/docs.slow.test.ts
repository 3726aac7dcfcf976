import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/folder.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'
import { canTest, lanHub } from './lan-hub.ts'

const root = resolve(import.meta.dirname, '../..')
const page = await readFile(join(root, 'docs/clients.md'), 'utf8')
const run = promisify(execFile)

/** The examples in one language under a heading. */
const examples = (heading: string, language: string) => {
  const section = page.split(/^##+ /m).find((one) => one.startsWith(heading)) ?? ''
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  )
}

async function runTypescript(heading: string, env: NodeJS.ProcessEnv) {
  const [code = ''] = examples(heading, 'ts')
  const file = join(await temporaryFolder(), 'example.mts')
  const source = (_: string, part = 'index') => `'${pathToFileURL(root)}/client/${part}.ts'`
  await writeFile(file, code.replaceAll(/'@sxncd\/client(?:\/([\w-]+))?'/g, source))
  return (await run(process.execPath, [file], { env })).stdout
}

async function prepared() {
  const { hub } = await testHub()
  const env = { PATH: process.env.PATH, HUB: await hub.listen(), KEY: await keyFor(hub) }
  const typescript = (heading: string) => runTypescript(heading, env)
  const shell = async (heading: string) => {
    const [code = ''] = examples(heading, 'sh')
    return (await run('sh', ['-c', code], { env })).stdout
  }
  return { hub, env, typescript, shell }
}

const newer = { deviceName: 'Pixel', savedTs: '2025-03-01T11:00:00Z', settings: 'from Pixel' }

test('sync and pull, as curl', async () => {
  const { shell } = await prepared()
  expect(JSON.parse(await shell('Sync'))).toMatchObject({ success: true, action: 'created' })
  const read = await shell('Read without sending')
  expect(read).toMatch(/^HTTP\/1.1 200 OK.*"data":"{\\"theme\\":\\"dark\\"}"/s)
})

test('sync and pull, as TypeScript', async () => {
  const { hub, env, typescript } = await prepared()
  expect(await typescript('Sync')).toBe('')
  await post(hub, env.KEY, { ...newer, savedTs: new Date().toISOString() })
  const read = await typescript('Read without sending')
  expect(read).toBe('2 Pixel from Pixel\nundefined\n')
})

test('files by WebDAV, as curl', async () => {
  const { env } = await prepared()
  const code = examples('Files by WebDAV', 'sh').join('')
  const { stdout } = await run('sh', ['-ec', code], { env, cwd: await temporaryFolder() })
  expect(stdout).toMatch(/^one<\?xml .*\/dav\/notes\/a\.txt<.*<\/D:multistatus>204\n412\n$/s)
})

test('encryption, as TypeScript', async () => {
  const { typescript } = await prepared()
  expect(await typescript('Encryption')).toBe('{"theme":"dark"}\ntrue\n')
})

test.runIf(canTest)('a pinned hub, as TypeScript', async () => {
  const { hub, url, fingerprint } = await lanHub()
  const env = { HUB: url, KEY: await keyFor(hub), FINGERPRINT: fingerprint }
  expect(await runTypescript('Know the hub again', env)).toBe('created\n')
})
