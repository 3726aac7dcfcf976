import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export const soundLogo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64"/></svg>'

export const soundManifest = {
  type: 'my-app',
  name: 'My App',
  description: 'Does what my app does.',
  homepage: 'https://example.org/my-app',
  connects: 'file',
  export: {
    format: 'json',
    fileName: 'my-app-<date>.json',
    secrets: 'never',
    secretsNote: 'There are none.',
    version: '/version',
    volatile: ['/savedAt', '/items/*/seen'],
  },
  steps: { export: ['Click Export.'], import: ['Click Import.'] },
}

export const soundSample = { version: 3, savedAt: 1, items: [{ seen: 2, label: 'a' }] }

/** The three files of a module, as text or as a value to be written as JSON; null leaves one out. */
export interface ModuleFiles {
  readonly manifest?: unknown
  readonly logo?: string | Buffer | null
  readonly sample?: unknown
  /** The files of the folder `texts`, by name. */
  readonly texts?: Readonly<Record<string, unknown>>
}

/** A sound manifest of this type, with a name of its own for its file. */
export const manifestOf = (type: string) => ({
  ...soundManifest,
  type,
  export: { ...soundManifest.export, fileName: `${type}-<date>.json` },
})

/** An empty folder that is gone after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'app-modules-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a module folder that is sound except for what is given, and tells its path. */
export function writeModule(parent: string, name: string, files: ModuleFiles = {}): string {
  const folder = join(parent, name)
  mkdirSync(folder, { recursive: true })
  const { manifest = manifestOf(name) } = files
  write(join(folder, 'manifest.json'), manifest)
  write(join(folder, 'logo.svg'), files.logo === undefined ? soundLogo : files.logo)
  write(join(folder, 'sample.json'), files.sample === undefined ? soundSample : files.sample)
  for (const [file, content] of Object.entries(files.texts ?? {})) {
    mkdirSync(join(folder, 'texts'), { recursive: true })
    write(join(folder, 'texts', file), content)
  }
  return folder
}

function write(file: string, content: unknown): void {
  if (content === null) return
  const asIs = typeof content === 'string' || Buffer.isBuffer(content)
  writeFileSync(file, asIs ? content : JSON.stringify(content))
}
