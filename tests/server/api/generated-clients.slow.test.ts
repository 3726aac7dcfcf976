import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { generate } from 'openapi-typescript-codegen'
import { expect, onTestFinished, test } from 'vitest'
import { testHub } from '../../helpers/hub.ts'
import type { Start, Walked } from './generators/walked.ts'

const root = resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)

/** As an author of an app compiles, without the options of this project. */
const compilerOptions = {
  noEmit: true,
  strict: true,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  types: ['node'],
}

const binOf = async (name: string, bin: string) => {
  const manifest = join(root, 'node_modules', name, 'package.json')
  return resolve(dirname(manifest), JSON.parse(await readFile(manifest, 'utf8')).bin[bin])
}

/** A folder in which a client can be made: packages are found from it, and git does not see it. */
async function workFolder(): Promise<string> {
  await mkdir(join(root, 'dist'), { recursive: true })
  const folder = await mkdtemp(join(root, 'dist/generated-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(import.meta.dirname, 'generators'), folder, { recursive: true })
  return folder
}

const generators = {
  functions: async (input: string, folder: string) => {
    await run(process.execPath, [
      await binOf('oazapfts', 'oazapfts'),
      input,
      join(folder, 'client.ts'),
    ])
  },
  classes: async (input: string, folder: string) => {
    await generate({
      input,
      output: join(folder, 'classes'),
      useOptions: true,
      useUnionTypes: true,
    })
  },
}

test.each(['functions', 'classes'] as const)(
  'a generated client, of %s, does it all',
  async (name) => {
    const { hub } = await testHub()
    const url = await hub.listen()
    const folder = await workFolder()
    const input = join(folder, 'openapi.json')
    await writeFile(input, await (await fetch(`${url}/api/v1/openapi.json`)).text())
    await generators[name](input, folder)

    const config = { compilerOptions, include: [`${name}-walk.ts`] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = await binOf('typescript', 'tsc')
    await run(process.execPath, [compiler, '-p', folder]).catch(({ stdout }) => expect.fail(stdout))

    const { walk }: { walk: (start: Start) => Promise<Walked> } = await import(
      join(folder, `${name}-walk.ts`)
    )
    const start = {
      url,
      setUpToken: (await hub.newSetUpToken()) ?? '',
      controlToken: hub.controlToken,
    }
    expect(await walk(start)).toEqual({
      owner: 'Ada',
      created: { action: 'created', theme: 'dark' },
      replaced: { success: true, action: 'incomingNewer', data: 'plain text' },
      kept: { success: true, action: 'existingNewer', data: 'plain text' },
      history: [3, 2, 1],
      restored: 1,
      pulled: { theme: 'dark' },
      again: 304,
      refused: {
        status: 400,
        error: 'savedTs is not a date and time in ISO 8601, such as 2025-02-26T09:15:30.123Z.',
      },
    })
  },
)
