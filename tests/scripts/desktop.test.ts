import { spawnSync } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/folder.ts'

const root = resolve(import.meta.dirname, '../..')

/** `npm run desktop`, once everything is built. */
function desktop(environment: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/desktop.ts'), '--hidden'],
    { env: { PATH: process.env.PATH, ...environment }, encoding: 'utf8', timeout: 20_000 },
  )
  return { status, stdout, stderr: stderr.trim() }
}

/** Something that stands for Electron, if the system runs shell scripts. */
async function standIn(text: string): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'electron'), `#!/bin/sh\n${text}\n`)
  await chmod(join(folder, 'electron'), 0o755)
  return folder
}

test('without Electron it says so, and ends', async () => {
  const { status, stderr } = desktop({ ELECTRON_OVERRIDE_DIST_PATH: await temporaryFolder() })
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^There is no Electron at .*\.$/)])
})

test.runIf(process.platform === 'linux')(
  'without a screen it says so, and ends (on Linux)',
  async () => {
    const { status, stderr } = desktop({ ELECTRON_OVERRIDE_DIST_PATH: await standIn('exit 0') })
    expect([status, stderr]).toEqual([1, expect.stringContaining('needs a screen')])
  },
)

test.runIf(process.platform === 'linux')(
  'it starts the project, and ends as the tray app ended (on Linux)',
  async () => {
    const folder = await standIn('echo "$@"\nexit 7')
    const { status, stdout } = desktop({ ELECTRON_OVERRIDE_DIST_PATH: folder, DISPLAY: ':9' })
    expect([status, stdout.trim()]).toEqual([7, `${root} --hidden`])
  },
)
