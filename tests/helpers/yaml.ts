import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
// The reader that electron-updater brings along.
const { load } = createRequire(createRequire(import.meta.url).resolve('electron-updater'))(
  'js-yaml',
) as { load(text: string): unknown }

/** A file of the project, read as YAML. @throws Error where it is none */
export const readYaml = <T>(path: string): T => load(readFileSync(join(root, path), 'utf8')) as T
