import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import spectral from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'

const run = promisify(execFile)

async function documentOf(environment: Record<string, string> = {}) {
  const { hub } = await testHub({ environment })
  return (await hub.app.inject('/api/v1/openapi.json')).json()
}

async function spectralSays(document: object): Promise<string[]> {
  const linter = new spectral.Spectral()
  // Its types do not know its own rules.
  linter.setRuleset({ extends: [rulesets.oas as never] })
  return (await linter.run({ ...document })).map(({ code, path }) => `${code} at ${path.join('/')}`)
}

/** @returns what it finds, warnings too */
async function redoclySays(document: object): Promise<string[]> {
  const file = join(await temporaryFolder(), 'openapi.json')
  await writeFile(file, JSON.stringify(document))
  const manifest = resolve('node_modules/@redocly/cli/package.json')
  const bin = resolve(dirname(manifest), JSON.parse(await readFile(manifest, 'utf8')).bin.redocly)
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const options = ['lint', file, '--format=json', '--extends=recommended']
  const { stdout } = await run(process.execPath, [bin, ...options], { env }).catch((error) => error)
  const { problems } = JSON.parse(stdout) as { problems: { ruleId: string; message: string }[] }
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

test('two linters find nothing, also in a hub that has a public address', async () => {
  for (const environment of [{}, { PUBLIC_URL: 'https://hub.home.arpa/sync/' }]) {
    const document = await documentOf(environment)
    expect(await spectralSays(document)).toEqual([])
    expect(await redoclySays(document)).toEqual([])
  }
})

test('both linters look: each finds what is wrong', async () => {
  const { servers: _, ...document } = await documentOf()
  document.paths['/health'].get.operationId = document.paths['/api/v1/hub'].get.operationId
  expect(await spectralSays(document)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/servers/),
      expect.stringMatching(/operationId/),
    ]),
  )
  expect(await redoclySays(document)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/servers/),
      expect.stringMatching(/operationId/),
    ]),
  )
})
