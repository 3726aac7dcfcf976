import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const installed = resolve(import.meta.dirname, '../../../node_modules/electron')

/** The program of Electron if it is there; nothing is downloaded. */
export function findElectron(): string | undefined {
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const told = join(installed, 'path.txt')
  const name = existsSync(told) ? readFileSync(told, 'utf8') : undefined
  if (elsewhere === undefined && name === undefined) return undefined
  const program = join(elsewhere ?? join(installed, 'dist'), name ?? 'electron')
  return existsSync(program) ? program : undefined
}
