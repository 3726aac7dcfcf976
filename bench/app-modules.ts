import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64"/></svg>'

const manifest = (type: string) => ({
  type,
  name: type,
  description: 'An app that only the bench has.',
  homepage: 'https://example.org',
  connects: 'file',
  export: {
    format: 'json',
    fileName: `${type}.json`,
    secrets: 'never',
    secretsNote: 'There are none.',
    volatile: [],
  },
  steps: { export: ['Export them.'], import: ['Import them.'] },
})

/** Makes a folder of app modules, so that there are slots enough. @returns their types */
export function writeAppModules(folder: string, count: number): string[] {
  const types = Array.from({ length: count }, (_, index) => `bench-${index}`)
  for (const type of types) {
    const path = join(folder, type)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest(type)))
    writeFileSync(join(path, 'sample.json'), '{}')
    writeFileSync(join(path, 'logo.svg'), logo)
  }
  return types
}
